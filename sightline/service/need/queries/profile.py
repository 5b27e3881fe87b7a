"""One place, whole: need against named comparisons, its parts, course, surroundings, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.need import Comparison
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_rate, say_share
from sightline.service.accounts.policy import may_open
from sightline.service.need.queries.answers import Answer, kept_answer
from sightline.service.need.queries.asked import Asked, ages_choices, question_of, theme_choices
from sightline.service.need.queries.course import Course, course_of
from sightline.service.need.queries.gathering import gathering_of
from sightline.service.need.queries.people import PeopleRow, people_of
from sightline.service.need.queries.place import Place, place_of
from sightline.service.need.queries.records import Records, records_of
from sightline.service.need.queries.releases import sources
from sightline.service.need.queries.sources import WHAT, SourceLine, source_lines
from sightline.service.need.queries.standing import (
    Rate,
    StandingRow,
    county_of,
    rate_of,
    standing_to,
)
from sightline.service.pages.charts import Interval, make_interval
from sightline.service.pages.choosing import Choice
from sightline.service.pages.queries import Link, address_of
from sightline.service.places import queries as places

CONTENTS = (
    ("compared", "Set against others"),
    ("records", "The records behind it"),
    ("course", "More or fewer than before?"),
    ("gathering", "Does need gather here?"),
    ("people", "Who lives here"),
    ("sure", "How sure this is"),
)
LAST = (("limits", "What these figures cannot tell"),)
LIMITS = (
    "Population is of those who live here: people who come to work, learn or go out are not in it.",
    "Deprivation describes an area, never a person in it, and is no measure of need by itself.",
)


@dataclass(frozen=True)
class PlaceAsked:
    """What a part of a profile is asked about: a place, a theme and ages, by whom."""

    place: Place
    theme: Theme
    ages: AgeRange
    viewer: Any


@dataclass(frozen=True)
class ProfilePart:
    """A part of a profile that another room gives: its heading, and a template for its content.

    With the usual template, content is a list of pages.queries.PanelRow.
    """

    anchor: str
    heading: str
    content: Any
    template: str = "need/part_rows.html"  # which is given `content`


# Other rooms add a function here, in their AppConfig.ready(); every profile asks each of them, in
# this order, and None adds nothing.
PROFILE_PARTS: list[Callable[[PlaceAsked], ProfilePart | None]] = []


@dataclass(frozen=True)
class ProfilePage:
    """One place."""

    code: str
    name: str
    what: str
    question: str
    county: str
    contents: tuple[tuple[str, str], ...]
    themes: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    against: tuple[Choice, ...]
    need: Rate
    interval: Interval
    interval_words: str
    standings: tuple[StandingRow, ...]
    records: Records
    course: Course
    gathering: str
    people: tuple[PeopleRow, ...]
    people_source: str
    deprivation: str
    deprivation_source: str
    sure: tuple[tuple[str, str], ...]
    parts: tuple[ProfilePart, ...]
    links: tuple[Link, ...]
    needs_address: str
    limits: tuple[str, ...]
    sources: tuple[SourceLine, ...]


def profile_page(*, code: str, asked: Asked, viewer: Any) -> ProfilePage:
    """The page of an area or a district of the county; NotFound of any other."""
    place, question, answer = place_of(code), question_of(asked), kept_answer(asked)
    run, need = answer.run, rate_of(place, answer)
    about = PlaceAsked(place, run.theme, run.ages, viewer)
    parts = tuple(part for find in PROFILE_PARTS if (part := find(about)) is not None)
    categories = run.theme.police_categories
    return ProfilePage(
        code=code,
        name=place.name,
        what=_what(place),
        question=run.words,
        county=run.county,
        contents=(*CONTENTS, *((part.anchor, part.heading) for part in parts), *LAST),
        themes=theme_choices(question),
        ages=ages_choices(question),
        against=_against_choices(place, asked),
        need=need,
        interval=make_interval(
            low=need.low, estimate=need.estimate, high=need.high, expected=run.county_per_1000
        ),
        interval_words=f"Need {need.words}, interval {need.range_words}, "
        f"{run.county} {say_rate(run.county_per_1000)}.",
        standings=tuple(
            standing_to(place, each, answer) for each in _comparisons(place, asked, answer)
        ),
        records=records_of(place.codes, categories=categories, months=run.months),
        course=course_of(code, place.codes, categories=categories),
        gathering=gathering_of(place, answer),
        people=people_of(place.codes),
        people_source=_source("population"),
        deprivation=_deprivation(place),
        deprivation_source=_source("deprivation"),
        sure=tuple(_sure(place, answer)),
        parts=parts,
        links=tuple(_links(place, asked, viewer)),
        needs_address=asked.question_alone().address(
            "need:needs", district=place.district_code, area="" if place.is_district else code
        ),
        limits=(*run.theme.cannot_tell, *LIMITS),
        sources=source_lines(WHAT, worked_out="Need", made_at=run.made_at),
    )


def _what(place: Place) -> str:
    if place.is_district:
        return f"District of {len(place.codes):,} areas, added up"
    return f"Small area in {place.district_name}"


def _against_choices(place: Place, asked: Asked) -> tuple[Choice, ...]:
    found = places.areas().groupby("district")["district_name"].first().sort_values()
    return tuple(
        Choice(code, name, code == asked.against)
        for code, name in found.items()
        if code != place.district_code
    )


def _comparisons(place: Place, asked: Asked, answer: Answer) -> list[Comparison]:
    """The county, the place's own district, and the district that was chosen."""
    codes = [] if place.is_district else [place.district_code]
    if asked.against and asked.against != place.district_code:
        codes.append(asked.against)
    districts = [each for each in map(place_of, codes) if each.is_district]
    return [county_of(answer), *(Comparison(each.name, areas=each.codes) for each in districts)]


