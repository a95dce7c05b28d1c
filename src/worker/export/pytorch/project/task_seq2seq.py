"""What is special to turning texts into texts: pairs, and a decoder that is told the right tokens
so far.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch.nn.functional as F
from batching import Place, Rows, side_by_side
from model import HERE
from reading import read_pairs
from splitting import split_rows
from torch import Tensor, nn
from unroll_text import Vocabulary

MEASURED_TOGETHER = 128


class Example(NamedTuple):
    """A pair."""

    source: list[int]
    # With the end where there is room for it.
    target: list[int]


# The sum of the losses, how many were summed up, and how many answers were right.
Losses = tuple[Tensor, int, float]
# The source, what the decoder reads and what it should write: [rows, time] each.
Batch = tuple[Tensor, Tensor, Tensor]


class Task(Rows):
    """Reads the pairs and measures what a network makes of them."""

    def __init__(self, options: dict[str, Any], data: dict[str, Any], place: Place) -> None:
        super().__init__(options, data, place)
        self.vocabulary = Vocabulary.read(HERE / "vocabulary.json")
        self.target = Vocabulary.read(HERE / "target-vocabulary.json")

    def load(self, paths: Sequence[Path], validation: Sequence[Path]) -> None:
        """Reads the data and sets pairs aside as the lab does."""
        rows = list(self.examples(paths))
        if validation:
            self.training, self.validation = rows, list(self.examples(validation))
            return
        is_last = self.data["validationRows"] == "last"
        kept, aside = split_rows(
            len(rows), self.data["validationSplit"], is_last, self.options["seed"]
        )
        self.training, self.validation = [rows[row] for row in kept], [rows[row] for row in aside]

    def examples(self, paths: Sequence[Path]) -> Iterator[Example]:
        """The pairs of all files."""
        seen, taken = set(), 0
        for source, target in (pair for path in paths for pair in read_pairs(path, self.data)):
            if len(self.vocabulary.counted_tokens(source)) < self.data["minimumTokens"]:
                continue
            if self.data["dropDuplicates"] and (source, target) in seen:
                continue
            seen.add((source, target))
            yield Example(self.vocabulary.source_ids(source), self.target.target_ids(target))
            taken += 1
            if taken == self.data["maximumRows"]:
                break

    def length_of(self, example: Example) -> int:
        """Tokens of the source."""
        return len(example.source)

    def measured(self, batch_size: int) -> Iterator[list[Example]]:
        """As many together as the lab measures, since padding is read too."""
        return super().measured(MEASURED_TOGETHER)

    def batch(self, rows: Sequence[Example], is_training: bool) -> Batch:
        """The decoder reads the start and then the target but its last token."""
        source = side_by_side(
            [row.source for row in rows], self.vocabulary.options["padding"] == "pre"
        )
        read = side_by_side([[self.target.start or 0, *row.target[:-1]] for row in rows], False)
        return source, read, side_by_side([row.target for row in rows], False)

    def losses(self, network: nn.Module, batch: Batch, is_training: bool) -> Losses:
        """Over the tokens to be written; padding, whose id is 0, counts in nothing."""
        source, read, wanted = batch
        logits = network(source, read).flatten(0, 1)  # [rows x time, vocabulary]
        wanted = wanted.flatten()
        smoothing = self.options["labelSmoothing"] if is_training else 0.0
        losses = F.cross_entropy(
            logits, wanted, reduction="none", label_smoothing=smoothing, ignore_index=0
        )
        right = (logits.argmax(dim=1) == wanted) & (wanted != 0)
        return losses.sum(), int((wanted != 0).sum()), right.sum().item()
