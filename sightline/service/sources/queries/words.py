"""How agreements, their age and their counts are said."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.timezone import localtime

from sightline.analysis.periods import Month
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.need.queries import SourceFacts
from sightline.service.places.models import Area
from sightline.service.sources.models import Cell, Source
from sightline.service.sources.sight import WARNED, has_lapsed


@dataclass(frozen=True)
class Standing:
    """How an agreement stands, as a tag and a sentence; the sentence is empty where all is well."""

    tag: str
    colour: str
    warning: str


@dataclass(frozen=True)
class Text:
    """A cell of a table."""

    text: str
    numeric: bool = False
    address: str = ""


def say_day(day: date | None) -> str:
    """A date in words."""
    return NOT_SUPPLIED if day is None else f"{day:%-d %B %Y}"


def say_month(month: str) -> str:
    """A stored month in words.

    >>> say_month("2026-10")
    'October 2026'
    """
    return Month.parse(month).words


def standing_of(source: Source, *, today: date) -> Standing:
    """Whether an agreement holds, is due, or has lapsed: within 60 days it is said."""
    if source.is_open and source.lapses_on is None:
        return Standing("Open data", "blue", "")
    if has_lapsed(source, today=today):
        said = f"The agreement lapsed on {say_day(source.lapses_on)}. Nothing of it is shown."
        return Standing("Lapsed", "red", said)
    if source.lapses_on is not None and source.lapses_on <= today + WARNED:
        left = (source.lapses_on - today).days
        said = f"The agreement lapses on {say_day(source.lapses_on)}, in {left} days. Renew it."
        return Standing("Lapses soon", "orange", said)
    if source.review_on is not None and source.review_on <= today + WARNED:
        said = f"The agreement is to be reviewed by {say_day(source.review_on)}."
        return Standing("Review due", "yellow", said)
    return Standing("In force", "green", "")


def freshness_of(source: Source, loaded: dict[str, SourceFacts]) -> str:
    """How old what is held of a source is, in words."""
    if source.release_key:
        facts = loaded.get(source.release_key)
        if facts is None:
            return f"{NOT_SUPPLIED.capitalize()}: it was never loaded."
        return f"{facts.period or 'Period not supplied'}, loaded {say_day(facts.loaded_on)}"
    newest = source.files.filter(taken_at__isnull=False).order_by("-taken_at").first()
    last = Cell.objects.filter(source=source).aggregate(last=Max("month"))["last"]
    if newest is None or newest.taken_at is None or last is None:
        return f"{NOT_SUPPLIED.capitalize()}: no file was taken in."
    return f"To {say_month(last)}, taken in {say_day(localtime(newest.taken_at).date())}"


def gaps_in(months: Iterable[str]) -> tuple[str, ...]:
    """Months between the first and the last that are not there, in words.

    >>> gaps_in(["2026-01", "2026-04"])
    ('February 2026', 'March 2026')
    """
    found = sorted(Month.parse(month) for month in set(months))
    gaps = []
    for one, two in itertools.pairwise(found):
        while (one := one.plus(1)) < two:
            gaps.append(one.words)
    return tuple(gaps)


def area_names() -> dict[str, str]:
    """Names of districts by code; a site has none but its code."""
    here = Area.objects.filter(is_neighbour=False)
    return dict(here.values_list("district_code", "district_name").distinct())
