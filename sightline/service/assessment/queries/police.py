"""What the police recorded of each theme: counts, rates, changes, and where it gathers."""

from __future__ import annotations

import pandas as pd

from sightline.analysis.framework import Theme
from sightline.analysis.periods import Month
from sightline.analysis.words import NOT_SUPPLIED
from sightline.exchange.assessment import (
    Figure,
    Point,
    Prompt,
    Provenance,
    Section,
    Table,
    draw_months,
)
from sightline.service.assessment.queries.asked import Ask, not_supplied
from sightline.service.assessment.queries.changes import changes
from sightline.service.assessment.queries.patterns import patterns
from sightline.service.assessment.queries.rates import rates
from sightline.service.need import queries as need
from sightline.service.places import queries as places

COUNTED = "counted as recorded; what nobody told the police is not in it"


def police(ask: Ask) -> tuple[Section, ...]:
    """A section for all, then those of each theme."""
    told = Section(
        "Violence recorded by the police",
        ("Each theme counts the police's own categories, named below.", _months_words(ask)),
        prompts=(
            Prompt(
                "Explain the patterns below: what people who know these places say is behind them.",
                "Records tell where and when, not why.",
            ),
        ),
        missing=_months_missing(ask),
    )
    return (told, *(section for theme in ask.themes for section in _theme(ask, theme)))


def _months_words(ask: Ask) -> str:
    return f"The year below is the {ask.period}."


def _months_missing(ask: Ask) -> tuple[str, ...]:
    lacking = [month.words for month in ask.year if month not in set(ask.supplied)]
    if not lacking:
        return ()
    told = f"Police records of {', '.join(lacking)}"
    return (not_supplied(told, "A month not supplied is not known, which is not none."),)


def _theme(ask: Ask, theme: Theme) -> tuple[Section, ...]:
    if not theme.police_categories or not ask.months:
        why = "" if theme.police_categories else " ".join(theme.cannot_tell[:1])
        lack = not_supplied(f"Records that measure {theme.name.lower()}", why or "Load the files.")
        return (Section(theme.name, missing=(lack,), level=2),)
    return (
        _counts(ask, theme),
        *rates(ask, theme),
        *changes(ask, theme),
        *patterns(ask, theme),
    )


def _counts(ask: Ask, theme: Theme) -> Section:
    by_month = district_months(ask, theme, ask.year)
    source = ask.figure_from("police", unit="incidents", period=ask.period, sureness=COUNTED)
    return Section(
        f"{theme.name}: how many, where and when",
        (
            f"Counted: {'; '.join(theme.police_categories)}.",
            f"What these records cannot tell. {' '.join(theme.cannot_tell)}",
        ),
        tables=(_district_table(ask, theme, by_month, source),),
        figures=(_month_figure(ask, theme, by_month, source),),
        level=2,
    )


def district_months(ask: Ask, theme: Theme, months: tuple[Month, ...]) -> pd.DataFrame:
    """Incidents by district (rows, by code) and month (columns), of the months supplied alone."""
    known = [month for month in months if month in set(ask.supplied)]
    counted = need.cube(categories=theme.police_categories, months=known)
    district = counted["area"].map(places.areas().set_index("area")["district"])
    table = counted.pivot_table(
        index=district, columns="month", values="incidents", aggfunc="sum", fill_value=0
    )
    return table.reindex(
        index=list(ask.districts), columns=[str(month) for month in known], fill_value=0
    ).astype("int64")


def _district_table(ask: Ask, theme: Theme, by_month: pd.DataFrame, source: Provenance) -> Table:
    rows = [
        (
            ask.districts[code],
            *(_count(by_month, code, month) for month in ask.year),
            f"{int(by_month.loc[code].sum()):,}",
        )
        for code in ask.districts
    ]
    totals = tuple(_count(by_month, None, month) for month in ask.year)
    rows.append((ask.county.name, *totals, f"{int(by_month.to_numpy().sum()):,}"))
    return Table(
        f"{theme.name}: incidents by district and month",
        ("District", *(_short(month) for month in ask.year), "All"),
        tuple(rows),
        source,
    )


def _month_figure(ask: Ask, theme: Theme, by_month: pd.DataFrame, source: Provenance) -> Figure:
    totals = by_month.sum()
    points = [
        Point(_short(month), float(totals[str(month)]) if str(month) in totals else None)
        for month in ask.year
    ]
    words = tuple((month.words, _count(by_month, None, month)) for month in ask.year)
    told = "; ".join(f"{name} {count}" for name, count in words)
    caption = f"{theme.name}: incidents by month in {ask.county.name}"
    return Figure(
        caption,
        f"A line through the months, broken where one was not supplied. {told}.",
        draw_months(points),
        Table(f"{caption}, as a table", ("Month", "Incidents"), words, source),
    )


def _count(by_month: pd.DataFrame, district: str | None, month: Month) -> str:
    if str(month) not in by_month.columns:
        return NOT_SUPPLIED
    column = by_month[str(month)]
    return f"{int(column.sum() if district is None else column[district]):,}"


def _short(month: Month) -> str:
    return f"{month.words[:3]} {month.year}"
