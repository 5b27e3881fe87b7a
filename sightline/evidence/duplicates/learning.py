"""What people decided, put back into how likely a score is: band by band, in plain counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

EDGES = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0)
WEIGHT_OF_MODEL = 4.0  # the model's word counts as much as four decisions in each band
WORTH_ASKING = 0.25  # pairs of a band in which fewer than this turn out the same are not asked


@dataclass(frozen=True)
class Band:
    """Pairs of about the same score: how many were decided, and how many of those are one thing.

    chance: that another pair of this band is the same, by the model and by the decisions.
    """

    low: float
    high: float
    decided: int
    same: int
    chance: float


def learn(decisions: Iterable[tuple[float, bool]]) -> tuple[Band, ...]:
    """The bands, from the lowest, after decisions: the score that was told, and whether the same.

    The chance of a band is a Beta estimate: it starts at the middle of the band with the weight of
    four pairs, and every decision adds one. A higher band never gets a lower chance than a lower
    one: where decisions say so, neighbours are averaged (isotonic regression).

    >>> [round(band.chance, 2) for band in learn([])]
    [0.2, 0.4, 0.6, 0.8, 0.94, 0.98]
    >>> [round(band.chance, 2) for band in learn([(0.2, False)] * 12 + [(0.95, True)] * 4)]
    [0.05, 0.4, 0.6, 0.8, 0.97, 0.98]
    """
    given = list(decisions)
    bands = [
        _band(low, high, [same for score, same in given if band_number(score) == number])
        for number, (low, high) in enumerate(pairwise(EDGES))
    ]
    return tuple(_never_falling(bands))


def band_number(score: float) -> int:
    """The number of the band that a score is in; the lowest for any lower score.

    >>> band_number(0.05), band_number(0.3), band_number(1.0)
    (0, 1, 5)
    """
    return min(max(0, sum(score >= edge for edge in EDGES) - 1), len(EDGES) - 2)


def is_worth_asking(bands: Sequence[Band], score: float) -> bool:
    """Whether pairs of that score turn out the same often enough to ask people."""
    return bands[band_number(score)].chance >= WORTH_ASKING


def lowest_asked(bands: Sequence[Band]) -> float:
    """The lowest score that people are asked about."""
    return min((band.low for band in bands if band.chance >= WORTH_ASKING), default=1.0)


def _band(low: float, high: float, told: Sequence[bool]) -> Band:
    middle = (low + high) / 2
    chance = (middle * WEIGHT_OF_MODEL + sum(told)) / (WEIGHT_OF_MODEL + len(told))
    return Band(low, high, len(told), sum(told), chance)


def _never_falling(bands: Sequence[Band]) -> list[Band]:
    """The bands with chances that never fall, each weighed by how much it rests on."""
    pools: list[tuple[float, float, list[Band]]] = []
    for band in bands:
        weight = WEIGHT_OF_MODEL + band.decided
        pools.append((band.chance, weight, [band]))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (low, low_weight, first), (high, high_weight, last) = pools[-2:]
            total = low_weight + high_weight
            mean = (low * low_weight + high * high_weight) / total
            pools[-2:] = [(mean, total, first + last)]
    return [replace(band, chance=chance) for chance, _, pool in pools for band in pool]
