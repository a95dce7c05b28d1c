"""What is special to language models: the text as one row of tokens, read in windows."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Optional

import torch
import torch.nn.functional as F
from batching import Place, Rows
from layers import State
from model import HERE
from reading import read_documents
from splitting import rows_aside, seeded_random, shuffled_order
from tables import Unusable
from torch import Tensor, nn
from unroll_text import Vocabulary

# Ids of every vocabulary that texts are written with.
PAD, START, END = 0, 1, 3

# With this chance a row forgets its state before a step, so that the model learns to begin from
# nothing too.
FORGET = 0.05

# The sum of the losses, how many were summed up, and how many answers were right.
Losses = tuple[Tensor, int, float]
# What is read, and what follows each token: [rows, time] each.
Batch = tuple[Tensor, Tensor]


class Window(NamedTuple):
    """A stretch of a text: what is read, and what follows each token."""

    text: Tensor
    first: int
    last: int


class Task(Rows):
    """Reads the text and measures what a network makes of it."""

    sorts_by_length = False

    def __init__(self, options: dict[str, Any], data: dict[str, Any], place: Place) -> None:
        super().__init__(options, data, place)
        self.vocabulary = Vocabulary.read(HERE / "vocabulary.json")
        self.length: int = self.vocabulary.options.get("sequenceLength") or 100
        # Each window begins with the state that the one before it ended in.
        self.is_stateful: bool = options["stateful"]
        self.states: Optional[list[State]] = None

    def load(self, paths: Sequence[Path], validation: Sequence[Path]) -> None:
        """Reads the text and sets a part aside as the lab does."""
        parts = [(tokens, []) for tokens in self.documents(paths)]
        if validation:
            parts += [([], tokens) for tokens in self.documents(validation)]
        else:
            parts = list(self.cut([tokens for tokens, _ in parts]))
        self.training, self.validation = (
            self.windows(torch.tensor(self.row_of(parts, side))) for side in (0, 1)
        )
        if not self.training:
            raise Unusable("The data have no text to train on.")

    def documents(self, paths: Sequence[Path]) -> list[list[str]]:
        """The texts, cut into words, characters or chunks of byte pairs."""
        seen, documents = set(), []
        for text in (text for path in paths for text in read_documents(path, self.data)):
            tokens = self.vocabulary.counted_tokens(text)
            if len(tokens) < self.data["minimumTokens"] or (
                self.data["dropDuplicates"] and text in seen
            ):
                continue
            seen.add(text)
            documents.append(tokens)
            if len(documents) == self.data["maximumRows"]:
                break
        return documents

    def cut(self, documents: list[list[str]]) -> Iterator[tuple[list[str], list[str]]]:
        """Each document's tokens to train on and to validate on: the last share of all tokens, or
        drawn documents.
        """
        share = self.data["validationSplit"]
        if self.data["validationRows"] == "random":
            order = shuffled_order(len(documents), seeded_random(self.options["seed"]))
            aside = set(order[: rows_aside(len(documents), share)])
            yield from (([], one) if at in aside else (one, []) for at, one in enumerate(documents))
            return
        left = math.floor(sum(map(len, documents)) * (1 - share) + 0.5)
        for tokens in documents:
            kept = max(0, min(len(tokens), left))
            yield tokens[:kept], tokens[kept:]
            left -= kept

    def row_of(self, parts: Sequence[tuple[list[str], list[str]]], side: int) -> list[int]:
        """All documents of a side as one row of ids; one that is cut in two begins in the first and
        ends in the second.
        """
        ids: list[int] = []
        for both in parts:
            if not both[side]:
                continue
            ids += [START] if side == 0 or not both[0] else []
            ids += self.vocabulary.ids_of_counted(both[side])
            ids += [END] if side == 1 or not both[1] else []
        return ids

    def windows(self, text: Tensor, first: int = 0, last: Optional[int] = None) -> list[Window]:
        """A stretch of a text in windows; the last one may be shorter."""
        end = len(text) - 1 if last is None else last
        return [
            Window(text, at, min(at + self.length, end)) for at in range(first, end, self.length)
        ]

    def length_of(self, example: Window) -> int:
        """All are padded to one length."""
        return 0

    def stretches(
        self, windows: Sequence[Window], rows: int, overlap: bool
    ) -> Iterator[list[Window]]:
        """This process's share of the stretches of a text that are read side by side, a window of
        each at a time.

        overlap: all have the same number of whole windows, so that neighbours overlap a little.
        """
        text, places = windows[0].text, len(windows[0].text) - 1
        each = -(-len(windows) // rows) * self.length if overlap else -(-places // rows)
        room = max(0, places - each)
        stretches = []
        for row in range(rows)[self.place.rank :: self.place.world]:
            evenly = math.floor(row * room / (rows - 1) + 0.5) if rows > 1 else 0
            first = evenly if overlap else min(row * each, places)
            stretches.append(self.windows(text, first, min(first + each, places)))
        for step in range(-(-each // self.length)):
            nothing = Window(text, 0, 0)
            yield [one[step] if step < len(one) else nothing for one in stretches]

    def stateful_rows(self, windows: Sequence[Window], batch_size: int) -> int:
        """Stretches of all processes."""
        return max(self.place.world, min(batch_size * self.place.world, len(windows)))

    def steps(self, batch_size: int) -> int:
        """How many batches an epoch has."""
        if not self.is_stateful:
            return super().steps(batch_size)
        return -(-len(self.training) // self.stateful_rows(self.training, batch_size))

    def epoch(self, batch_size: int, number: int) -> Iterator[list[Window]]:
        """Drawn windows, or those that follow on each other."""
        if not self.is_stateful:
            return super().epoch(batch_size, number)
        return self.stretches(self.training, self.stateful_rows(self.training, batch_size), True)

    def measured(self, batch_size: int) -> Iterator[list[Window]]:
        """As in training, but no place counts twice."""
        if not self.is_stateful or not self.validation:
            return super().measured(batch_size)
        return self.stretches(
            self.validation, self.stateful_rows(self.validation, batch_size), False
        )

    def batch(self, rows: Sequence[Window], is_training: bool) -> Batch:
        """What is read and what follows, padded."""
        read = torch.full((len(rows), self.length), PAD)
        wanted = read.clone()
        for row, (text, first, last) in enumerate(rows):
            read[row, : last - first] = text[first:last]
            wanted[row, : last - first] = text[first + 1 : last + 1]
        # Where a document begins is no question: after each end.
        return read, wanted.masked_fill(wanted == START, PAD)

    def losses(self, network: nn.Module, batch: Batch, is_training: bool) -> Losses:
        """Over the tokens that follow; padding, whose id is 0, counts in nothing."""
        read, wanted = batch
        logits, after = network(read, self.before(is_training))
        if self.is_stateful:
            self.states = [tuple(one.detach() for one in state) for state in after]
        flat, targets = logits.flatten(0, 1), wanted.flatten()
        losses = F.cross_entropy(flat, targets, reduction="none", ignore_index=PAD)
        right = (flat.argmax(dim=1) == targets) & (targets != PAD)
        return losses.sum(), int((targets != PAD).sum()), right.sum().item()

    def before(self, is_training: bool) -> Optional[list[State]]:
        """The states that a step begins with; now and then a row begins anew."""
        if self.states is None or not is_training:
            return self.states
        one = self.states[0][0]
        kept = (torch.rand(len(one), 1) >= FORGET).to(one)
        return [tuple(part * kept for part in state) for state in self.states]

    def begin(self) -> None:
        """From nothing."""
        self.states = None
