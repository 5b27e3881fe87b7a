"""Facts of an activity in words: what is not supplied says so, and is never blank or zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sightline.analysis.framework import OLDEST, AgeRange, Term, Vocabulary
from sightline.analysis.periods import Month
from sightline.analysis.provision import KNOWN_NONE
from sightline.analysis.words import NOT_SUPPLIED, say_people
from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.places import queries as places
from sightline.service.register.queries.groups import with_own_groups

FRESH_MONTHS = 6  # as in analysis.provision.is_fresh

# The fields of an activity as people call them.
FIELD_WORDS = {
    "reference": "Reference",
    "name": "Activity",
    "organisation": "Organisation",
    "themes": "Themes",
    "status": "Status",
    "ages": "Ages",
    "places": "Place on the map",
    "areas_served": "Areas served",
    "open_to": "Open to",
    "eligibility": "Who may come",
    "starts_on": "Starts",
    "ends_on": "Ends",
    "funded_until": "Money until",
    "people_a_year": "Room for people in a year",
    "confirmed_on": "Last confirmed",
    "partners": "Partners",
    "prevention_level": "Prevention level",
    "approach": "Approach",
    "setting": "Setting",
    "description": "Description",
    "referral": "How people come to it",
    "funders": "Funders",
    "funding_gbp": "Money a year",
    "people_last_year": "People who came last year",
    "places_free": "Places free now",
    "sensitive_site": "Sensitive site",
    "postcode": "Postcode",
    "delivery_area": "Small area where delivered",
    "strand": "Strand",
    "thematic_group": "Thematic group",
    "violence_types": "Types of violence",
    "risk_factors": "Risk factors it works on",
    "protective_factors": "Strengths it builds",
    "prevention_who": "Prevention for whom",
    "days": "Days of the week",
    "timetable": "Timetable",
    "people_waiting": "People waiting now",
    "depends_on": "Depends on",
    "visibility": "Who may see it",
    "confirm_every_months": "Confirmed every so many months",
    "open_ended": "Open-ended",
    "no_limit": "No limit of people",
    "no_waiting_list": "No waiting list",
    "funded_without_end": "Money without an end",
}
_VOCABULARY_OF = {
    "themes": "themes",
    "prevention_level": "prevention_levels",
    "approach": "approaches",
    "setting": "settings",
    "open_to": "audience",
    "strand": "strands",
    "thematic_group": "thematic_groups",
    "violence_types": "types_of_violence",
    "risk_factors": "risk_factors",
    "protective_factors": "protective_factors",
    "prevention_who": "prevention_levels",
}


@cache
def _reviewed() -> Mapping[str, Vocabulary]:
    """The reviewed words of the framework; they change only with a release."""
    return read_vocabularies()


def vocabularies() -> Mapping[str, Vocabulary]:
    """The words of the framework, and the thematic groups that the partnership defined."""
    return with_own_groups(_reviewed())


def term_of(vocabulary: str, code: str) -> Term | None:
    """A term by its code, or None where none is given or it is not (or no longer) known."""
    if not code:
        return None
    known = vocabularies() if vocabulary == "thematic_groups" else _reviewed()
    return known[vocabulary].terms.get(code)


def say_term(vocabulary: str, code: str) -> str:
    """The name of a term.

    >>> say_term("approaches", "mentoring"), say_term("approaches", "")
    ('Mentoring', 'not supplied')
    """
    term = term_of(vocabulary, code)
    return term.name if term else code or NOT_SUPPLIED


def say_terms(vocabulary: str, codes: Iterable[str]) -> str:
    """The names of several terms."""
    return "; ".join(say_term(vocabulary, code) for code in codes) or NOT_SUPPLIED


def say_names(names: Iterable[str]) -> str:
    """Names as they are given; "none" where it is known that there are none.

    >>> say_names(("Police", "Health")), say_names(("none",)), say_names(())
    ('Police; Health', 'none', 'not supplied')
    """
    return "; ".join(names) or NOT_SUPPLIED


@lru_cache(maxsize=5_000)  # a list says some dozens of days, and most of them often
def say_date(day: date | None) -> str:
    """A day in words.

    >>> say_date(date(2026, 1, 3)), say_date(None)
    ('3 January 2026', 'not supplied')
    """
    return f"{day:%-d %B %Y}" if day else NOT_SUPPLIED


@lru_cache(maxsize=1_000)
def say_ages(ages: AgeRange | None) -> str:
    """An age range in words.

    >>> say_ages(AgeRange(10, 24)), say_ages(AgeRange(18, 120)), say_ages(None)
    ('10 to 24', '18 and over', 'not supplied')
    """
    if ages is None:
        return NOT_SUPPLIED
    if ages == AgeRange(0, OLDEST):
        return "any age"
    if ages.to_age == OLDEST:
        return f"{ages.from_age} and over"
    return f"{ages.from_age} to {ages.to_age}"


def say_money(gbp: float | None) -> str:
    """Pounds, with pence only where there are some.

    >>> say_money(12500.0), say_money(0.0), say_money(12.5), say_money(None)
    ('£12,500', '£0', '£12.50', 'not supplied')
    """
    if gbp is None:
        return NOT_SUPPLIED
    return f"£{gbp:,.0f}" if gbp == round(gbp) else f"£{gbp:,.2f}"


@lru_cache(maxsize=5_000)
def say_confirmed(confirmed_on: date | None, today: date) -> str:
    """How long ago a record was confirmed.

    >>> today = date(2026, 11, 24)
    >>> [say_confirmed(day, today) for day in (today, date(2026, 11, 23), date(2026, 8, 20), None)]
    ['confirmed today', 'confirmed yesterday', 'confirmed 3 months ago', 'never confirmed']
    """
    if confirmed_on is None:
        return "never confirmed"
    days = (today - confirmed_on).days
    if days <= 0:
        return "confirmed today"
    if days == 1:
        return "confirmed yesterday"
    if days < 14:
        return f"confirmed {days} days ago"
    months = _months_between(confirmed_on, today)
    if months < 2:
        return f"confirmed {days // 7} weeks ago"
    return (
        f"confirmed {months} months ago"
        if months < 24
        else f"confirmed on {say_date(confirmed_on)}"
    )


def _months_between(earlier: date, later: date) -> int:
    """Whole months from one day to a later one."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def say_end(ends_on: date | None, *, open_ended: bool) -> str:
    """The last day; that there is to be none is known, and is not the same as not supplied.

    >>> say_end(None, open_ended=True), say_end(None, open_ended=False)
    ('open-ended', 'not supplied')
    """
    return "open-ended" if open_ended else say_date(ends_on)


