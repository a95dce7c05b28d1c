"""Runs the Keras model beside this file.

python predict.py "a text" "another"    what the model makes of texts
python predict.py --check               whether it computes what the lab computed
python predict.py --model model.h5 ...  the same with the file in the older format
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import keras
import numpy as np

from unroll_text import Labels, Vocabulary

FOLDER = Path(__file__).resolve().parent
# An exported number may differ from the lab's by so much: absolutely, and of numbers beyond 1 or -1 in proportion.
LIMIT = 1e-5
# <pad>, <start> and <unknown> are never written.
FIRST_WRITTEN = 3


def outputs(model: Any, *inputs: Sequence[int]) -> np.ndarray:
    """What the model gives for one example: a row, or a row for each step."""
    tensors = [np.array([ids], dtype="int32") for ids in inputs]
    given = model(tensors if len(tensors) > 1 else tensors[0], training=False)
    return keras.ops.convert_to_numpy(given)[0]


def read_json(name: str) -> Dict[str, Any]:
    """The content of a JSON file beside this one."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


class Predictor:
    """The model with what turns texts into ids and its outputs into answers."""

    def __init__(self, file: str) -> None:
        self.model = keras.saving.load_model(FOLDER / file, compile=False)
        self.task: str = read_json("experiment.json")["task"]
        self.vocabulary = Vocabulary.read(FOLDER / "vocabulary.json")
        has_labels = (FOLDER / "labels.json").exists()
        self.labels: Optional[Labels] = Labels.read(FOLDER / "labels.json") if has_labels else None

    def answer(self, text: str, length: int, temperature: float) -> Any:
        """What the model makes of a text, by its task."""
        if self.task == "classification":
            row = outputs(self.model, self.vocabulary.encode(text))
            return self.labels.answer([float(value) for value in row])
        if self.task == "tagging":
            return self.tags(self.vocabulary.split_words(text))
        if self.task == "language-model":
            return self.written_on(text, length, temperature)
        return self.converted(text)

    def tags(self, tokens: List[str]) -> List[Dict[str, Any]]:
        """The tag of each token; a long sentence goes through the network in pieces."""
        ids = [self.vocabulary.word_id(token) for token in tokens]
        longest = self.vocabulary.longest
        pieces = [ids[start : start + longest] for start in range(0, len(ids), longest)]
        rows = [row for piece in pieces for row in outputs(self.model, piece)]
        best = [int(row.argmax()) for row in rows]
        return [
            {"token": token, "tag": self.labels.labels[at], "probability": float(row[at])}
            for token, at, row in zip(tokens, best, rows)
        ]

    def written_on(self, prompt: str, length: int, temperature: float) -> str:
        """What is written after a prompt; at temperature 0 always the most probable token."""
        ids = self.vocabulary.prompt_ids(prompt)
        before = len(self.vocabulary.text_of(ids))
        for _ in range(length):
            chosen = drawn(outputs(self.model, ids)[-1], temperature)
            if chosen == self.vocabulary.end:
                break
            ids.append(chosen)
        return self.vocabulary.text_of(ids)[before:]

    def converted(self, text: str) -> str:
        """What is written for a text, the most probable token each time."""
        target = Vocabulary.read(FOLDER / "target-vocabulary.json")
        source = self.vocabulary.source_ids(text)
        ids = [target.start]
        while len(ids) <= target.longest:
            chosen = drawn(outputs(self.model, source, ids)[-1], 0)
            if chosen == target.end:
                break
            ids.append(chosen)
        return target.text_of(ids)


def drawn(probabilities: np.ndarray, temperature: float) -> int:
    """An id, drawn by the probabilities; at temperature 0 the most probable one."""
    known = probabilities[FIRST_WRITTEN:].astype("float64")
    if temperature == 0:
        return FIRST_WRITTEN + int(known.argmax())
    logits = np.log(np.maximum(known, 1e-30)) / temperature
    weights = np.exp(logits - logits.max())
    return FIRST_WRITTEN + int(np.random.choice(len(weights), p=weights / weights.sum()))


def largest_difference(model: Any) -> float:
    """How far the model's outputs are from those that the lab wrote into test-vectors.json."""
    largest = 0.0
    for vector in read_json("test-vectors.json")["vectors"]:
        expected = np.array(vector["model"]["outputs"])
        rows = outputs(model, *vector["model"]["inputs"].values())
        steps = vector["model"]["steps"]
        computed = rows[np.newaxis] if steps is None else rows[steps]
        difference = np.abs(computed - expected) / np.maximum(1, np.abs(expected))
        largest = max(largest, float(difference.max()))
    return largest


def main() -> int:
    """Reads the command line; 1 when the model computes something else than the lab."""
    parser = argparse.ArgumentParser(description="Runs the Keras model beside this file.")
    parser.add_argument("texts", nargs="*", help="texts to make something of")
    parser.add_argument("--model", default="model.keras", help="model.keras or model.h5")
    parser.add_argument("--check", action="store_true", help="hold it against test-vectors.json")
    parser.add_argument("--length", type=int, default=200, help="tokens that a writer writes")
    parser.add_argument("--temperature", type=float, default=0.8, help="of a writer; 0: no chance")
    options = parser.parse_args()
    if options.temperature < 0:
        parser.error("--temperature is a number from 0")
    predictor = Predictor(options.model)
    if options.check:
        difference = largest_difference(predictor.model)
        print(f"largest difference: {difference:.3g} (up to {LIMIT:g} is allowed)")
        return 0 if difference <= LIMIT else 1
    for text in options.texts:
        answer = predictor.answer(text, options.length, options.temperature)
        print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
