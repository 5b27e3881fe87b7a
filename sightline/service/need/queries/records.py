"""The records behind a place's need: every incident recorded there, by category and month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sightline.analysis.periods import Month
from sightline.service.need.queries.releases import incidents_of_areas
from sightline.service.pages.charts import Bars, make_bars

MONTHS_ASKED = 12


@dataclass(frozen=True)
class RecordRow:
    """The incidents of one category, month by month."""

    category: str
    counted: bool  # in the theme asked about
    by_month: tuple[str, ...]
    in_all: str


@dataclass(frozen=True)
class Records:
    """Every incident recorded in the place, by category and month."""

    months: tuple[str, ...]
    rows: tuple[RecordRow, ...]
    counted_by_month: tuple[str, ...]
    counted_in_all: str
    bars: Bars
    months_missing: str


def records_of(
    codes: Collection[str], *, categories: Collection[str], months: Sequence[Month]
) -> Records:
    """The records of those areas in those months; `categories` are those that count."""
    rows = incidents_of_areas(codes, months=months)
    counted = [row for row in rows if row.category in categories]
    sums = [sum(row.by_month[place] for row in counted) for place in range(len(months))]
    ordered = [*counted, *(row for row in rows if row not in counted)]
    return Records(
        months=tuple(f"{month.first_day:%b %Y}" for month in months),
        rows=tuple(
            RecordRow(
                row.category,
                row in counted,
                tuple(f"{count:,}" for count in row.by_month),
                f"{row.in_all:,}",
            )
            for row in ordered
        ),
        counted_by_month=tuple(f"{count:,}" for count in sums),
        counted_in_all=f"{sum(sums):,}",
        bars=make_bars([(f"{m.first_day:%b}", n) for m, n in zip(months, sums, strict=True)]),
        months_missing=_missing(len(months)),
    )


def _missing(supplied: int) -> str:
    missing = MONTHS_ASKED - supplied
    if not missing:
        return ""
    were = "was" if missing == 1 else "were"
    return f"{missing} of the 12 months {were} not supplied: the rates allow for that."
