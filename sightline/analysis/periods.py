"""Months: the grain of need, reach and money."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sightline.errors import BadInput


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, such as 2025-12.

    >>> Month.parse("2025-12").first_day
    datetime.date(2025, 12, 1)
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read a month written as 2025-12."""
        found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text.strip())
        if found is None:
            raise BadInput(f"month: found {text!r}, wanted a month such as 2025-12.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day is in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day, the 28th to the 31st."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def words(self) -> str:
        """As people write it.

        >>> Month(2025, 12).words
        'December 2025'
        """
        return f"{calendar.month_name[self.number]} {self.year}"

    def plus(self, months: int) -> Month:
        """The month so many months later, or earlier if negative.

        >>> str(Month(2025, 12).plus(1)), str(Month(2025, 1).plus(-1))
        ('2026-01', '2024-12')
        """
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)


def say_months(known: Collection[Month], *, to: Month, how_many: int = 12) -> str:
    """The months to the last one in words, and how many of them are known.

    >>> year = months_to(Month(2025, 12), how_many=12)
    >>> say_months(year, to=Month(2025, 12)), say_months(year[:11], to=Month(2025, 12))
    ('12 months to December 2025', '11 of the 12 months to December 2025')
    """
    among = len(set(known) & set(months_to(to, how_many=how_many)))
    of = "" if among == how_many else f"{among} of the "
    return f"{of}{how_many} months to {to.words}"


def months_to(last: Month, *, how_many: int) -> tuple[Month, ...]:
    """The months up to and including the last one, oldest first.

    >>> [str(month) for month in months_to(Month(2025, 1), how_many=2)]
    ['2024-12', '2025-01']
    """
    return tuple(last.plus(-back) for back in reversed(range(how_many)))
