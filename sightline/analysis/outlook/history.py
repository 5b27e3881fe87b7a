"""The months of many areas as one grid of counts, and the season they share."""

from __future__ import annotations

import calendar
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.need.series import MONTHLY
from sightline.analysis.need.series.counting_model import fit_counts
from sightline.analysis.need.series.months import MONTHS_OF_A_SEASON, Series
from sightline.analysis.periods import Month, months_to
from sightline.errors import BadInput, Refused

Numbers = NDArray[np.float64]

LEAST_MONTHS = 6  # supplied: with fewer, an average is an anecdote


@dataclass(frozen=True, eq=False)
class History:
    """areas: codes, ascending. months: in order, without a gap. counts: areas × months, NaN where
    not supplied."""

    areas: NDArray[np.object_]
    months: tuple[Month, ...]
    counts: Numbers

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which counts were supplied."""
        return ~np.isnan(self.counts)

    def to(self, last: Month) -> History:
        """What was known by the end of a month."""
        number = sum(month <= last for month in self.months)
        return History(self.areas, self.months[:number], self.counts[:, :number])

    def in_months(self, months: tuple[Month, ...]) -> Numbers:
        """The counts of those months together; NaN where one of them was not supplied."""
        places = [self.months.index(month) for month in months]
        return np.asarray(self.counts[:, places].sum(axis=1))


def history_of(monthly: pd.DataFrame) -> History:
    """The grid of MONTHLY; Refused if fewer than six months have a count of any area."""
    rows = MONTHLY.check(monthly)
    told = rows.dropna(subset="incidents")
    if told["month"].nunique() < LEAST_MONTHS:
        raise Refused(
            f"outlook: found {told['month'].nunique()} months, wanted {LEAST_MONTHS} or more. "
            "A shorter time says too little of what is usual."
        )
    wide = rows.pivot(index="area", columns="month", values="incidents").sort_index()
    last = Month.parse(max(wide.columns))
    first = Month.parse(min(wide.columns))
    number = (last.year - first.year) * 12 + last.number - first.number + 1
    months = months_to(last, how_many=number)
    grid = wide.reindex(columns=[str(month) for month in months])
    return History(grid.index.to_numpy(dtype=object), months, grid.to_numpy(dtype="float64"))


def days_of(months: tuple[Month, ...]) -> Numbers:
    """How many days each month has."""
    return np.array([calendar.monthrange(m.year, m.number)[1] for m in months], dtype="float64")


def season_of(history: History) -> Numbers | None:
    """What each month of the year is to the average, January first; None where not known.

    From all areas together: one area's season is mostly chance. A straight trend is allowed for.
    """
    supplied = history.known.sum(axis=0)
    used = supplied > len(history.areas) / 2
    total = np.where(used, np.nansum(history.counts, axis=0) / np.maximum(supplied, 1), np.nan)
    months = tuple(m for m, keep in zip(history.months, used, strict=True) if keep)
    if used.sum() < MONTHS_OF_A_SEASON or np.nansum(history.counts) < MONTHS_OF_A_SEASON:
        return None
    series = Series("all", months, total[used] * len(history.areas), 0)
    years = (series.place - series.place.mean()) / 12
    design = np.column_stack([np.ones(len(series)), years, series.season()])
    fit = fit_counts(series.counts, design, series.days)
    year = Series("all", months_to(Month(2025, 12), how_many=12), np.zeros(12), 0)
    waves = np.exp(year.season() @ fit.coefficients[2:])
    return np.asarray(waves / waves.mean())


def check_ahead(months_ahead: int) -> None:
    """BadInput unless it is a number of months an average may speak of."""
    if not 1 <= months_ahead <= 12:
        raise BadInput(f"months ahead: found {months_ahead}, wanted 1 to 12.")
