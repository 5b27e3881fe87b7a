"""Facts of organisations in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import BadInput
from sightline.exchange.sheets import AreaWords, BadCell
from sightline.service.partners.details import ALL
from sightline.service.places import queries as places

MOST_AREAS = 12  # so many names of areas are listed; the rest are counted
WHOLE_COUNTY = "the whole county"


@dataclass(frozen=True)
class Link:
    """A name, and where it leads; no address where it is a name alone."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Line:
    """One fact: what it is called, and what it is; or several, each perhaps leading somewhere."""

    key: str
    value: str = ""
    links: tuple[Link, ...] = ()


def district_names() -> dict[str, str]:
    """The name of each district of the county by its code, in the order of names."""
    areas = places.areas()
    pairs = areas[["district_name", "district"]].drop_duplicates().sort_values("district_name")
    return {str(code): str(name) for name, code in pairs.itertuples(index=False) if code}


def districts_of_areas() -> dict[str, str]:
    """The district of each small area, and each district for itself, by code."""
    areas = places.areas()
    small = dict(zip(areas["area"], areas["district"], strict=True))
    return {**small, **{code: code for code in areas["district"] if code}}


def area_codes(text: str) -> tuple[str, ...]:
    """The codes of areas that are named in a list; BadInput if one is not known."""
    try:
        return AreaWords(places.areas()).read_many(text)
    except BadCell as bad:
        raise BadInput(f"areas: found {bad.found}, wanted {bad.wanted}. {bad.remedy}") from bad


def say_covers(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """What an organisation covers.

    >>> say_covers(("all",), {}), say_covers((), {}), say_covers(("X1", "X2"), {"X1": "Northmere"})
    ('the whole county', 'not supplied', 'Northmere; X2')
    """
    told = [names.get(code, code) for code in codes]
    if told == [ALL]:
        return WHOLE_COUNTY
    if len(told) > MOST_AREAS:
        told = [*told[:MOST_AREAS], f"and {len(told) - MOST_AREAS} more"]
    return "; ".join(told) or NOT_SUPPLIED


def say_day(day: date | None) -> str:
    """A day in words.

    >>> say_day(date(2026, 1, 3)), say_day(None)
    ('3 January 2026', 'not supplied')
    """
    return f"{day:%-d %B %Y}" if day else NOT_SUPPLIED


def say_lasting(starts_on: date | None, ends_on: date | None) -> str:
    """From when to when an organisation is in the partnership.

    >>> say_lasting(date(2026, 1, 3), None), say_lasting(None, date(2026, 3, 31))
    ('since 3 January 2026', 'until 31 March 2026')
    """
    if starts_on and ends_on:
        return f"from {say_day(starts_on)} to {say_day(ends_on)}"
    if ends_on:
        return f"until {say_day(ends_on)}"
    return f"since {say_day(starts_on)}" if starts_on else NOT_SUPPLIED


def say_count(number: int, one: str, many: str = "") -> str:
    """A number of things.

    >>> say_count(1, "activity", "activities"), say_count(1200, "team")
    ('1 activity', '1,200 teams')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
