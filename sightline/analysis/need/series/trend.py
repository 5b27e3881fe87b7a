"""Whether a monthly count rises or falls, season and days of the month aside, or nobody can tell.

A straight line on the log scale with waves of a year, as in Lopez Bernal, Cummins & Gasparrini 2017
(Int. J. Epidemiol. 46:348-355); its error is that of sightline.analysis.need.series.counting_model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.need.rates import check_interval
from sightline.analysis.need.series.counting_model import fit_counts
from sightline.analysis.need.series.months import (
    MONTHS_OF_A_SEASON,
    Series,
    each_series,
    known_breaks,
)
from sightline.analysis.need.series.tables import TREND
from sightline.analysis.need.series.words import say_change
from sightline.analysis.periods import Month

Numbers = NDArray[np.float64]

LEAST_INCIDENTS = 24  # one a month over two years: with fewer there is nothing to see
LEAST_BETWEEN_BREAKS = 12  # months, so that a step is not taken for a season
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class _Found:
    """A change a year with its bounds, the dispersion, and which way it goes."""

    change: float = np.nan
    low: float = np.nan
    high: float = np.nan
    dispersion: float = np.nan
    verdict: str = CANNOT_TELL
    words: str = ""


def find_trends(
    *, monthly: pd.DataFrame, breaks: pd.DataFrame | None = None, interval: float = 0.95
) -> pd.DataFrame:
    """How each area's incidents change from year to year, over the months that were supplied.

    monthly: MONTHLY; a month without a row was not supplied and is left out, never taken as none.
    breaks: BREAKS; each is allowed for by a step, so that what changed on paper is no trend. Where
    months or incidents are too few, or too few lie between breaks, the verdict is "cannot tell",
    the numbers are missing and the words say why. Returns TREND by area: the change a year lies
    between its bounds with the chance `interval`; it is rising or falling only if both bounds say
    so.

    >>> months = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]
    >>> counts = [round(100 * 1.2 ** (place / 12)) for place in range(36)]
    >>> told = pd.DataFrame({"area": "A", "month": months, "incidents": counts})
    >>> find_trends(monthly=told)[["verdict", "words"]].values.tolist()[0]
    ['rising', 'Rising: 20% more a year (from 16% more to 24% more); 36 months to December 2024.']
    """
    check_interval(interval)
    told = known_breaks(breaks)
    rows = []
    for series in each_series(monthly):
        found = _trend(series, told, interval)
        rows.append(
            {
                "area": series.area,
                "months": len(series),
                "not_supplied": series.not_supplied,
                "change_a_year": found.change,
                "change_low": found.low,
                "change_high": found.high,
                "dispersion": found.dispersion,
                "verdict": found.verdict,
                "words": found.words,
            }
        )
    return TREND.check(pd.DataFrame(rows, columns=list(TREND.columns)))


def _trend(series: Series, breaks: list[tuple[Month, str]], interval: float) -> _Found:
    inside = [(month, what) for month, what in breaks if _within(month, series)]
    reason = _why_not(series, inside)
    if reason:
        return _Found(words=f"Cannot tell: {reason}.")
    years = (series.place - series.place.mean()) / 12
    steps = [np.array([m >= month for m in series.months], float) for month, _ in inside]
    design = np.column_stack([np.ones(len(series)), years, series.season(), *steps])
    fit = fit_counts(series.counts, design, series.days)
    change, low, high = (float(np.expm1(end)) for end in fit.interval(1, interval))
    verdict = "rising" if low > 0 else "falling" if high < 0 else CANNOT_TELL
    words = f"{verdict.capitalize()}: {say_change(change, low, high, 'a year')}; "
    words += f"{len(series)} months to {series.months[-1].words}"
    words += "".join(f"; {what} in {month.words} allowed for" for month, what in inside)
    return _Found(change, low, high, fit.dispersion, verdict, words + ".")


def _within(month: Month, series: Series) -> bool:
    return bool(series.months) and series.months[0] < month <= series.months[-1]


def _why_not(series: Series, breaks: list[tuple[Month, str]]) -> str:
    """Why no trend can be told, or nothing."""
    if len(series) < MONTHS_OF_A_SEASON:
        return f"{len(series)} months were supplied, and a season needs {MONTHS_OF_A_SEASON}"
    if series.counts.sum() < LEAST_INCIDENTS:
        return f"{series.counts.sum():.0f} incidents in {len(series)} months are too few"
    starts = [series.months[0], *(month for month, _ in breaks)]
    ends = [*(month for month, _ in breaks), series.months[-1].plus(1)]
    for start, end in zip(starts, ends, strict=True):
        between = sum(start <= month < end for month in series.months)
        held = series.counts[np.array([start <= month < end for month in series.months])]
        if between < LEAST_BETWEEN_BREAKS or held.sum() == 0:
            what = ", ".join(f"{what} in {month.words}" for month, what in breaks)
            return (
                f"recording changed ({what}), and fewer than {LEAST_BETWEEN_BREAKS} months with "
                "incidents lie beside it"
            )
    return ""