def say_money_until(funded_until: date | None, *, without_end: bool) -> str:
    """The last day that is paid for; that there is none is known.

    >>> say_money_until(None, without_end=True), say_money_until(None, without_end=False)
    ('no end', 'not supplied')
    """
    return "no end" if without_end else say_date(funded_until)


def say_room(people: float | None, *, no_limit: bool) -> str:
    """Room for people in a year; that it has no limit is known.

    >>> say_room(None, no_limit=True), say_room(None, no_limit=False), say_room(0, no_limit=False)
    ('no limit', 'not supplied', '0')
    """
    return "no limit" if no_limit else say_people(people)


def say_waiting(people: float | None, *, no_list: bool) -> str:
    """People who wait; that there is no list on which to wait is known.

    >>> say_waiting(None, no_list=True), say_waiting(0, no_list=False)
    ('no waiting list', '0')
    """
    return "no waiting list" if no_list else say_people(people)


@lru_cache(maxsize=100)
def last_stale_day(today: date) -> date:
    """A record confirmed on this day or before it counts as not sure, as analysis has it.

    >>> last_stale_day(date(2026, 11, 24))
    datetime.date(2026, 5, 31)
    """
    return Month.of(today).plus(-FRESH_MONTHS).last_day


def say_value(field: str, value: Any) -> str:
    """One field of an activity's content, as a list of changes shows it.

    >>> say_value("status", "current"), say_value("starts_on", "2026-01-03")
    ('current', '3 January 2026')
    >>> say_value("funders", []), say_value("funders", ["none"]), say_value("places_free", 0.0)
    ('not supplied', 'none', '0')
    """
    if value is None or value == "" or value == []:
        return NOT_SUPPLIED
    if field in _VOCABULARY_OF:
        codes = value if isinstance(value, list) else [value]
        return say_terms(_VOCABULARY_OF[field], codes)
    return _SAY.get(field, str)(value)


def _say_places(places: list[list[float]]) -> str:
    return "; ".join(f"{easting:.0f}, {northing:.0f}" for easting, northing in places)


def _say_area(code: str) -> str:
    return places.area_names().get(code, code)


def _say_day(text: str) -> str:
    return say_date(date.fromisoformat(text))


_SAY: Mapping[str, Callable[[Any], str]] = {
    "ages": lambda text: say_ages(AgeRange.parse(text)),
    "places": _say_places,
    "areas_served": lambda codes: say_names(map(_say_area, codes)),
    "delivery_area": _say_area,
    "partners": say_names,
    "funders": say_names,
    "starts_on": _say_day,
    "ends_on": _say_day,
    "funded_until": _say_day,
    "confirmed_on": _say_day,
    "people_a_year": say_people,
    "people_last_year": lambda told: told if isinstance(told, str) else say_people(told),
    "places_free": say_people,
    "people_waiting": say_people,
    "days": lambda days: "; ".join(day.capitalize() for day in days),
    "funding_gbp": say_money,
    "sensitive_site": lambda yes: "yes" if yes else "no",
    **dict.fromkeys(KNOWN_NONE, lambda yes: "yes" if yes else "no"),
}
