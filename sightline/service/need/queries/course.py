"""How a place's incidents went over the months that are stored, in words that do not overclaim."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.need.series import find_changes, find_trends
from sightline.service.need.stored import cube, months_supplied

YEAR = 12


@dataclass(frozen=True)
class Course:
    """The verdicts: over all months, and of the last year against the one before."""

    trend: str
    change: str


def course_of(code: str, codes: Collection[str], *, categories: Collection[str]) -> Course:
    """Trend and change of the place `code`, whose areas are `codes`, over every month stored."""
    months = months_supplied()
    if not months:
        return Course("Cannot tell: no month is here.", "Cannot tell: no month is here.")
    counts = cube(categories=categories, months=months)
    counts = counts[counts["area"].isin(codes)].groupby("month")["incidents"].sum()
    names = [str(month) for month in months]
    monthly = pd.DataFrame(
        {"area": code, "month": names, "incidents": counts.reindex(names, fill_value=0).to_numpy()}
    )
    trend = find_trends(monthly=monthly)["words"].iloc[0]
    if len(months) < 2 * YEAR:
        return Course(
            trend,
            f"Cannot tell whether the last year had more or fewer than the one before: only "
            f"{len(months)} months are here, and two years are {2 * YEAR}.",
        )
    last = months[-1]
    after = [last.plus(-number) for number in range(YEAR)]
    before = [month.plus(-YEAR) for month in after]
    change = find_changes(monthly=monthly, before=before, after=after)
    return Course(trend, change["words"].iloc[0])
