"""What is special to tagging: sentences, their tags, and a loss that leaves padding out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Optional

import torch
import torch.nn.functional as F
from batching import Place, Rows, side_by_side
from model import HERE
from reading import say
from sentences import read_sentences
from splitting import split_sentences
from torch import Tensor, nn
from unroll_text import Labels, Vocabulary

# Stands for a tag at padding, which counts in nothing.
NO_TAG = -100


class Example(NamedTuple):
    """A sentence."""

    ids: list[int]
    tags: list[int]
    # What each token is read as when its word is dropped.
    shapes: list[int]


# The sum of the losses, how many were summed up, and how many answers were right.
Losses = tuple[Tensor, int, float]
Batch = tuple[Tensor, Tensor]


class Task(Rows):
    """Reads the sentences and measures what a network makes of them."""

    measures_one_length = True

    def __init__(self, options: dict[str, Any], data: dict[str, Any], place: Place) -> None:
        super().__init__(options, data, place)
        self.vocabulary, self.labels = Vocabulary.read(HERE / "vocabulary.json"), Labels.read(
            HERE / "labels.json"
        )
        self.class_weights: Optional[Tensor] = None
        # How often each id occurs in the training sentences.
        self.counts: dict[int, int] = {}

    def load(self, paths: Sequence[Path], validation: Sequence[Path]) -> None:
        """Reads the data and sets sentences aside as the lab does."""
        rows = list(self.examples(paths))
        if validation:
            self.training, self.validation = rows, list(self.examples(validation))
        else:
            is_last = self.data["validationRows"] == "last"
            kept, aside = split_sentences(
                len(rows), self.data["validationSplit"], is_last, self.options["seed"]
            )
            self.training, self.validation = [rows[row] for row in kept], [
                rows[row] for row in aside
            ]
        for row in self.training:
            for number in row.ids:
                self.counts[number] = self.counts.get(number, 0) + 1
        self.class_weights = self.weights_of_tags()

    def examples(self, paths: Sequence[Path]) -> Iterator[Example]:
        """The sentences of all files; those with tags that the model does not know are left out."""
        known = {label: number for number, label in enumerate(self.labels.labels)}
        seen, unknown, taken = set(), 0, 0
        for tokens, tags in (
            sentence for path in paths for sentence in read_sentences(path, self.data)
        ):
            if len(tokens) < self.data["minimumTokens"]:
                continue
            if any(tag not in known for tag in tags):
                unknown += 1
                continue
            key = ("\n".join(tokens), "\n".join(tags))
            if self.data["dropDuplicates"] and key in seen:
                continue
            seen.add(key)
            ids = [self.vocabulary.word_id(token) for token in tokens]
            shapes = [self.vocabulary.shape_id(token) for token in tokens]
            cut = self.vocabulary.cut
            yield Example(cut(ids), cut([known[tag] for tag in tags]), cut(shapes))
            taken += 1
            if taken == self.data["maximumRows"]:
                break
        if unknown > 0:
            say(f"{unknown} sentences are left out: the model does not know one of their tags.")

    def weights_of_tags(self) -> Optional[Tensor]:
        """How much each tag counts; None: all the same."""
        wanted, labels = self.options["classWeight"], self.labels.labels
        if wanted is None:
            return None
        if wanted != "balanced":
            return torch.tensor([float(wanted.get(label, 1)) for label in labels])
        tags = [tag for row in self.training for tag in row.tags]
        counts = [tags.count(number) for number in range(len(labels))]
        present = sum(count > 0 for count in counts)
        return torch.tensor([len(tags) / (present * count) if count else 1.0 for count in counts])

    def length_of(self, example: Example) -> int:
        """Tokens of the sentence."""
        return len(example.ids)

    def batch(self, rows: Sequence[Example], is_training: bool) -> Batch:
        """Ids and tags: [rows, time] each."""
        rows = self.with_dropped_words(rows) if is_training else rows
        is_before = self.vocabulary.options["padding"] == "pre"
        ids = side_by_side([row.ids for row in rows], is_before)
        # Shifted by one, so that padding is 0 here too.
        tags = side_by_side([[tag + 1 for tag in row.tags] for row in rows], is_before) - 1
        return ids, tags.masked_fill(tags < 0, NO_TAG)

    def with_dropped_words(self, rows: Sequence[Example]) -> list[Example]:
        """Now and then a rare word is read as an unknown one (Kiperwasser and Goldberg 2016)."""
        strength = self.options["wordDropout"]
        if strength == 0:
            return list(rows)
        return [
            row._replace(
                ids=[
                    (
                        shape
                        if torch.rand(()).item()
                        < strength / (strength + self.counts.get(number, 0))
                        else number
                    )
                    for number, shape in zip(row.ids, row.shapes)
                ]
            )
            for row in rows
        ]

    def losses(self, network: nn.Module, batch: Batch, is_training: bool) -> Losses:
        """Over the tokens; smoothing and weights are for training alone."""
        ids, tags = batch
        logits = network(ids).flatten(0, 1)  # [rows x time, tags]
        wanted = tags.flatten()
        smoothing = self.options["labelSmoothing"] if is_training else 0.0
        losses = F.cross_entropy(
            logits, wanted, reduction="none", label_smoothing=smoothing, ignore_index=NO_TAG
        )
        if is_training and self.class_weights is not None:
            losses = losses * self.class_weights.to(losses.device)[wanted.clamp(min=0)]
        counted = int((wanted != NO_TAG).sum())
        return losses.sum(), counted, (logits.argmax(dim=1) == wanted).sum().item()
