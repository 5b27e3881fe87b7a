"""What money could buy: more of activities that are there, and new sites."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import DAYS, Activity, Place, Status, runs_in
from sightline.analysis.words import say_people
from sightline.errors import BadInput

MORE_BY = 0.5  # of its present room, where nobody says how much more an activity could have
PLACES_TRIED = 3  # new places for each activity
PLACE_WITHIN_M = 20_000.0  # of one it has
SITES_TRIED = 60  # areas with most people short in which each kind of site is tried
ANY = "any"


class Way(StrEnum):
    """How a candidate adds reach."""

    MORE_ROOM = "more room"
    OTHER_AGES = "other ages"
    ANOTHER_DAY = "another day"
    ANOTHER_PLACE = "another place"
    NEW_SITE = "new site"


@dataclass(frozen=True)
class Rule:
    """What somebody says a way of adding costs a year, and how many people it adds.

    name: for a new site the kind of programme, else the reference of an activity, or "any".
    Cost is fixed_gbp and per_person_gbp for each person of room; None in both: not known.
    people_a_year: None: as usual for the way. ages: of a new site; None: those asked about.
    """

    way: Way
    name: str
    people_a_year: float | None = None
    fixed_gbp: Decimal | None = None
    per_person_gbp: Decimal | None = None
    ages: AgeRange | None = None

    def __post_init__(self) -> None:
        for what in ("people_a_year", "fixed_gbp", "per_person_gbp"):
            number = getattr(self, what)
            if number is not None and not 0 <= number < math.inf:
                raise BadInput(
                    f"costs of {self.way} {self.name}, {what}: found {number}, wanted a number, "
                    "zero or more."
                )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Something that could be paid for. adds: what it would add, as an activity with only that.

    cost_gbp: pounds a year, None if not known; why: how the cost was come by, or what is not known.
    """

    reference: str
    way: Way
    title: str
    adds: Activity
    cost_gbp: Decimal | None
    why: str


def candidates_of(
    *,
    activities: Sequence[Activity],
    rules: Sequence[Rule],
    areas: pd.DataFrame,
    short: pd.DataFrame,
    theme: str,
    ages: AgeRange,
    as_of: Month,
) -> tuple[Candidate, ...]:
    """Every candidate, in the order of references.

    activities: those on the register, sensitive sites hidden; used are those of the theme that run.
    areas: AREAS. short: SHORT, which says where new places and sites are tried: where most people
    are short. An activity that tells no room, or no money, still has its candidates: they cannot be
    costed, or reach nobody that is known.
    """
    spots = _spots(areas, short)
    running = [one for one in activities if theme in one.themes and runs_in(one, as_of)]
    found = [
        candidate
        for one in sorted(running, key=lambda each: each.reference)
        for candidate in _extensions(one, rules, spots, ages)
    ]
    for rule in rules:
        if rule.way is Way.NEW_SITE:
            found += _sites(rule, spots.head(SITES_TRIED), theme, ages)
    return tuple(sorted(found, key=lambda candidate: candidate.reference))


def _spots(areas: pd.DataFrame, short: pd.DataFrame) -> pd.DataFrame:
    """Areas where people are short, most first."""
    by_area = short.groupby("area", as_index=False)["people_short"].sum()
    both = areas.merge(by_area[by_area["people_short"] > 0], on="area")
    return both.sort_values(["people_short", "area"], ascending=[False, True])


def _extensions(
    one: Activity, rules: Sequence[Rule], spots: pd.DataFrame, ages: AgeRange
) -> Iterator[Candidate]:
    if one.ages is None or one.ages.overlap(ages):
        yield _more(one, Way.MORE_ROOM, rules, one.name, room=_times(one.people_a_year, MORE_BY))
        if 0 < len(one.days) < len(DAYS):
            room = _times(one.people_a_year, 1 / len(one.days))
            yield _more(one, Way.ANOTHER_DAY, rules, one.name, room=room)
        for spot in _places_near(one, spots):
            at = Place(float(spot["easting_m"]), float(spot["northing_m"]))
            moved = replace(one, places=(at,), areas_served=())
            title = f"{one.name}, also in {spot['area_name'] or spot['area']}"
            room = _times(one.people_a_year, 1 / max(len(one.places), 1))
            yield _more(moved, Way.ANOTHER_PLACE, rules, title, room=room, place=str(spot["area"]))
    if one.ages is not None and one.ages.overlap(ages) != ages:
        opened = replace(one, ages=ages)
        title = f"{one.name}, opened to ages {ages}"
        yield _more(opened, Way.OTHER_AGES, rules, title, room=one.people_a_year)


