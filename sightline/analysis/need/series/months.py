"""One area's months in order: counts, days, the season, and where recording changed."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.need.series.tables import BREAKS, MONTHLY
from sightline.analysis.periods import Month
from sightline.errors import BadInput

Numbers = NDArray[np.float64]

WAVES = 2  # of a year: a summer and a winter may differ, and spring need not lie half-way
MONTHS_OF_A_SEASON = 24  # two of each month, so that a season is not taken for a trend


@dataclass(frozen=True, eq=False)
class Series:
    """The months of one area that were supplied, in order.

    not_supplied: months between the first and the last that were not, or came without a number.
    """

    area: str
    months: tuple[Month, ...]
    counts: Numbers
    not_supplied: int

    def __len__(self) -> int:
        return len(self.months)

    @property
    def place(self) -> Numbers:
        """Months since the first, whether supplied or not."""
        first = self.months[0]
        return np.array(
            [(m.year - first.year) * 12 + m.number - first.number for m in self.months], dtype=float
        )

    @property
    def days(self) -> Numbers:
        """How many days each month has: February has fewer incidents for that alone."""
        return np.array([calendar.monthrange(m.year, m.number)[1] for m in self.months], float)

    def season(self) -> Numbers:
        """Waves of a year, months × 4."""
        angle = 2 * np.pi * np.array([month.number - 1 for month in self.months]) / 12
        waves = [part(k * angle) for k in range(1, WAVES + 1) for part in (np.sin, np.cos)]
        return np.column_stack(waves)

    def among(self, wanted: Sequence[Month]) -> NDArray[np.bool_]:
        """Which of its months are among those wanted."""
        chosen = set(wanted)
        return np.array([month in chosen for month in self.months], dtype=bool)

    def only(self, kept: NDArray[np.bool_]) -> Series:
        """The same with some months only."""
        months = tuple(month for month, keep in zip(self.months, kept, strict=True) if keep)
        return Series(self.area, months, self.counts[kept], self.not_supplied)


def each_series(monthly: pd.DataFrame) -> Iterator[Series]:
    """The series of each area of MONTHLY, by area; a month without a row was not supplied."""
    rows = MONTHLY.check(monthly).sort_values(["area", "month"])
    for area, told in rows.groupby("area", sort=True):
        known = told.dropna(subset="incidents")
        months = tuple(Month.parse(month) for month in known["month"])
        spanned = _months_between(Month.parse(told["month"].iloc[0]), told["month"].iloc[-1])
        yield Series(
            str(area), months, known["incidents"].to_numpy(dtype=float), spanned - len(known)
        )


def _months_between(first: Month, last: str) -> int:
    end = Month.parse(last)
    return (end.year - first.year) * 12 + end.number - first.number + 1


def known_breaks(breaks: pd.DataFrame | None) -> list[tuple[Month, str]]:
    """Breaks in recording in order: the first month recorded the new way, and what changed."""
    if breaks is None:
        return []
    rows = BREAKS.check(breaks)
    return sorted(
        (Month.parse(m), what) for m, what in zip(rows["month"], rows["what"], strict=True)
    )


def check_months(months: Sequence[Month], what: str) -> None:
    """BadInput unless there are some, each once."""
    if not months or len(set(months)) != len(months):
        raise BadInput(f"{what}: found no month or one twice, wanted months, each once.")
