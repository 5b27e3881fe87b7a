"""Periods as statistics write them, put in order: 2014-16, 2015/16, 2013/14-15/16, 2018 (Rev)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_EDITION = r"(?: \((?P<edition>[^)]*)\))?"
_THREE_YEARS = re.compile(r"(20[0-9]{2})/[0-9]{2}-([0-9]{2})/([0-9]{2})" + _EDITION)
_TWO = re.compile(r"(20[0-9]{2})[-/]([0-9]{2})" + _EDITION)
_ONE = re.compile(r"(20[0-9]{2})" + _EDITION)


@dataclass(frozen=True, order=True)
class Span:
    """The year a period begins in, and how many years it holds."""

    first_year: int
    years: int

    @property
    def last_year(self) -> int:
        """The year its last twelve months begin in."""
        return self.first_year + self.years - 1


def read_span(period: str) -> Span | None:
    """The years of a period; None where they cannot be read.

    Two years that follow each other are one school or financial year; others are calendar years,
    both included.

    >>> read_span("2023/24"), read_span("2014-16"), read_span("2013/14-15/16")
    (Span(first_year=2023, years=1), Span(first_year=2014, years=3), Span(first_year=2013, years=3))
    >>> read_span("2018 (Rev)"), read_span("0")
    (Span(first_year=2018, years=1), None)
    """
    plain = period.strip()
    if found := _THREE_YEARS.fullmatch(plain):
        return _span(int(found[1]), _full(found[1], found[3]) - int(found[1]))
    if found := _TWO.fullmatch(plain):
        apart = _full(found[1], found[2]) - int(found[1])
        return _span(int(found[1]), 1 if apart == 1 else apart + 1)
    if found := _ONE.fullmatch(plain):
        return Span(int(found[1]), 1)
    return None


def in_order(periods: Iterable[str]) -> list[str]:
    """The periods that can be read, oldest first.

    >>> in_order(["2016/17", "0", "2015/16"])
    ['2015/16', '2016/17']
    """
    spans = {period: span for period in periods if (span := read_span(period)) is not None}
    return sorted(spans, key=lambda period: (spans[period].last_year, period))


def apart(periods: Iterable[str]) -> list[str]:
    """Those that share no year, oldest first, kept from the newest back.

    >>> apart(["2014-16", "2015-17", "2016-18", "2017-19"])
    ['2014-16', '2017-19']
    """
    kept: list[str] = []
    earliest = 10_000
    for period in reversed(in_order(periods)):
        span = read_span(period)
        if span is not None and span.last_year < earliest:
            kept.append(period)
            earliest = span.first_year
    return kept[::-1]


def _full(first: str, last_two: str) -> int:
    return int(first[:2] + last_two)


def _span(first_year: int, years: int) -> Span | None:
    return Span(first_year, years) if years > 0 else None
