"""Whether an indicator of a place goes one way over the periods that are published."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from sightline.analysis.need.factors.spans import apart

FEWEST_PERIODS = 5  # with four, even a perfect order is no rarer than 1 in 12
RARE = 0.05


class Direction(StrEnum):
    """Which way values go over time."""

    RISING = "rising"
    FALLING = "falling"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class IndicatorTrend:
    """A direction in words, over so many periods that share no year."""

    direction: Direction
    periods: tuple[str, ...]
    words: str


def carried_forward(readings: pd.DataFrame) -> pd.DataFrame:
    """indicator, period of periods whose values are those of the period before, in every area.

    readings: indicator, area, period, value. Periods are compared in the order of their names.
    """
    found = []
    for indicator, group in readings.groupby("indicator", sort=True):
        wide = group.pivot_table(index="area", columns="period", values="value", aggfunc="first")
        for before, after in zip(wide.columns[:-1], wide.columns[1:], strict=True):
            if len(wide) > 1 and bool(np.all(wide[before] == wide[after])):
                found.append((str(indicator), str(after)))
    return pd.DataFrame(found, columns=["indicator", "period"])


def indicator_trend(own: pd.DataFrame, *, not_measured: Collection[str] = ()) -> IndicatorTrend:
    """The direction of one indicator of one place, by Kendall's rank test at 1 in 20.

    own: period, value, one row a period. not_measured: periods that only repeat the one before.
    Periods that share years are thinned, for they repeat each other. It speaks of the published
    figures alone: not of why they change, and not of what comes next.
    """
    valued = own[own["value"].notna() & ~own["period"].isin(list(not_measured))]
    periods = apart(valued["period"])
    values = valued.set_index("period")["value"].reindex(periods).to_numpy(dtype="float64")
    span = _span(periods)
    if len(periods) < FEWEST_PERIODS:
        return IndicatorTrend(
            Direction.CANNOT_TELL,
            tuple(periods),
            f"cannot tell: {span}, wanted {FEWEST_PERIODS} that share no year",
        )
    if len(set(values)) == 1:
        return IndicatorTrend(Direction.CANNOT_TELL, tuple(periods), f"no change over {span}")
    order = kendalltau(np.arange(len(values)), values)
    if not order.pvalue < RARE:
        return IndicatorTrend(
            Direction.CANNOT_TELL, tuple(periods), f"cannot tell: no steady way over {span}"
        )
    way = Direction.RISING if order.statistic > 0 else Direction.FALLING
    return IndicatorTrend(way, tuple(periods), f"{way} over {span}")


def _span(periods: Sequence[str]) -> str:
    if len(periods) < 2:
        return f"1 period, {periods[0]}" if periods else "0 periods"
    return f"{len(periods)} periods, {periods[0]} to {periods[-1]}"
