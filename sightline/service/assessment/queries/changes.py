"""Whether a theme rises or falls, and whether this year differs from the last: noise is refused."""

from __future__ import annotations

import pandas as pd

from sightline.analysis.framework import Theme
from sightline.analysis.need.series import find_changes, find_trends
from sightline.analysis.words import NOT_SUPPLIED
from sightline.exchange.assessment import Prompt, Section, Table
from sightline.service.assessment.queries.asked import Ask
from sightline.service.need import queries as need
from sightline.service.places import queries as places

SURE = "95% intervals; told as a change only if the whole interval says so"


def changes(ask: Ask, theme: Theme) -> tuple[Section, ...]:
    """Trend and change of the county and each district, in words with how sure."""
    monthly = _monthly(ask, theme)
    before = [month.plus(-12) for month in ask.year]
    trends = find_trends(monthly=monthly).set_index("area")["words"]
    changed = find_changes(monthly=monthly, before=before, after=ask.year).set_index("area")
    rows = tuple(
        (
            name,
            trends[code],
            _counted(changed.loc[code], "before"),
            _counted(changed.loc[code], "after"),
            changed.loc[code, "words"],
        )
        for code, name in _named(ask).items()
    )
    supplied = f"{len(ask.supplied):,} months, {ask.supplied[0].words} to {ask.supplied[-1].words}"
    return (
        Section(
            f"{theme.name}: what changes",
            (
                "Counts go up and down by themselves. A difference smaller than that is not called "
                "progress, nor a setback.",
            ),
            tables=(
                Table(
                    f"{theme.name}: trend, and the year beside the one before",
                    ("Place", "Trend", "Year before: incidents in months supplied",
                     "This year: incidents in months supplied", "Change"),
                    rows,
                    ask.figure_from("police", unit="incidents", period=supplied, sureness=SURE),
                ),
            ),
            prompts=(
                Prompt(
                    f"Say what may be behind any change in {theme.name.lower()}, and what the "
                    "partnership did.",
                    "A change tells nothing of its cause.",
                ),
            ),
            level=2,
        ),
    )  # fmt: skip


def _counted(row: pd.Series, period: str) -> str:
    """Incidents in the months of a period that were supplied; without one there is no number."""
    months = int(row[f"months_{period}"])
    return f"{row[period]:,.0f} in {months}" if months else NOT_SUPPLIED


def _named(ask: Ask) -> dict[str, str]:
    return {"": ask.county.name, **ask.districts}


def _monthly(ask: Ask, theme: Theme) -> pd.DataFrame:
    """MONTHLY of the county (its code is empty) and its districts, of the months supplied."""
    counted = need.cube(categories=theme.police_categories, months=ask.supplied)
    district = counted["area"].map(places.areas().set_index("area")["district"])
    months = [str(month) for month in ask.supplied]
    wide = counted.pivot_table(
        index=district, columns="month", values="incidents", aggfunc="sum", fill_value=0
    ).reindex(index=list(ask.districts), columns=months, fill_value=0)
    wide.loc[""] = wide.sum()
    long = wide.rename_axis("area").reset_index().melt("area", var_name="month",
                                                       value_name="incidents")  # fmt: skip
    return long.sort_values(["area", "month"], ignore_index=True)
