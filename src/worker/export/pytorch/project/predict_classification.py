"""Classifies texts.

python predict.py "a text" "another one" python predict.py < texts.txt            # a text on each
line python predict.py --json "a text" python predict.py --check                # computes the lab's
test vectors
"""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

import torch
from check import check
from model import HERE, Network, load_network
from unroll_text import Labels, Vocabulary


@torch.inference_mode()
def predict(network: Network, texts: Iterable[str]) -> list[dict[str, Any]]:
    """For each text its label and all probabilities; of several labels a text those from 0.5 on; or
    a number.
    """
    vocabulary, labels = Vocabulary.read(HERE / "vocabulary.json"), Labels.read(
        HERE / "labels.json"
    )
    answers = []
    for text in texts:
        ids = torch.tensor([vocabulary.encode(text)])  # [1, time]
        answers.append(labels.answer(network.answer(ids)[0].tolist()))
    return answers


def describe(answer: dict[str, Any]) -> str:
    """An answer in a line."""
    if "value" in answer:
        return f"{answer['value']:.4f}"
    named = ", ".join(f"{label} {value:.4f}" for label, value in answer["probabilities"].items())
    found = answer["label"] if "label" in answer else ", ".join(answer["labels"]) or "no label"
    return f"{found}  ({named})"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Classifies texts.")
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
            json.dumps({"text": text, **answer}, ensure_ascii=False)
            if options.json
            else describe(answer)
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
