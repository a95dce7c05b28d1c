"""Tags the tokens of sentences.

    python predict.py "A sentence."
    python predict.py < sentences.txt    a sentence on each line
    python predict.py --json "A sentence."
    python predict.py --check            computes the lab's test vectors
"""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any, Union

import torch
from check import check
from model import HERE, Network, load_network
from unroll_text import Labels, Vocabulary


@torch.inference_mode()
def predict(
    network: Network, sentences: Iterable[Union[str, list[str]]]
) -> list[list[dict[str, Any]]]:
    """For each sentence the tag of each token and its probability. A string is cut near to how the
    training tokens are; a list of tokens stays as it is.
    """
    vocabulary, labels = Vocabulary.read(HERE / "vocabulary.json"), Labels.read(
        HERE / "labels.json"
    )
    tagged = []
    for sentence in sentences:
        tokens = vocabulary.split_words(sentence) if isinstance(sentence, str) else sentence
        ids = [vocabulary.word_id(token) for token in tokens]
        rows: list[list[float]] = []
        # A long sentence goes through the network in pieces.
        for first in range(0, len(ids), vocabulary.longest):
            piece = torch.tensor([ids[first : first + vocabulary.longest]])  # [1, time]
            rows += network.answer(piece)[0].tolist()
        answers = [labels.answer(row) for row in rows]
        tagged.append(
            [
                {"token": token, "tag": answer["label"], "probability": answer["probability"]}
                for token, answer in zip(tokens, answers)
            ]
        )
    return tagged


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Tags the tokens of sentences.")
    parser.add_argument(
        "sentences", nargs="*", help="without any, one on each line of the standard input"
    )
    parser.add_argument(
        "--weights",
        default=HERE / "model.safetensors",
        help="weights, e.g. those that train.py wrote",
    )
    parser.add_argument("--json", action="store_true", help="prints a JSON list for each sentence")
    parser.add_argument("--check", action="store_true", help="computes the lab's test vectors")
    options = parser.parse_args()
    network = load_network(options.weights)
    if options.check:
        return check(network)
    for tagged in predict(network, options.sentences or sys.stdin):
        if options.json:
            print(json.dumps(tagged, ensure_ascii=False))
            continue
        for word in tagged:
            print(f"{word['token']}\t{word['tag']}\t{word['probability']:.4f}")
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
