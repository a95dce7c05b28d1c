"""Sets rows aside to validate on: the same ones as the lab, for the same data and seed."""

import math
from collections.abc import Sequence
from typing import Callable, Optional

# Row numbers to train on and to validate on, rising.
Split = tuple[list[int], list[int]]


def seeded_random(seed: int) -> Callable[[], float]:
    """Numbers from 0 to 1, the lab's: mulberry32 by Tommy Ettinger (public domain)."""
    state = seed & 0xFFFFFFFF

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        mixed = (
            (mixed + (((mixed ^ (mixed >> 7)) * (61 | mixed)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        ) ^ mixed
        return (mixed ^ (mixed >> 14)) / 4294967296

    return draw


def shuffled_order(count: int, draw: Callable[[], float]) -> list[int]:
    """The numbers 0 to count - 1 in a random order (Fisher-Yates)."""
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = math.floor(draw() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def rows_aside(rows: int, share: float, least: int = 1) -> int:
    """How many rows are set aside: at least one, and not so many that fewer than least are trained
    on.
    """
    return max(1, min(math.floor(rows * share + 0.5), rows - least))


def parts(rows: int, aside: Sequence[int]) -> Split:
    """Both parts in the order of the data."""
    marked = set(aside)
    return [row for row in range(rows) if row not in marked], sorted(marked)


def split_rows(rows: int, share: float, is_last: bool, seed: int) -> Split:
    """Pairs of texts: the last ones, or drawn ones."""
    count = rows_aside(rows, share)
    order = list(range(rows))[::-1] if is_last else shuffled_order(rows, seeded_random(seed))
    return parts(rows, order[:count])


def split_sentences(rows: int, share: float, is_last: bool, seed: int) -> Split:
    """Tagged sentences: the last of the order."""
    order = list(range(rows)) if is_last else shuffled_order(rows, seeded_random(seed))
    return parts(rows, order[rows - rows_aside(rows, share) :])


def split_labelled(
    labels: Sequence[int],
    classes: int,
    share: float,
    is_last: bool,
    strata: Optional[Sequence[int]],
    seed: int,
) -> Split:
    """Labelled texts, so that every class keeps a row to train on.

    classes: 0 where the labels are no classes. strata: of each row; the rows are drawn with the
    same share of each.
    """
    rows = len(labels)
    if is_last:
        return parts(rows, range(rows - rows_aside(rows, share), rows))
    count = rows_aside(rows, share, max(1, classes))
    if strata is not None:
        return parts(rows, _draw_stratified(strata, count, seeded_random(seed)))
    order = shuffled_order(rows, seeded_random(seed))
    validation, training = order[:count], order[count:]
    if classes > 0:
        _keep_each_class(labels, classes, training, validation)
    return parts(rows, validation)


def _keep_each_class(
    labels: Sequence[int], classes: int, training: list[int], validation: list[int]
) -> None:
    """Swaps rows so that each class is trained on."""
    trained = [0] * classes
    for row in training:
        trained[labels[row]] += 1
    for index, row in enumerate(validation):
        if trained[labels[row]] > 0:
            continue
        spare = next((at for at, other in enumerate(training) if trained[labels[other]] > 1), None)
        if spare is None:
            return
        trained[labels[training[spare]]] -= 1
        trained[labels[row]] += 1
        validation[index], training[spare] = training[spare], row


def _draw_stratified(strata: Sequence[int], wanted: int, draw: Callable[[], float]) -> list[int]:
    sizes: dict[int, int] = {}
    for stratum in strata:
        sizes[stratum] = sizes.get(stratum, 0) + 1
    ordered = sorted(sizes)
    left = dict(zip(ordered, _shares([sizes[stratum] for stratum in ordered], wanted)))
    drawn = []
    for row in shuffled_order(len(strata), draw):
        if left[strata[row]] > 0:
            left[strata[row]] -= 1
            drawn.append(row)
    return drawn


def _shares(sizes: Sequence[int], wanted: int) -> list[int]:
    """Whole numbers in proportion to sizes that add up to wanted, each less than its size where
    that can be.
    """
    total = sum(sizes)
    exact = [size * wanted / total for size in sizes]
    counts = [min(math.floor(share), size - 1) for share, size in zip(exact, sizes)]
    by_remainder = sorted(range(len(sizes)), key=lambda at: (-(exact[at] - counts[at]), at))
    missing, before = wanted - sum(counts), -1
    while 0 < missing != before:
        before = missing
        for at in by_remainder:
            if missing > 0 and counts[at] < sizes[at] - 1:
                counts[at] += 1
                missing -= 1
    return counts


def strata_of_labels(labels: Sequence[int]) -> list[int]:
    """Strata of labels that are no classes: those of a single row are one."""
    sizes: dict[int, int] = {}
    for label in labels:
        sizes[label] = sizes.get(label, 0) + 1
    return [-1 if sizes[label] == 1 else label for label in labels]


def strata_of_numbers(numbers: Sequence[float]) -> list[int]:
    """The tenth of the rows that each number falls into."""
    ordered = sorted(numbers)
    borders = [ordered[(place * len(ordered)) // 10] for place in range(1, 10)]
    return [sum(value >= border for border in borders) for value in numbers]