def _source(what: str) -> str:
    found = sources().get(what)
    return found.words if found else NOT_SUPPLIED


def _deprivation(place: Place) -> str:
    areas = places.deprivation_facts(place.codes)
    known = [area for area in areas if area.deprivation_rank is not None]
    if not known:
        return NOT_SUPPLIED
    edition = f"; {known[0].deprivation_edition} edition" if known[0].deprivation_edition else ""
    if place.is_district:
        tenth = sum(area.deprivation_decile == 1 for area in known)
        return (
            f"{tenth:,} of {len(known):,} areas with a rank are in the most deprived tenth{edition}"
        )
    words = f"rank {known[0].deprivation_rank:,}, where 1 is most deprived"
    if known[0].deprivation_decile is not None:
        words = f"decile {known[0].deprivation_decile} of 10, {words}"
    return words + edition


def _sure(place: Place, answer: Answer) -> Sequence[tuple[str, str]]:
    """What the estimate rests on, as keys and values."""
    rows = answer.table[answer.table["area"].isin(place.codes)]
    need = rate_of(place, answer)
    months = f"{len(answer.run.months)} of 12 months"
    told = [("Its own incidents", f"{need.incidents:,} in {months}")]
    told.append(("People of these ages", say_people(need.people)))
    if not place.is_district:
        (row,) = rows.to_dict("records")
        raw = say_rate(row["rate_per_1000"]) if row["people"] > 0 else "nobody lives here"
        told += [
            ("Its own rate", f"{raw} a year per 1,000, before it was steadied"),
            ("Expected of areas like it", f"{say_rate(row['expected_per_1000'])} a year per 1,000"),
            (
                "Weight of its own count",
                f"{say_share(row['own_weight'])}; the rest is areas like it",
            ),
            (
                "Range of rank",
                f"{row['rank_low']:,} to {row['rank_high']:,} of {len(answer.table):,} areas (90%)",
            ),
        ]
    return [*told, ("Method", answer.run.method)]


def _links(place: Place, asked: Asked, viewer: Any) -> list[Link]:
    """Ways on that this viewer may take."""
    question = asked.question_alone()
    beside = urlencode([*question.chosen().items(), ("area", place.name)])
    compare = f"{reverse('need:compare')}?{beside}"
    links = [Link("Compare this place with others", compare)]
    if not place.is_district:
        district = question.address("need:profile", place.district_code)
        links.append(Link(f"Profile of {place.district_name}", district))
        if may_open(viewer, "gaps:area") and address_of("gaps:where"):
            links.append(
                Link(
                    "What reaches it, and what is missing", reverse("gaps:area", args=[place.code])
                )
            )
    register = address_of("register:activities")
    if may_open(viewer, "register:activities") and register:
        links.append(
            Link(
                f"Activities in {place.district_name}", f"{register}?district={place.district_code}"
            )
        )
    return links