def _more(
    one: Activity,
    way: Way,
    rules: Sequence[Rule],
    title: str,
    *,
    room: float | None,
    place: str = "",
) -> Candidate:
    rule = _rule_for(rules, way, one.reference)
    if rule is not None and rule.people_a_year is not None:
        room = rule.people_a_year
    cost, why = _cost(rule, room) if rule is not None else _own_cost(one, room)
    words = {Way.MORE_ROOM: "more room", Way.ANOTHER_DAY: "another day"}
    reference = ": ".join(part for part in (one.reference, str(way), place) if part)
    return Candidate(
        reference=reference,
        way=way,
        title=f"{title}, {words[way]}" if way in words else title,
        adds=_addition(one, reference, room),
        cost_gbp=cost,
        why=why,
    )


def _addition(one: Activity, reference: str, room: float | None) -> Activity:
    return replace(
        one,
        reference=reference,
        status=Status.CURRENT,
        starts_on=None,
        ends_on=None,
        funded_until=None,
        open_ended=False,
        funded_without_end=False,
        no_limit=False,
        people_a_year=room,
    )


def _sites(rule: Rule, spots: pd.DataFrame, theme: str, ages: AgeRange) -> Iterator[Candidate]:
    cost, why = _cost(rule, rule.people_a_year)
    for spot in spots.to_dict("records"):
        reference = f"{rule.name}: {Way.NEW_SITE}: {spot['area']}"
        at = Place(float(spot["easting_m"]), float(spot["northing_m"]))
        yield Candidate(
            reference=reference,
            way=Way.NEW_SITE,
            title=f"{rule.name} in {spot['area_name'] or spot['area']}",
            adds=Activity(
                reference=reference,
                name=rule.name,
                organisation="",
                themes=(theme,),
                status=Status.CURRENT,
                ages=rule.ages or ages,
                places=(at,),
                people_a_year=rule.people_a_year,
            ),
            cost_gbp=cost,
            why=why,
        )


def _rule_for(rules: Sequence[Rule], way: Way, reference: str) -> Rule | None:
    """The rule of the activity itself, else that of any."""
    for name in (reference, ANY):
        for rule in rules:
            if rule.way is way and rule.name == name:
                return rule
    return None


def _cost(rule: Rule, room: float | None) -> tuple[Decimal | None, str]:
    if rule.fixed_gbp is None and rule.per_person_gbp is None:
        return None, f"The costs given for {rule.name} have no amount: ask who would run it."
    if room is None:
        return None, f"How many people {rule.name} would add is not known: ask who would run it."
    fixed, each = rule.fixed_gbp or Decimal(0), rule.per_person_gbp or Decimal(0)
    said = f"£{fixed:,.0f} and £{each:,.0f} for each of {say_people(room)} people"
    return _to_the_penny(fixed + each * Decimal(repr(room))), f"By the costs given: {said}"


def _own_cost(one: Activity, room: float | None) -> tuple[Decimal | None, str]:
    """As much a person as it costs now."""
    lacks = [
        words
        for words, value in (
            ("what it costs", one.funding_gbp),
            ("its room for people", one.people_a_year or None),
        )
        if value is None
    ]
    if lacks or room is None or one.funding_gbp is None or not one.people_a_year:
        whom = one.organisation or "who runs it"
        return None, f"The register does not tell {' or '.join(lacks)}: ask {whom}."
    each = Decimal(repr(one.funding_gbp)) / Decimal(repr(one.people_a_year))
    cost = _to_the_penny(each * Decimal(repr(room)))
    return cost, f"At what a person costs it now, £{each:,.0f} a year"


def _to_the_penny(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def _times(room: float | None, factor: float) -> float | None:
    return None if room is None else room * factor


def _places_near(one: Activity, spots: pd.DataFrame) -> list[dict[str, Any]]:
    """The areas with most people short near a place it has, but not that place itself."""
    if not one.places or spots.empty:
        return []
    east = spots["easting_m"].to_numpy()[:, np.newaxis] - [at.easting_m for at in one.places]
    north = spots["northing_m"].to_numpy()[:, np.newaxis] - [at.northing_m for at in one.places]
    nearest = np.hypot(east, north).min(axis=1)
    near = spots[(nearest <= PLACE_WITHIN_M) & (nearest > 1_000.0)]
    records: list[dict[str, Any]] = near.head(PLACES_TRIED).to_dict("records")
    return records
