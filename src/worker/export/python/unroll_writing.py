"""Writes text token by token: draws the next one from probabilities. Needs nothing but the standard
library.
"""

import math
import random
from collections.abc import Sequence
from typing import Callable, NamedTuple, Optional

from unroll_text import Vocabulary

# The probabilities of what follows, after some more tokens were read.
Reader = Callable[[list[int]], Sequence[float]]


class Sampling(NamedTuple):
    """How a token is drawn."""

    # 0: the most probable token; below 1 more daring ones become rarer, above 1 more frequent.
    temperature: float = 1.0
    # Only so many of the most probable tokens; None: all.
    top_k: Optional[int] = None
    # Only the most probable tokens that together make up this share; None: all.
    top_p: Optional[float] = None
    # Tokens that stand in the text already become rarer by this; 1: they do not.
    repetition_penalty: float = 1.0


class Written(NamedTuple):
    """What was written after a prompt."""

    text: str
    ids: list[int]
    # Of each id, before the sampling changed anything.
    probabilities: list[float]


def write(
    read: Reader,
    vocabulary: Vocabulary,
    prompt: str,
    length: int,
    sampling: Sampling,
    seed: Optional[int],
) -> Written:
    """Goes on from a prompt, until the end of the text or so many tokens."""
    generator = random.Random(seed)
    before = vocabulary.prompt_ids(prompt)
    ids: list[int] = []
    probabilities: list[float] = []
    coming = read(before)
    while len(ids) < length:
        token = draw(coming, len(vocabulary.tokens), before + ids, sampling, generator)
        if token == vocabulary.end:
            break
        ids.append(token)
        probabilities.append(coming[token])
        if len(ids) < length:
            coming = read([token])
    return Written(text_after(vocabulary, before, ids), ids, probabilities)


def draw(
    probabilities: Sequence[float],
    count: int,
    seen: Sequence[int],
    sampling: Sampling,
    generator: random.Random,
) -> int:
    """The next token among the first count, never <pad>, <start> or <unknown>, which are the first
    three.
    """
    logits = {token: math.log(max(probabilities[token], 1e-45)) for token in range(3, count)}
    for token in set(seen) & logits.keys():
        penalty = sampling.repetition_penalty
        logits[token] = logits[token] / penalty if logits[token] > 0 else logits[token] * penalty
    order = sorted(logits, key=lambda token: (-logits[token], token))
    if sampling.temperature == 0:
        return order[0]
    best = logits[order[0]]
    kept = order[: sampling.top_k or len(order)]
    weights = [math.exp((logits[token] - best) / sampling.temperature) for token in kept]
    if sampling.top_p is not None and sampling.top_p < 1:
        weights = _within_share(weights, sampling.top_p)
    return generator.choices(kept[: len(weights)], weights)[0]


def _within_share(weights: list[float], share: float) -> list[float]:
    """The first that together make up the share."""
    wanted, total = share * sum(weights), 0.0
    for place, weight in enumerate(weights):
        total += weight
        if total >= wanted:
            return weights[: place + 1]
    return weights


def text_after(vocabulary: Vocabulary, before: Sequence[int], ids: Sequence[int]) -> str:
    """What ids add to the text of those before them, a space between included."""
    # A quotation may have opened far back; more does not matter.
    shown = [vocabulary.tokens[token] for token in before[-200:] if token != vocabulary.start]
    written = [vocabulary.tokens[token] for token in ids]
    return vocabulary.join(shown + written)[len(vocabulary.join(shown)) :]
