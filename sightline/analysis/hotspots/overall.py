"""Whether high areas tend to lie beside high ones, over the whole map: Moran's I.

Moran 1950 (Biometrika 37:17-23); expectation and variance under randomisation from Cliff & Ord 1981
(Spatial Processes, ch. 2), for weights standardised by row: each area is set beside the mean of its
neighbours. For rates, Assunção & Reis 1999 (Statistics in Medicine 18:2147-2162): a rate of few
people varies more by chance, so each is first divided by its own standard deviation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from sightline.analysis.hotspots.tables import COUNTS, VALUES
from sightline.analysis.neighbours import Neighbours, Numbers
from sightline.errors import BadInput, Refused

_BLOCK = 64  # permutations worked out at once: areas × 64 numbers


@dataclass(frozen=True)
class OverallPattern:
    """Moran's I of a whole map.

    moran: near 1 where like lies beside like, near `expected` where there is no pattern. z: how
    many standard deviations above `expected` under randomisation. chance: two-sided, from
    `permutations` of the values over the areas, or from z if there were none. without: areas that
    have no neighbour, which are left out of the sum but not of the mean.
    """

    moran: float
    expected: float
    z: float
    chance: float
    permutations: int
    areas: int
    without: int

    @property
    def words(self) -> str:
        """The pattern in plain words, at 1 in 20."""
        if self.chance > 0.05:
            return "cannot tell: areas that are alike may lie together only by chance"
        if self.moran > self.expected:
            return "high areas tend to lie beside high ones, and low beside low"
        return "high areas tend to lie beside low ones"


def moran_overall(
    *, values: pd.DataFrame, neighbours: Neighbours, permutations: int = 999, seed: int = 0
) -> OverallPattern:
    """Moran's I of a value of every area, with row-standardised weights.

    values: VALUES, one row for each area of neighbours. Refused where there is no pattern to look
    for: all values alike, fewer than four areas, or nobody with a neighbour.

    >>> from sightline.analysis.neighbours import neighbours_from_pairs
    >>> row = neighbours_from_pairs(areas="ABCDEF", pairs=pd.DataFrame(
    ...     {"area": list("ABBCCDDEEF"), "neighbour": list("BACBDCEDFE")}))
    >>> table = pd.DataFrame({"area": list("ABCDEF"), "value": [9, 8, 7, 2, 1, 0]})
    >>> round(moran_overall(values=table, neighbours=row).moran, 3)
    0.755
    """
    return _moran(
        neighbours.lined_up(VALUES.check(values), "value"), neighbours, permutations, seed
    )


def moran_of_rates(
    *, counts: pd.DataFrame, neighbours: Neighbours, permutations: int = 999, seed: int = 0
) -> OverallPattern:
    """Moran's I of rates, each divided by how much it varies by chance (Assunção & Reis 1999).

    counts: COUNTS, one row for each area of neighbours. BadInput where an area has no people.
    """
    checked = COUNTS.check(counts)
    events, people = (neighbours.lined_up(checked, column) for column in ("incidents", "people"))
    if (people <= 0).any():
        nobody = neighbours.areas[people <= 0]
        raise BadInput(
            f"people: found 0 in {len(nobody)} area(s), {nobody[0]} first, wanted above zero. "
            "Leave them out: a rate of nobody is not known."
        )
    return _moran(standardised_rates(events, people), neighbours, permutations, seed)


def standardised_rates(events: Numbers, people: Numbers) -> Numbers:
    """Rates less the overall rate, in standard deviations of what is expected of each."""
    overall = events.sum() / people.sum()
    between = (people * (events / people - overall) ** 2).sum() / people.sum()
    beyond_chance = between - overall / people.mean()
    variance = beyond_chance + overall / people
    variance = np.where(variance < 0, overall / people, variance)
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    return np.asarray((events / people - overall) / spread)


def _moran(values: Numbers, neighbours: Neighbours, permutations: int, seed: int) -> OverallPattern:
    if permutations < 0:
        raise BadInput(f"permutations: found {permutations}, wanted 0 or more.")
    apart = _apart(values, neighbours)
    weight = np.divide(
        1.0, neighbours.number, out=np.zeros(len(values)), where=neighbours.number > 0
    )
    scale = len(values) / (weight > 0).sum() / (apart @ apart)
    moran = scale * (apart * weight) @ neighbours.sums(apart)
    expected = -1 / (len(values) - 1)
    z = (moran - expected) / np.sqrt(_variance(apart, neighbours, weight))
    if not permutations:
        chance = 2 * ndtr(-abs(z))
    else:
        chance = _permuted(moran / scale, apart, weight, neighbours, permutations, seed)
    return OverallPattern(
        moran=float(moran),
        expected=expected,
        z=float(z),
        chance=float(chance),
        permutations=permutations,
        areas=len(values),
        without=int((weight == 0).sum()),
    )


def _apart(values: Numbers, neighbours: Neighbours) -> Numbers:
    """Values less their mean; Refused where they can have no pattern."""
    apart = values - values.mean() if len(values) else values
    if len(values) < 4 or not len(neighbours.near):
        raise Refused(
            f"pattern: found {len(values)} areas and {len(neighbours.near)} pairs of neighbours, "
            "wanted four areas or more, some beside each other."
        )
    if np.abs(apart).max() <= 1e-12 * np.abs(values).max():
        raise Refused("pattern: found the same value in every area, so there is none to look for.")
    return np.asarray(apart)


def _variance(apart: Numbers, neighbours: Neighbours, weight: Numbers) -> float:
    """Of Moran's I if the values lay anywhere with the same chance (Cliff & Ord 1981, 2.30)."""
    n = float(len(apart))
    rows = neighbours.matrix * weight[:, np.newaxis]
    total = float(rows.sum())
    both = rows + rows.T
    s1 = float((both.multiply(both)).sum()) / 2
    s2 = float(((rows.sum(axis=1) + rows.sum(axis=0)) ** 2).sum())
    kurtosis = n * (apart**4).sum() / (apart @ apart) ** 2
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * total**2)
    second = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * total**2)
    squared = (first - second) / ((n - 1) * (n - 2) * (n - 3) * total**2)
    return float(squared - 1 / (n - 1) ** 2)


def _permuted(
    observed: float,
    apart: Numbers,
    weight: Numbers,
    neighbours: Neighbours,
    permutations: int,
    seed: int,
) -> float:
    """Twice the smaller share of permutations as high, or as low, with the observed among them."""
    dice = np.random.default_rng(seed)
    near = 1e-9 * float(apart @ apart)
    high = low = 0
    for start in range(0, permutations, _BLOCK):
        columns = min(_BLOCK, permutations - start)
        shuffled = dice.permuted(np.tile(apart, (columns, 1)), axis=1).T
        found = ((shuffled * weight[:, np.newaxis]) * neighbours.sums(shuffled)).sum(axis=0)
        high += int((found >= observed - near).sum())
        low += int((found <= observed + near).sum())
    return min(1.0, 2 * (min(high, low) + 1) / (permutations + 1))
