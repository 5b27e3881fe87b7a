"""How few places hold how much: the Lorenz curve, the Gini coefficient, places holding half.

Where there are fewer incidents than places, most places have none however evenly incidents fall, so
the plain coefficient is high for want of incidents. The generalised one of Bernasco & Steenbeek
2017 (J. Quantitative Criminology 33:451-467) is 0 where no place has two and nears 1 where one has
all. Chance alone gathers incidents too, so every figure stands beside what chance gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.hotspots.tables import LORENZ, PLACE_COUNTS
from sightline.analysis.neighbours import Numbers, Whole
from sightline.errors import BadInput, Refused

_AT_ONCE = 4_000_000  # counts drawn at a time: 32 MB


@dataclass(frozen=True)
class Chance:
    """A figure if incidents fell on places by chance: its mean, and what 95 in 100 draws give."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Concentration:
    """How incidents gather in places.

    gini: from 0, all places alike, to 1. gini_generalised: the same, less what few incidents make
    of it. half: fewest places that hold half of the incidents. by_chance: gini_generalised and
    half_share (half as a share of places), had the incidents fallen by chance.
    """

    places: int
    incidents: int
    gini: float
    gini_generalised: float
    half: int
    gini_by_chance: Chance
    half_share_by_chance: Chance

    @property
    def half_share(self) -> float:
        """Share of places, from 0 to 1, that hold half of the incidents."""
        return self.half / self.places

    @property
    def words(self) -> str:
        """What it says, beside chance."""
        told = (
            f"{self.half:,} of {self.places:,} places ({self.half_share:.1%}) hold half of "
            f"{self.incidents:,} incidents; by chance {self.half_share_by_chance.low:.1%} to "
            f"{self.half_share_by_chance.high:.1%} of them would"
        )
        if self.half_share < self.half_share_by_chance.low:
            return f"{told}: incidents gather in fewer places than by chance"
        return f"{told}: no fewer places than by chance"


def concentration(
    *,
    counts: pd.DataFrame,
    expected: pd.DataFrame | None = None,
    draws: int = 999,
    seed: int = 0,
) -> Concentration:
    """How incidents gather in places, beside what chance gives.

    counts: PLACE_COUNTS, every place, 0 where there is none. expected: area, expected: what each
    would have by chance, on any scale, such as its people; every place alike if not given. Refused
    if there are no incidents or only one place.

    >>> four = pd.DataFrame({"area": list("ABCD"), "incidents": [6, 2, 0, 0]})
    >>> found = concentration(counts=four)
    >>> found.half, round(found.gini, 3), round(found.gini_generalised, 3)
    (1, 0.625, 0.625)
    """
    if not 99 <= draws <= 99_999:
        raise BadInput(f"draws: found {draws}, wanted 99 to 99,999.")
    told = PLACE_COUNTS.check(counts).sort_values("area", ignore_index=True)
    numbers = told["incidents"].to_numpy(dtype="int64")
    total = int(numbers.sum())
    if total == 0 or len(numbers) < 2:
        raise Refused(
            f"concentration: found {total} incidents in {len(numbers)} place(s), wanted some, in "
            "two places or more."
        )
    shares = _shares(told["area"], expected)
    dice = np.random.default_rng(seed)
    block = max(1, _AT_ONCE // len(numbers))
    drawn = [
        _figures(dice.multinomial(total, shares, size=min(block, draws - start)))
        for start in range(0, draws, block)
    ]
    ginis, halves = (np.concatenate([one[place] for one in drawn]) for place in (0, 1))
    gini, half = _figures(numbers[np.newaxis])
    return Concentration(
        places=len(numbers),
        incidents=total,
        gini=float(gini[0]),
        gini_generalised=float(generalised(gini, len(numbers), total)[0]),
        half=int(half[0]),
        gini_by_chance=_chance(generalised(ginis, len(numbers), total)),
        half_share_by_chance=_chance(halves / len(numbers)),
    )


def lorenz_curve(counts: pd.DataFrame) -> pd.DataFrame:
    """The share of incidents that the places with most hold, for every share of places.

    counts: PLACE_COUNTS. Returns LORENZ, from no place to all, the places with most first: read it
    as "the top 5% of places hold 30% of incidents". Refused if there are no incidents.

    >>> four = pd.DataFrame({"area": list("ABCD"), "incidents": [2, 6, 0, 0]})
    >>> lorenz_curve(four)["share_of_incidents"].tolist()
    [0.0, 0.75, 1.0, 1.0, 1.0]
    """
    numbers = np.sort(PLACE_COUNTS.check(counts)["incidents"].to_numpy())[::-1]
    if not numbers.sum():
        raise Refused("concentration: found no incidents, so no place holds any share of them.")
    held = np.concatenate([[0.0], np.cumsum(numbers) / numbers.sum()])
    places = np.arange(len(held)) / len(numbers)
    return LORENZ.check(pd.DataFrame({"share_of_places": places, "share_of_incidents": held}))


def generalised(gini: Numbers, places: int, incidents: int) -> Numbers:
    """Bernasco & Steenbeek 2017: max(places / incidents, 1) × (gini - 1) + 1."""
    return np.asarray(max(places / incidents, 1.0) * (gini - 1) + 1)


def _figures(counts: Whole) -> tuple[Numbers, Whole]:
    """The Gini coefficient and the fewest places holding half, of each row of counts."""
    ordered = np.sort(counts, axis=1)
    places, total = counts.shape[1], counts.sum(axis=1)
    ranks = np.arange(1, places + 1)
    gini = (2 * (ordered @ ranks) / total - places - 1) / places
    held = np.cumsum(ordered[:, ::-1], axis=1)
    return gini, (2 * held < total[:, np.newaxis]).sum(axis=1) + 1


def _shares(areas: pd.Series, expected: pd.DataFrame | None) -> Numbers:
    if expected is None:
        return np.full(len(areas), 1 / len(areas))
    given = pd.to_numeric(expected.set_index("area")["expected"]).reindex(areas).to_numpy()
    if np.isnan(given).any() or (given < 0).any() or not given.sum():
        raise BadInput(
            "expected: found a place without a number, or with one below zero, or nothing but "
            "zeros, wanted a number for every place, zero or more."
        )
    return np.asarray(given / given.sum(), dtype="float64")


def _chance(figures: Numbers) -> Chance:
    low, high = np.quantile(figures, [0.025, 0.975])
    return Chance(float(figures.mean()), float(low), float(high))
