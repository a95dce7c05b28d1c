"""Turns texts into texts.

python predict.py "a source" "another one" python predict.py < sources.txt          # a source on
each line python predict.py --json "a source"      # each token with its probability python
predict.py --check                # computes the lab's test vectors
"""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

import torch
from check import check
from model import HERE, Network, load_network
from unroll_text import FREE_LENGTH, Vocabulary


@torch.inference_mode()
def write(
    network: Network, source: list[int], target: Vocabulary, limit: int
) -> list[tuple[int, float]]:
    """The ids that are written for a source, and the probability of each; always the most probable
    token is taken.
    """
    memory, states = network.encode(torch.tensor([source]))
    token = target.start or 0
    written: list[tuple[int, float]] = []
    while len(written) < limit and token != target.end:
        logits, states = network.decode(torch.tensor([[token]]), memory, states)
        probabilities = torch.softmax(logits[0, 0], dim=-1)
        # Never <pad>, <start> or <unknown>, which are the first three.
        token = 3 + int(probabilities[3 : len(target.tokens)].argmax())
        written.append((token, float(probabilities[token])))
    return written


def most_tokens(vocabulary: Vocabulary, target: Vocabulary, source: list[int]) -> int:
    """How many tokens are written at most where no end comes."""
    each = 12 if vocabulary.level == "word" and target.level != "word" else 3
    return target.options.get("sequenceLength") or min(FREE_LENGTH, 50 + each * len(source))


def predict(network: Network, texts: Iterable[str]) -> list[dict[str, Any]]:
    """For each text what is written, and its tokens with their probabilities, the end included."""
    vocabulary = Vocabulary.read(HERE / "vocabulary.json")
    target = Vocabulary.read(HERE / "target-vocabulary.json")
    answers = []
    for text in texts:
        source = vocabulary.source_ids(text)
        written = write(network, source, target, most_tokens(vocabulary, target, source))
        tokens = [{"token": target.tokens[token], "probability": value} for token, value in written]
        answers.append({"text": target.text_of([token for token, _ in written]), "tokens": tokens})
    return answers


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Turns texts into texts.")
    parser.add_argument(
        "texts", nargs="*", help="texts; without any, one on each line of the standard input"
    )
    parser.add_argument(
        "--weights",
        default=HERE / "model.safetensors",
        help="weights, e.g. those that train.py wrote",
    )
    parser.add_argument("--json", action="store_true", help="prints a JSON object for each text")
    parser.add_argument("--check", action="store_true", help="computes the lab's test vectors")
    options = parser.parse_args()
    network = load_network(options.weights)
    if options.check:
        return check(network)
    texts = options.texts or [line.rstrip("\n") for line in sys.stdin]
    for text, answer in zip(texts, predict(network, texts)):
        print(
            json.dumps({"source": text, **answer}, ensure_ascii=False)
            if options.json
            else answer["text"]
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
