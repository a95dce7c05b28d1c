"""What is special to classifying texts: the rows, their labels, and the loss."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Optional

import torch
import torch.nn.functional as F
from batching import Place, Rows
from model import HERE
from reading import read_labelled, say
from splitting import split_labelled, strata_of_labels, strata_of_numbers
from torch import Tensor, nn
from unroll_text import Labels, Vocabulary


class Example(NamedTuple):
    """A row."""

    ids: list[int]
    # The class, or the standardised number; of several labels a row 0 or 1 for each.
    target: Any
    # What copies and strata are told by.
    label: str


# The sum of the losses, how many were summed up, and how many answers were right.
Losses = tuple[Tensor, int, float]
Batch = tuple[Tensor, Tensor]


class Task(Rows):
    """Reads the rows and measures what a network makes of them."""

    def __init__(self, options: dict[str, Any], data: dict[str, Any], place: Place) -> None:
        super().__init__(options, data, place)
        self.vocabulary, self.labels = Vocabulary.read(HERE / "vocabulary.json"), Labels.read(
            HERE / "labels.json"
        )
        self.class_weights: Optional[Tensor] = None
        # Of a fixed length all are padded alike.
        self.sorts_by_length = not self.vocabulary.options.get("sequenceLength")

    def load(self, paths: Sequence[Path], validation: Sequence[Path]) -> None:
        """Reads the data and sets rows aside as the lab does."""
        rows = list(self.examples(paths))
        if validation:
            self.training, self.validation = rows, list(self.examples(validation))
        else:
            kept, aside = self.split(rows)
            self.training, self.validation = [rows[row] for row in kept], [
                rows[row] for row in aside
            ]
        self.class_weights = self.weights_of_classes()

    def examples(self, paths: Sequence[Path]) -> Iterator[Example]:
        """The rows of all files; those of labels that the model does not know are left out."""
        known = {label: number for number, label in enumerate(self.labels.labels)}
        seen, unknown = set(), 0
        for text, label in (row for path in paths for row in read_labelled(path, self.data)):
            tokens = self.vocabulary.counted_tokens(text)
            if len(tokens) < self.data["minimumTokens"]:
                continue
            target = self.target_of(label, known)
            if target is None:
                unknown += 1
                continue
            if self.data["dropDuplicates"] and (text, str(target)) in seen:
                continue
            seen.add((text, str(target)))
            yield Example(self.vocabulary.opened(self.ids_of(tokens, label)), target, str(target))
            if self.data["maximumRows"] is not None and len(seen) == self.data["maximumRows"]:
                break
        if unknown > 0:
            say(f"{unknown} rows are left out: the model does not know their label.")

    def target_of(self, label: Any, known: dict[str, int]) -> Any:
        """What the network should answer; None for a label that it does not know."""
        if self.labels.kind == "number":
            scale = self.labels.scale or {"mean": 0.0, "deviation": 1.0}
            try:
                return (float(label) - scale["mean"]) / scale["deviation"]
            except ValueError:
                return None
        if self.labels.kind == "class":
            return known.get(str(label))
        names = self.names_in(label)
        if any(name not in known for name in names):
            return None
        return tuple(float(name in names) for name in known)

    def names_in(self, label: Any) -> list[str]:
        """The labels of a cell."""
        parts = label if isinstance(label, list) else str(label).split(self.data["labelSeparator"])
        return [str(part).strip() for part in parts if str(part).strip()]

    def ids_of(self, tokens: Sequence[str], label: Any) -> list[int]:
        """The ids of a text; words that would give the answer away become unknown, where the
        experiment asks for it.
        """
        if not self.data["hideLabelWords"]:
            return self.vocabulary.ids_of_counted(tokens)
        names = self.names_in(label) if self.labels.kind == "labels" else [str(label)]
        hidden, cut = set(), self.vocabulary.counted_tokens
        if self.vocabulary.level == "word":
            words = {word for name in names for word in cut(name)}
            hidden = {at for at, token in enumerate(tokens) if token in words}
        else:
            spaced = [" " + name for name in names] if self.vocabulary.level == "bpe" else []
            for wanted in filter(None, map(cut, names + spaced)):
                for at in range(len(tokens) - len(wanted) + 1):
                    if list(tokens[at : at + len(wanted)]) == wanted:
                        hidden.update(range(at, at + len(wanted)))
        pieces = [self.vocabulary.ids_of_counted([token]) for token in tokens]
        return [
            number
            for at, ids in enumerate(pieces)
            for number in ([self.vocabulary.unknown] if at in hidden else ids)
        ]

    def split(self, rows: Sequence[Example]) -> tuple[list[int], list[int]]:
        """Row numbers to train on and to validate on."""
        numbers: dict[str, int] = {}
        is_class, is_number = self.labels.kind == "class", self.labels.kind == "number"
        labels = [
            row.target if is_class else numbers.setdefault(row.label, len(numbers)) for row in rows
        ]
        strata: Optional[list[int]] = None
        if self.data["stratify"]:
            strata = labels if is_class else strata_of_labels(labels)
            strata = strata_of_numbers([row.target for row in rows]) if is_number else strata
        classes = len(self.labels.labels) if is_class else 0
        is_last = self.data["validationRows"] == "last"
        return split_labelled(
            labels, classes, self.data["validationSplit"], is_last, strata, self.options["seed"]
        )

    def weights_of_classes(self) -> Optional[Tensor]:
        """How much each class counts; None: all the same."""
        wanted, labels = self.options["classWeight"], self.labels.labels
        if wanted is None:
            return None
        if wanted != "balanced":
            return torch.tensor([float(wanted.get(label, 1)) for label in labels])
        counts = [
            sum(row.target == number for row in self.training) for number in range(len(labels))
        ]
        present = sum(count > 0 for count in counts)
        return torch.tensor(
            [len(self.training) / (present * count) if count else 1.0 for count in counts]
        )

    def length_of(self, example: Example) -> int:
        """Ids of the text."""
        return len(example.ids) if self.sorts_by_length else 0

    def batch(self, rows: Sequence[Example], is_training: bool) -> Batch:
        """Ids [rows, time] and targets."""
        ids = torch.tensor(self.vocabulary.padded([row.ids for row in rows]))
        return ids, torch.tensor([row.target for row in rows])

    def losses(self, network: nn.Module, batch: Batch, is_training: bool) -> Losses:
        """Smoothing and class weights are for training alone."""
        ids, target = batch
        logits = network(ids)  # [rows, outputs]
        smoothing = self.options["labelSmoothing"] if is_training else 0.0
        if self.labels.kind == "number":
            return self.number_losses(logits.squeeze(1), target)
        if self.labels.kind == "labels":
            wanted = target * (1 - smoothing) + smoothing / 2
            losses = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").mean(
                dim=1
            )
            right = ((logits > 0) == (target > 0.5)).float().mean(dim=1).sum().item()
            return losses.sum(), len(target), right
        losses, answers = class_losses(logits, target, smoothing)
        if is_training and self.class_weights is not None:
            losses = losses * self.class_weights.to(losses.device)[target]
        return losses.sum(), len(target), (answers == target).sum().item()

    def number_losses(self, output: Tensor, target: Tensor) -> Losses:
        """A number is never right, only near."""
        difference = output - target.to(output.dtype)
        is_absolute = self.options["loss"] == "meanAbsoluteError"
        return (difference.abs() if is_absolute else difference**2).sum(), len(target), float("nan")


def class_losses(logits: Tensor, target: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """Cross-entropy of each row, and the likeliest class; one output is a sigmoid unit. logits:
    [rows, outputs]
    """
    if logits.shape[1] > 1:
        return F.cross_entropy(
            logits, target, reduction="none", label_smoothing=smoothing
        ), logits.argmax(dim=1)
    z = logits.squeeze(1)
    wanted = target.float() * (1 - smoothing) + smoothing / 2
    return F.binary_cross_entropy_with_logits(z, wanted, reduction="none"), (z > 0).long()
