"""Tags the tokens of sentences.

python predict.py "A sentence whose tokens stand apart ." python predict.py < sentences.txt        #
a sentence on each line python predict.py --json "A sentence ." python predict.py --check # computes
the lab's test vectors
"""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

import torch
from check import check
from model import HERE, Network, load_network
from unroll_text import Labels, Vocabulary, split_at_spaces


@torch.inference_mode()
def predict(network: Network, sentences: Iterable[list[str]]) -> list[list[dict[str, Any]]]:
    """For each sentence, given as its tokens, the tag of each token and its probability."""
    vocabulary, labels = Vocabulary.read(HERE / "vocabulary.json"), Labels.read(
        HERE / "labels.json"
    )
    tagged = []
    for tokens in sentences:
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
    sentences = [split_at_spaces(text) for text in options.sentences or sys.stdin]
    for tagged in predict(network, sentences):
        if options.json:
            print(json.dumps(tagged, ensure_ascii=False))
            continue
        for word in tagged:
            print(f"{word['token']}\t{word['tag']}\t{word['probability']:.4f}")
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
