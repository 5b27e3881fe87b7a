"""Whether it is the same places month after month, or others each time as chance would have it.

An area is among the top of a month if few have more. Being there once says little: somebody always
is. So the months an area was there are set beside how often chance would put it there, and the two
halves of the period beside how alike they would be had nothing changed at all: counts of few
incidents differ from one half to the next even where the risk stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from sightline.analysis.hotspots.tables import MONTHLY, PERSISTENCE
from sightline.analysis.neighbours import Numbers
from sightline.errors import BadInput, Refused


@dataclass(frozen=True)
class Stability:
    """How many of the top areas of the first half of the months are on top in the second.

    top: areas that count as the top. both: of them in both halves, fractional where areas tie.
    by_chance: how many would be if the second top were drawn anew. chance: how often it would then
    be as many. unchanged: how many would be if every area's risk had stayed the same, and
    unchanged_low, unchanged_high: what 95 in 100 draws of that give.
    """

    top: int
    both: float
    by_chance: float
    chance: float
    unchanged: float
    unchanged_low: float
    unchanged_high: float

    @property
    def words(self) -> str:
        """What it says, in plain words."""
        told = f"{self.both:.0f} of the top {self.top} areas stay on top"
        if self.chance > 0.05:
            return f"{told}: cannot tell from a top drawn anew"
        if self.both < self.unchanged_low:
            return f"{told}: more than by chance, fewer than if nothing had changed"
        return f"{told}: as many as if nothing had changed"


def persistence(*, incidents: pd.DataFrame, top_share: float = 0.05) -> pd.DataFrame:
    """How many months each area was among the top, and how often chance would do as much.

    incidents: MONTHLY, one row for every area and month. top_share: of areas, rounded up to one at
    least. Areas that tie for the last places share them evenly, so months may be fractional; an
    area without incidents is never on top. Returns PERSISTENCE, the most persistent first.

    >>> months = ["2025-10", "2025-11", "2025-12"]
    >>> counted = pd.DataFrame({"area": ["A"] * 3 + ["B"] * 3 + ["C"] * 3 + ["D"] * 3,
    ...     "month": months * 4, "incidents": [9, 8, 7, 1, 2, 7, 0, 1, 0, 2, 0, 1]})
    >>> persistence(incidents=counted, top_share=0.25)[
    ...     ["area", "months_on_top", "by_chance"]].values.tolist()[:2]
    [['A', 2.5, 0.75], ['B', 0.5, 0.75]]
    """
    wide = _wide(incidents)
    on_top = np.column_stack([_top(wide[month].to_numpy(), top_share) for month in wide.columns])
    filled = on_top.sum(axis=0) / len(wide)
    as_often = _at_least(filled)
    times = on_top.sum(axis=1)
    found = pd.DataFrame(
        {
            "area": wide.index,
            "months": wide.shape[1],
            "months_on_top": times,
            "by_chance": filled.sum(),
            "chance": as_often[np.floor(times + 1e-9).astype(int)],
        }
    )
    return PERSISTENCE.check(
        found.sort_values(["months_on_top", "area"], ascending=[False, True], ignore_index=True)
    )


def stability(
    *, incidents: pd.DataFrame, top_share: float = 0.05, draws: int = 999, seed: int = 0
) -> Stability:
    """Whether the top of the first half of the months is the top of the second.

    incidents: MONTHLY, one row for every area and month, an even number of months. Had nothing
    changed, each incident of an area would lie in either half with the same chance, whatever its
    risk: that is what the draws do. Refused if a half has no incidents.
    """
    wide = _wide(incidents)
    if wide.shape[1] % 2:
        raise BadInput(f"incidents: found {wide.shape[1]} months, wanted an even number.")
    if not 99 <= draws <= 99_999:
        raise BadInput(f"draws: found {draws}, wanted 99 to 99,999.")
    middle = wide.shape[1] // 2
    halves = [
        part.sum(axis=1).to_numpy() for part in (wide.iloc[:, :middle], wide.iloc[:, middle:])
    ]
    if not all(half.sum() for half in halves):
        raise Refused("stability: found a half of the months without incidents: nothing is on top.")
    first, second = (_top(half, top_share) for half in halves)
    both = float(first @ second)
    together = (halves[0] + halves[1]).astype(np.int64)
    dice, shared = np.random.default_rng(seed), np.empty(draws)
    for draw in range(draws):
        earlier = dice.binomial(together, 0.5)
        shared[draw] = _top(earlier, top_share) @ _top(together - earlier, top_share)
    low, high = np.quantile(shared, [0.025, 0.975])
    sizes = [round(float(part.sum())) for part in (first, second)]
    return Stability(
        top=sizes[0],
        both=both,
        by_chance=sizes[0] * sizes[1] / len(wide),
        chance=float(hypergeom.sf(np.floor(both + 1e-9) - 1, len(wide), *sizes)),
        unchanged=float(shared.mean()),
        unchanged_low=float(low),
        unchanged_high=float(high),
    )


def _wide(incidents: pd.DataFrame) -> pd.DataFrame:
    """Areas × months; BadInput where an area has no row for a month."""
    told = MONTHLY.check(incidents)
    wide = told.pivot(index="area", columns="month", values="incidents").sort_index()
    if wide.isna().any(axis=None) or wide.size == 0:
        missing = int(wide.isna().sum().sum())
        raise BadInput(
            f"incidents: found {missing} of {wide.size} months of areas without a row, wanted one "
            "for every area and month. Give 0 where nothing was recorded, and leave out months "
            "that were not supplied."
        )
    return wide


def _top(counts: Numbers, top_share: float) -> Numbers:
    """1 for the areas with most, a share of a place for those that tie for the last places."""
    if not 0 < top_share < 1:
        raise BadInput(f"top_share: found {top_share}, wanted above 0 and below 1.")
    places = max(1, int(np.ceil(top_share * len(counts) - 1e-9)))
    last = -np.partition(-counts, places - 1)[places - 1]
    if last == 0:  # fewer areas have any than there are places
        return np.asarray(counts > 0, dtype="float64")
    above, tied = counts > last, counts == last
    return np.asarray(above + tied * ((places - above.sum()) / tied.sum()), dtype="float64")


def _at_least(chances: Numbers) -> Numbers:
    """For 0, 1, 2 … months: how often so many or more come true, each month with its own chance."""
    exactly = np.ones(1)
    for chance in chances:
        exactly = np.convolve(exactly, [1 - chance, chance])
    return np.asarray(np.minimum(np.cumsum(exactly[::-1])[::-1], 1.0))
