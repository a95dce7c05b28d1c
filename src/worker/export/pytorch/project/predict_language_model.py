"""Writes text.

python predict.py                                    # from the beginning python predict.py "Once
upon a" --length 300 --temperature 0.8 --top-k 40 python predict.py --json "Once upon a" --seed 1 #
each token with its probability python predict.py --check                            # computes the
lab's test vectors
"""

import argparse
import json
import sys
from typing import Optional

import torch
from check import check
from layers import State
from model import HERE, Network, load_network
from unroll_text import Vocabulary
from unroll_writing import Sampling, write


class NextToken:
    """Reads tokens and gives the probabilities of the one that follows; remembers what it has read
    in its states.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.states: Optional[list[State]] = None

    @torch.inference_mode()
    def __call__(self, ids: list[int]) -> list[float]:
        """After these ids and all that were read before."""
        logits, self.states = self.network(torch.tensor([ids]), self.states)
        probabilities: list[float] = torch.softmax(logits[0, -1], dim=-1).tolist()
        return probabilities


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Writes text.")
    parser.add_argument(
        "prompts",
        nargs="*",
        help="what to go on from; without any, each line of a piped standard input",
    )
    parser.add_argument("--length", type=int, default=200, help="tokens at most (200)")
    parser.add_argument(
        "--temperature", type=float, default=0.8, help="0: always the most probable token (0.8)"
    )
    parser.add_argument(
        "--top-k", type=int, help="draws only from so many of the most probable tokens"
    )
    parser.add_argument("--top-p", type=float, help="draws only from those that make up this share")
    parser.add_argument(
        "--repetition-penalty", type=float, default=1.0, help="above 1: fewer repetitions (1)"
    )
    parser.add_argument("--seed", type=int, help="the same seed draws the same tokens")
    parser.add_argument(
        "--weights",
        default=HERE / "model.safetensors",
        help="weights, e.g. those that train.py wrote",
    )
    parser.add_argument("--json", action="store_true", help="prints a JSON object for each prompt")
    parser.add_argument("--check", action="store_true", help="computes the lab's test vectors")
    options = parser.parse_args()
    network = load_network(options.weights)
    if options.check:
        return check(network)
    vocabulary = Vocabulary.read(HERE / "vocabulary.json")
    sampling = Sampling(
        options.temperature, options.top_k, options.top_p, options.repetition_penalty
    )
    prompts = options.prompts
    if not prompts and not sys.stdin.isatty():
        prompts = [line.rstrip("\n") for line in sys.stdin]
    for prompt in prompts or [""]:
        written = write(
            NextToken(network), vocabulary, prompt, options.length, sampling, options.seed
        )
        if options.json:
            tokens = [
                {"token": vocabulary.tokens[token], "probability": probability}
                for token, probability in zip(written.ids, written.probabilities)
            ]
            print(
                json.dumps(
                    {"prompt": prompt, "text": written.text, "tokens": tokens}, ensure_ascii=False
                )
            )
        else:
            print(prompt + written.text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
