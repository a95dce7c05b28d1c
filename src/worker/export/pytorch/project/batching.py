"""Which examples go through the network together, in one process or in several at the same time."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch.utils.data import DistributedSampler

# So many batches are sorted by length at a time; more would always put the same examples together.
BATCHES_AT_ONCE = 50


class Place(NamedTuple):
    """This process among those that train together."""

    rank: int
    world: int


class Rows:
    """The examples of a task, and the order in which they go through the network. Each task fills
    it in its own way.
    """

    # Whether examples of like length share a batch, so that little is padded.
    sorts_by_length = True
    # Whether only examples of one length are measured together, so that none is padded.
    measures_one_length = False

    def __init__(self, options: dict[str, Any], data: dict[str, Any], place: Place) -> None:
        """options and data are "training" and "data" of experiment.json."""
        self.options, self.data, self.place = options, data, place
        self.training: list[Any] = []
        self.validation: list[Any] = []

    def length_of(self, example: Any) -> int:
        """What padding goes by."""
        raise NotImplementedError

    def sampler(self) -> "DistributedSampler[int]":
        """Gives every process another share of the training examples, which differs from epoch to
        epoch.
        """
        return DistributedSampler(
            range(len(self.training)),
            num_replicas=self.place.world,
            rank=self.place.rank,
            shuffle=self.options["shuffle"],
            seed=self.options["seed"],
        )

    def steps(self, batch_size: int) -> int:
        """How many batches an epoch has."""
        return -(-len(self.sampler()) // batch_size)

    def epoch(self, batch_size: int, number: int) -> Iterator[list[Any]]:
        """This process's share of each batch: batch_size examples, fewer in the last."""
        sampler = self.sampler()
        sampler.set_epoch(number)
        order = list(sampler)
        like_length = self.sorts_by_length and self.options["shuffle"]
        if like_length:
            many = BATCHES_AT_ONCE * batch_size
            pieces = [order[at : at + many] for at in range(0, len(order), many)]
            order = [
                at
                for piece in pieces
                for at in sorted(piece, key=lambda at: self.length_of(self.training[at]))
            ]
        batches = [order[at : at + batch_size] for at in range(0, len(order), batch_size)]
        if like_length:
            generator = torch.Generator().manual_seed(self.options["seed"] + number)
            batches = [
                batches[at] for at in torch.randperm(len(batches), generator=generator).tolist()
            ]
        for batch in batches:
            yield [self.training[at] for at in batch]

    def measured(self, batch_size: int) -> Iterator[list[Any]]:
        """This process's share of what is measured on, shorter ones first."""
        rows = sorted(self.validation, key=self.length_of)[self.place.rank :: self.place.world]
        group: list[Any] = []
        for row in rows:
            is_other = (
                self.measures_one_length
                and group
                and self.length_of(row) != self.length_of(group[0])
            )
            if len(group) == batch_size or is_other:
                yield group
                group = []
            group.append(row)
        if group:
            yield group

    def begin(self) -> None:
        """Is called before an epoch and before measuring."""


def side_by_side(sequences: Sequence[Sequence[int]], is_before: bool) -> torch.Tensor:
    """Sequences padded with 0 to the longest: [rows, length]."""
    length = max(1, *map(len, sequences))
    rows = []
    for one in sequences:
        gap = [0] * (length - len(one))
        rows.append(gap + list(one) if is_before else list(one) + gap)
    return torch.tensor(rows)
