"""Runs model.onnx with ONNX Runtime.

    pip install -r requirements.txt
    python run.py "A text" "Another one"      what the model makes of each text
    python run.py --check                     holds it against test-vectors.json

For a program of your own: from run import Model
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
import onnxruntime

from unroll_text import Labels, Vocabulary

HERE = Path(__file__).resolve().parent
# The largest difference that --check allows: absolutely, and of numbers beyond 1 or -1 in proportion.
LIMIT = 1e-5


class Model:
    """model.onnx with what it needs to read texts."""

    def __init__(self, folder: Path = HERE) -> None:
        """Takes the folder that was exported."""
        self.folder = folder
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
        )
        # "classification", "tagging", "language-model" or "seq2seq"
        self.task: str = self.session.get_modelmeta().custom_metadata_map["task"]
        self.vocabulary = Vocabulary.read(folder / "vocabulary.json")

    def outputs(self, **inputs: Sequence[Sequence[int]]) -> np.ndarray:
        """The model's output for token ids: ids=[[2, 7, 4]], or source= and target= of an encoder-decoder."""
        arrays = {name: np.array(ids, dtype=np.int64) for name, ids in inputs.items()}
        return self.session.run(["output"], arrays)[0]

    def answer(self, text: str, options: argparse.Namespace) -> Dict[str, Any]:
        """What the model makes of a text."""
        if self.task == "classification":
            return self.classify([text])[0]
        if self.task == "tagging":
            return self.tag(self.vocabulary.split_words(text))
        if self.task == "seq2seq":
            return self.convert(text)
        rng = np.random.default_rng(options.seed)
        return self.write(text, options.length, options.temperature, options.top_k, rng)

    def classify(self, texts: Sequence[str]) -> List[Dict[str, Any]]:
        """The label, or the number, of each text."""
        labels = Labels.read(self.folder / "labels.json")
        sequences = [self.vocabulary.sequence(text) for text in texts]
        rows = self.outputs(ids=self.vocabulary.padded(sequences))
        return [{"text": text, **labels.answer(row.tolist())} for text, row in zip(texts, rows)]

    def tag(self, tokens: Sequence[str]) -> Dict[str, Any]:
        """The tag of each token; a long sentence goes through the model in pieces."""
        labels = Labels.read(self.folder / "labels.json")
        tagged: List[Dict[str, Any]] = []
        for start in range(0, len(tokens), self.vocabulary.longest):
            piece = tokens[start : start + self.vocabulary.longest]
            rows = self.outputs(ids=[[self.vocabulary.word_id(token) for token in piece]])[0]
            for token, row in zip(piece, rows):
                best = int(row.argmax())
                tag = {"tag": labels.labels[best], "probability": float(row[best])}
                tagged.append({"token": token, **tag})
        return {"tokens": tagged}

    def write(
        self,
        prompt: str,
        length: int,
        temperature: float,
        top_k: Optional[int],
        rng: np.random.Generator,
    ) -> Dict[str, Any]:
        """What is written after a prompt; a temperature of 0 takes the most probable token each time.

        All that stands so far is read anew for each token: this file keeps no state between two calls.
        """
        words = self.vocabulary
        ids = words.prompt_ids(prompt)
        start = len(ids)
        tokens: List[Dict[str, Any]] = []
        while len(tokens) < length:
            probabilities = self.outputs(ids=[ids])[0, -1, : len(words.tokens)]
            chosen = draw(probabilities, temperature, top_k, rng)
            if chosen == words.end:
                break
            tokens.append({"token": words.tokens[chosen], "probability": float(probabilities[chosen])})
            ids.append(chosen)
        # As it continues the prompt: with a space before it where there is one.
        before = words.text_of(ids[:start])
        return {"prompt": prompt, "text": words.text_of(ids)[len(before) :], "tokens": tokens}

    def convert(self, text: str) -> Dict[str, Any]:
        """What an encoder-decoder writes for a text: the most probable token each time."""
        words = Vocabulary.read(self.folder / "target-vocabulary.json")
        source = self.vocabulary.source_ids(text)
        ids = [words.start or 0]
        tokens: List[Dict[str, Any]] = []
        while len(tokens) < words.longest:
            probabilities = self.outputs(source=[source], target=[ids])[0, -1, : len(words.tokens)]
            chosen = draw(probabilities, 0, None, np.random.default_rng())
            tokens.append({"token": words.tokens[chosen], "probability": float(probabilities[chosen])})
            if chosen == words.end:
                break
            ids.append(chosen)
        return {"text": text, "written": words.text_of(ids), "tokens": tokens}


def draw(
    probabilities: np.ndarray, temperature: float, top_k: Optional[int], rng: np.random.Generator
) -> int:
    """The next id; never padding, the start or the unknown token, which are the first three."""
    allowed = probabilities.astype(np.float64)
    allowed[:3] = 0
    if temperature == 0:
        return int(allowed.argmax())
    with np.errstate(divide="ignore"):
        weights = np.exp((np.log(allowed) - np.log(allowed.max())) / temperature)
    if top_k is not None and top_k < len(weights):
        weights[np.argsort(-weights, kind="stable")[top_k:]] = 0
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def largest_difference(model: Model) -> float:
    """Between what the model gives for the test vectors and what the lab wrote down."""
    content = json.loads((model.folder / "test-vectors.json").read_text(encoding="utf-8"))
    largest = 0.0
    for vector in content["vectors"]:
        inputs, steps = vector["model"]["inputs"], vector["model"]["steps"]
        [output] = model.outputs(**{name: [ids] for name, ids in inputs.items()})
        rows = output[None] if steps is None else output[steps]
        expected = np.array(vector["model"]["outputs"])
        if rows.shape != expected.shape:
            raise SystemExit(f"the model gives {rows.shape} where {expected.shape} is expected")
        difference = np.abs(rows - expected) / np.maximum(1, np.abs(expected))
        largest = max(largest, float(difference.max()) if np.isfinite(rows).all() else np.inf)
    return largest


def parse_arguments() -> argparse.Namespace:
    """What stands on the command line."""
    parser = argparse.ArgumentParser(description="Runs model.onnx with ONNX Runtime.")
    parser.add_argument("texts", nargs="*", help="texts; of a language model what it goes on from")
    parser.add_argument("--check", action="store_true", help="run test-vectors.json")
    writing = parser.add_argument_group("of a language model")
    writing.add_argument("--length", type=int, default=100, help="tokens to write")
    writing.add_argument("--temperature", type=float, default=0.8, help="0: the most probable token")
    writing.add_argument("--top-k", type=int, help="choose among so many tokens")
    writing.add_argument("--seed", type=int, help="the same seed writes the same text")
    return parser.parse_args()


def main() -> None:
    """Prints an answer for each text as a line of JSON, or the largest difference."""
    options = parse_arguments()
    model = Model()
    if options.check:
        difference = largest_difference(model)
        print(f"largest difference {difference:.3g}, allowed {LIMIT:g}")
        sys.exit(0 if difference <= LIMIT else 1)
    if not options.texts:
        sys.exit('Give one text or more, e.g. python run.py "A text"')
    for text in options.texts:
        print(json.dumps(model.answer(text, options), ensure_ascii=False))


if __name__ == "__main__":
    main()
