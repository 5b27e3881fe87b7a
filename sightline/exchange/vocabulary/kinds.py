"""The kinds of fact a vocabulary file may hold: what is wanted, an example, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.errors import BadInput


@dataclass(frozen=True)
class Kind:
    """A kind of fact. `read` returns the value, or raises ValueError where it is another kind."""

    wanted: str
    example: str  # as it is written in the file
    read: Callable[[object], object]
    refers_to: str = ""  # the vocabulary whose terms the value names
    by_name: bool = False  # by the name of the term, as the source writes it, not by its code


@dataclass(frozen=True)
class Fact:
    """A key of a table: its kind, whether it may be left out, and what leaving it out says."""

    kind: Kind
    required: bool = True
    absent: str = "not known"  # never "none"; empty where the fact then does not apply


def read_text(value: object) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def read_code(value: object) -> str:
    """A code: small letters, digits and single hyphens.

    >>> read_code("county-lines")
    'county-lines'
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", read_text(value)):
        raise ValueError
    return str(value)


def read_day(value: object) -> date:
    """A date with no time of day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError
    return value


def read_month(value: object) -> Month:
    """A month written as 2019-07."""
    try:
        return Month.parse(read_text(value))
    except BadInput as problem:
        raise ValueError from problem


def read_ages(value: object) -> AgeRange:
    """Ages written as 10-24."""
    try:
        return AgeRange.parse(read_text(value))
    except BadInput as problem:
        raise ValueError from problem


def read_years(value: object) -> str:
    """A calendar year, or a first and last one, kept as written.

    >>> read_years("2023-2025")
    '2023-2025'
    """
    found = re.fullmatch(r"(20[0-9]{2})(?:-(20[0-9]{2}))?", read_text(value))
    if found is None or (found[2] and found[2] < found[1]):
        raise ValueError
    return found[0]


def read_whole(value: object) -> int:
    """A whole number, none below 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def read_changes(value: object) -> Mapping[str, float]:
    """Outcomes and how much each changed, in per cent: below zero is less of it."""
    if not isinstance(value, dict) or not value:
        raise ValueError
    for outcome, change in value.items():
        number = isinstance(change, int | float) and not isinstance(change, bool)
        if not outcome.strip() or not number or not -100 <= change <= 1000:
            raise ValueError
    return {outcome: float(change) for outcome, change in value.items()}


def one_of(*words: str) -> Kind:
    """One word out of a fixed few."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError
        return value

    return Kind(f"one of: {'; '.join(words)}", f'"{words[0]}"', read)


def list_of(kind: Kind, *, empty: bool = False) -> Kind:
    """A list of one kind, without repeats, and with at least one item unless `empty` is allowed."""

    def read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list) or not (value or empty):
            raise ValueError
        items = tuple(kind.read(item) for item in value)
        if len(set(items)) < len(items):
            raise ValueError
        return items

    wanted = f"a list without repeats, each {kind.wanted}"
    return Kind(wanted, f"[{kind.example}]", read, kind.refers_to, kind.by_name)


def code_of(vocabulary: str, example: str) -> Kind:
    """The code of a term of another vocabulary, or of this one."""
    wanted = f"the code of a term of {vocabulary}.toml"
    return Kind(wanted, f'"{example}"', read_code, vocabulary)


def name_of(vocabulary: str, example: str) -> Kind:
    """The name of a term of another vocabulary, as its source writes it."""
    wanted = f"the name of a term of {vocabulary}.toml"
    return Kind(wanted, f'"{example}"', read_text, vocabulary, by_name=True)


def _read_maybe_empty(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


TEXT = Kind("a text in quotes, not empty", '"..."', read_text)
TEXTS = list_of(TEXT)
MAYBE_EMPTY = Kind("a text in quotes", '"..."', _read_maybe_empty)
CODE = Kind("a code in small letters with hyphens", '"county-lines"', read_code)
DAY = Kind("a date without quotes", "2026-11-24", read_day)
MONTH = Kind("a month in quotes", '"2019-07"', read_month)
AGES = Kind("ages in quotes, the younger first", '"10-24"', read_ages)
YEARS = Kind("a year or two in quotes", '"2023-2025"', read_years)
WHOLE = Kind("a whole number without quotes", "44", read_whole)
CHANGES = Kind("outcomes with a change in per cent", "{ violence = -14 }", read_changes)
