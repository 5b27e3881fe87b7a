"""Whether two periods differ by more than chance: a small change is not called progress.

The change is that of counts a day, season allowed for, with the error of the series itself
(sightline.analysis.need.series.counting_model). Where there are years of history, the change is
also held against how much years differed before anything was done: it is told only if it is more
than that. Counts too few for that are compared exactly, as shares of their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import beta
from scipy.stats import t as student

from sightline.analysis.need.rates import check_interval
from sightline.analysis.need.series.counting_model import fit_counts
from sightline.analysis.need.series.months import (
    MONTHS_OF_A_SEASON,
    Series,
    check_months,
    each_series,
    known_breaks,
)
from sightline.analysis.need.series.tables import CHANGE
from sightline.analysis.need.series.trend import CANNOT_TELL
from sightline.analysis.need.series.words import say_change, say_way
from sightline.analysis.periods import Month
from sightline.errors import BadInput

Numbers = NDArray[np.float64]

ENOUGH_FOR_A_MODEL = 20  # incidents in each period; with fewer they are compared exactly
LEAST_YEARS = 3  # changes from year to year before, to say how much years differ


@dataclass(frozen=True)
class _Periods:
    """What is asked of every area."""

    before: tuple[Month, ...]
    after: tuple[Month, ...]
    interval: float
    expected_fall: float | None
    chosen: bool
    breaks: list[tuple[Month, str]]


@dataclass(frozen=True)
class _Change:
    change: float
    low: float
    high: float
    dispersion: float


def find_changes(
    *,
    monthly: pd.DataFrame,
    before: Sequence[Month],
    after: Sequence[Month],
    breaks: pd.DataFrame | None = None,
    chosen_for_being_high: bool = False,
    expected_fall: float | None = None,
    interval: float = 0.95,
) -> pd.DataFrame:
    """Whether each area had more or fewer incidents in one period than in another.

    monthly: MONTHLY, with all the history there is: it says how much the series varies by itself.
    before, after: the months compared, those of `after` later. breaks: BREAKS; across one, nothing
    is told. chosen_for_being_high: the areas were picked by their counts in `before`, so fewer are
    to be expected with nothing done; fewer is then told only beyond `expected_fall`, which
    `expect_regression` works out, and never without it. Returns CHANGE by area: the change lies
    between its bounds with the chance `interval`; "more" or "fewer" only if both bounds say so.

    >>> months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    >>> counts = [110, 99, 113, 108, 114, 111, 116, 112, 108, 113, 110, 113,
    ...           107, 101, 110, 107, 111, 112, 111, 113, 107, 109, 111, 107]
    >>> told = pd.DataFrame({"area": "A", "month": months, "incidents": counts})
    >>> year = [Month(2024, number) for number in range(1, 13)]
    >>> found = find_changes(monthly=told, before=year, after=[month.plus(12) for month in year])
    >>> found[["before", "after", "verdict"]].values.tolist()
    [[1327, 1306, 'cannot tell']]
    """
    check_interval(interval)
    check_months(before, "before")
    check_months(after, "after")
    if max(before) >= min(after):
        raise BadInput("after: found a month that is not later than `before`, wanted later months.")
    asked = _Periods(
        *(tuple(sorted(before)), tuple(sorted(after)), interval, expected_fall),
        *(chosen_for_being_high, known_breaks(breaks)),
    )
    rows = [_row(series, asked) for series in each_series(monthly)]
    return CHANGE.check(pd.DataFrame(rows, columns=list(CHANGE.columns)))


def compare_totals(
    *, before: int, after: int, exposure: float = 1.0, dispersion: float = 1.0, chance: float = 0.95
) -> tuple[float, float]:
    """The bounds of the change between two counts, exactly.

    Given their sum, `after` is binomial (Przyborowski & Wilenski 1940), with the bounds of Clopper
    & Pearson 1934. exposure: how long `after` lasted to `before`. dispersion: how much more than
    chance counts vary; counts are taken as worth so much less.

    >>> low, high = compare_totals(before=1327, after=1306)
    >>> round(low, 2), round(high, 2)
    (-0.09, 0.06)
    """
    fewer, total = after / dispersion, (before + after) / dispersion
    tail = (1 - chance) / 2
    low = float(beta.ppf(tail, fewer, total - fewer + 1)) if after else 0.0
    high = float(beta.ppf(1 - tail, fewer + 1, total - fewer)) if before else 1.0
    ends = [share / (1 - share) / exposure - 1 if share < 1 else np.inf for share in (low, high)]
    return ends[0], ends[1]


def _row(series: Series, asked: _Periods) -> dict[str, object]:
    early, late = series.among(asked.before), series.among(asked.after)
    found, reason = None, _why_not(series, asked, early, late)
    if not reason:
        found = _change(series.only(series.among(_until(series, asked))), asked)
    verdict, words = _said(series, asked, found, reason)
    numbers = found or _Change(np.nan, np.nan, np.nan, np.nan)
    return {
        "area": series.area,
        "before": series.counts[early].sum(),
        "after": series.counts[late].sum(),
        "months_before": early.sum(),
        "months_after": late.sum(),
        "change": numbers.change,
        "change_low": numbers.low,
        "change_high": numbers.high if np.isfinite(numbers.high) else np.nan,
        "dispersion": numbers.dispersion,
        "verdict": verdict,
        "words": words,
    }


def _until(series: Series, asked: _Periods) -> list[Month]:
    return [month for month in series.months if month <= asked.after[-1]]


def _why_not(
    series: Series, asked: _Periods, early: NDArray[np.bool_], late: NDArray[np.bool_]
) -> str:
    if not early.any() or not late.any():
        return "no month of one of the periods was supplied"
    for month, what in asked.breaks:
        if asked.before[0] < month <= asked.after[-1]:
            return f"recording changed in between ({what} in {month.words})"
    if series.counts[early | late].sum() == 0:
        return "there were no incidents in either period"
    calendar = [{m.number for m in np.array(series.months)[chosen]} for chosen in (early, late)]
    if calendar[0] != calendar[1] and len(series) < MONTHS_OF_A_SEASON:
        return (
            "the periods are of different months of the year, and to know a season takes "
            f"{MONTHS_OF_A_SEASON} months; compare the same months"
        )
    return ""


def _change(series: Series, asked: _Periods) -> _Change:
    early, late = series.among(asked.before), series.among(asked.after)
    totals = [int(series.counts[chosen].sum()) for chosen in (early, late)]
    lengths = [float(series.days[chosen].sum()) for chosen in (early, late)]
    if min(totals) < ENOUGH_FOR_A_MODEL or (early | late).sum() < 12:
        return _exact(series, early | late, late, totals, lengths, asked.interval)
    other = ~(early | late)
    columns = [np.ones(len(series)), late.astype(float)]
    if other.any() and series.counts[other].sum() > 0:
        columns.append(other.astype(float))
    elif other.any():
        return _change(series.only(early | late), asked)
    fit = fit_counts(series.counts, np.column_stack([*columns, series.season()]), series.days)
    middle, low, high = fit.interval(1, asked.interval)
    half = max(high - middle, _own_years(series, asked))
    low, high = np.expm1(middle - half), np.expm1(middle + half)
    return _Change(float(np.expm1(middle)), float(low), float(high), fit.dispersion)


def _exact(
    series: Series,
    used: NDArray[np.bool_],
    late: NDArray[np.bool_],
    totals: list[int],
    lengths: list[float],
    chance: float,
) -> _Change:
    """By the totals, with the dispersion of months around the level of their period."""
    level = np.where(late, totals[1] / lengths[1], totals[0] / lengths[0]) * series.days
    kept = used & (level > 0)
    freedom = int(kept.sum()) - 2
    chi = float(((series.counts[kept] - level[kept]) ** 2 / level[kept]).sum())
    dispersion = max(1.0, chi / freedom) if freedom > 0 else 1.0
    exposure = lengths[1] / lengths[0]
    low, high = compare_totals(
        before=totals[0],
        after=totals[1],
        exposure=exposure,
        dispersion=dispersion,
        chance=chance,
    )
    change = totals[1] / totals[0] / exposure - 1 if totals[0] else np.nan
    return _Change(change, low, high, dispersion)


def _own_years(series: Series, asked: _Periods) -> float:
    """Half the width that a change from year to year had before `after`; 0 where not known."""
    first = asked.after[0]
    logs, back = [], 1
    while True:
        year = [first.plus(-12 * back + number) for number in range(12)]
        chosen = series.among(year)
        if chosen.sum() < 12 or series.counts[chosen].sum() == 0:
            break
        logs.append(float(np.log(series.counts[chosen].sum() / series.days[chosen].sum())))
        back += 1
    steps = np.diff(logs)
    if len(steps) < LEAST_YEARS:
        return 0.0
    reach = float(student.ppf((1 + asked.interval) / 2, len(steps)))
    return reach * float(np.sqrt((steps**2).mean()))


def _said(series: Series, asked: _Periods, found: _Change | None, reason: str) -> tuple[str, str]:
    if found is None:
        return CANNOT_TELL, f"Cannot tell: {reason}."
    early, late = series.among(asked.before), series.among(asked.after)
    counts = f"{series.counts[early].sum():,.0f} to {series.counts[late].sum():,.0f}"
    if not np.isfinite([found.change, found.high]).all():
        return _from_none(found, counts)
    said = f"{counts}: {say_change(found.change, found.low, found.high)}"
    if found.low > 0:
        return "more", f"More: {said}."
    fall = asked.expected_fall
    if asked.chosen and fall is None:
        warned = "these places were chosen for being high, so fewer are to be expected anyway"
        return CANNOT_TELL, f"Cannot tell: {said}; {warned}, and by how many was not worked out."
    least = -(fall or 0.0)
    if found.high < least:
        beyond = f", beyond the {say_way(least)} expected with nothing done" if fall else ""
        return "fewer", f"Fewer: {said}{beyond}."
    why = "that much happens by chance"
    if fall and found.high < 0:
        why = f"{say_way(least)} are to be expected of places chosen for being high"
    return CANNOT_TELL, f"Cannot tell: {said}; {why}."


def _from_none(found: _Change, counts: str) -> tuple[str, str]:
    """From no incidents at all there is no share to tell; only whether there are more."""
    if found.low > 0:
        return "more", f"More: {counts}."
    return CANNOT_TELL, f"Cannot tell: {counts}; that much happens by chance."
