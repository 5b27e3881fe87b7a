"""Gaps as findings: one for each place, with its reasons and what would make it go away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sightline.analysis.findings import Fact, Finding, FindingKind, People
from sightline.analysis.gaps.ahead import AssessmentAhead
from sightline.analysis.gaps.place_gaps import find_places
from sightline.analysis.gaps.places import WITHIN_M, Namer
from sightline.analysis.gaps.reached import Reached, Whole, numbers_of
from sightline.analysis.gaps.reasons import called, counted, say_ages, say_day, some_people
from sightline.analysis.gaps.shortfall import HALF_A_PERSON
from sightline.analysis.gaps.silence import (
    MONTHS_TO_SILENCE,
    heard_from,
    last_reports_of,
    same_organisation,
)
from sightline.analysis.gaps.tables import PARTNERS, GapKind
from sightline.analysis.neighbours import Neighbours
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Visibility, runs_in
from sightline.analysis.words import say_people, say_range, say_rate

FEWEST_SHORT = 10.0  # people a year: a place that lacks fewer stands in the tables alone
MOST_NAMED = 3  # activities named one by one; the rest are counted together

Row = Mapping[str, Any]


def gap_findings(
    ahead: AssessmentAhead,
    *,
    neighbours: Neighbours,
    localities: Mapping[str, str] | None = None,
    within_m: float = WITHIN_M,
    at_least: float = FEWEST_SHORT,
) -> tuple[Finding, ...]:
    """A finding for each place with a gap of so many people a year, or where nobody has reported.

    The other arguments are those of `find_places`, and the order is its order. `sort` is the kind
    of gap. The subject is the theme, the ages, the group and the lowest code of the areas of the
    place. The facts are the kind, the people short, whether any activity is there, and when it
    begins if that is to come. An activity that its organisation keeps to itself is not named.
    """
    places, members = find_places(
        ahead=ahead, neighbours=neighbours, localities=localities, within_m=within_m
    )
    short = places["shortfall"].fillna(places["people_to_reach"])
    told = places[short >= at_least]
    if told.empty:
        return ()
    around = _around(ahead, members[members["place"].isin(told["place"])])
    return tuple(_finding(row, around) for row in told.to_dict("records"))


@dataclass(frozen=True, eq=False)
class _Around:
    """What there is in each place, by its code.

    parts: number of the activity and people a year or None, those that reach most first. other:
    numbers of activities there for others. partners: organisations known to work there, and whether
    each was heard from. need: times the mean, missing where there is none.
    """

    ahead: AssessmentAhead
    namer: Namer
    areas: Mapping[str, list[str]]
    parts: Mapping[str, list[tuple[int, float | None]]]
    other: Mapping[str, list[int]]
    partners: Mapping[str, dict[str, bool]]
    need: Mapping[str, float]


def _around(ahead: AssessmentAhead, members: pd.DataFrame) -> _Around:
    place_of = members.set_index("area")["place"]
    codes = place_of.reindex(ahead.reached.areas).fillna("").tolist()
    at, places = numbers_of(codes)
    other = ahead.reached.others_by_place(at, len(places))
    return _Around(
        ahead=ahead,
        namer=Namer(ahead.areas),
        areas={str(place): list(area) for place, area in members.groupby("place")["area"]},
        parts=_parts(ahead.reached, at, places),
        other={places[number]: here for number, here in other.items()},
        partners=_partners(ahead, place_of),
        need=_need(ahead, place_of),
    )


def _parts(
    reached: Reached, at: Whole, places: list[str]
) -> dict[str, list[tuple[int, float | None]]]:
    """What reaches half a person or more of each place, or does not tell, most people first."""
    here = reached.by_place(at, len(places))
    telling = np.flatnonzero(~(here.people < HALF_A_PERSON))
    people = np.nan_to_num(here.people, nan=-1.0)
    order = telling[np.lexsort((here.number[telling], -people[telling], here.place[telling]))]
    found: dict[str, list[tuple[int, float | None]]] = {}
    for place, number, much in zip(
        here.place[order].tolist(), here.number[order].tolist(), people[order].tolist(), strict=True
    ):
        found.setdefault(places[place], []).append((number, None if much < 0 else much))
    return found


def _partners(ahead: AssessmentAhead, place_of: pd.Series) -> dict[str, dict[str, bool]]:
    heard = heard_from(last_reports_of(ahead.activities.values()), ahead.question.as_of)
    table = PARTNERS.check(ahead.partners)
    table = table.assign(place=table["area"].map(place_of)).dropna(subset=["place"])
    found: dict[str, dict[str, bool]] = {}
    for place, name in sorted(set(zip(table["place"], table["organisation"], strict=True))):
        found.setdefault(place, {})[name] = same_organisation(name) in heard
    return found


def _need(ahead: AssessmentAhead, place_of: pd.Series) -> dict[str, float]:
    """How many times the mean need is, by place."""
    need = ahead.need
    total = need["people"].sum()
    mean = (need["people"] * need["need_per_1000"]).sum() / total if total else np.nan
    here = need.assign(place=need["area"].map(place_of)).dropna(subset=["place"])
    here = here.assign(weighted=here["people"] * here["need_per_1000"])
    added = here.groupby("place")[["weighted", "people"]].sum()
    times = added["weighted"] / added["people"].where(added["people"] > 0) / (mean or np.nan)
    return {str(place): float(number) for place, number in times.items()}


def _finding(row: Row, around: _Around) -> Finding:
    question, place = around.ahead.question, str(row["place"])
    areas = around.areas[place]
    numbered = around.ahead.reached.activities
    there = [numbered[number] for number, _ in around.parts.get(place, [])]
    other = [numbered[number] for number in around.other.get(place, [])]
    nobody = row["kind"] == GapKind.NOBODY_REPORTED
    ages = _whom(around.ahead)
    return Finding(
        kind=FindingKind.GAP,
        sort=row["kind"],
        subject=(question.theme.theme, str(question.ages), around.ahead.group, place),
        title=f"{row['place_name']}: {row['kind']} for {question.theme.name.lower()}, {ages}",
        reasons=tuple(_reasons(row, around)),
        goes_away_when=_goes_away(row, ages),
        theme=question.theme.theme,
        ages=question.ages,
        group=around.ahead.group,
        districts=around.namer.districts(areas),
        areas=tuple(areas),
        activities=tuple(sorted(one.reference for one in (*there, *other))),
        organisations=_organisations(there, other, around.partners.get(place, {}), nobody),
        first_month=_begins(row, question.as_of),
        people=People(
            low=float(row["shortfall_low"]),
            middle=None if np.isnan(row["shortfall"]) else float(row["shortfall"]),
            high=float(row["shortfall_high"]),
        ),
        facts=_facts(row, there, question.as_of),
    )


def _whom(ahead: AssessmentAhead) -> str:
    """The ages, and whom of them."""
    ages = say_ages(ahead.question.ages)
    return f"{ages} ({ahead.group})" if ahead.group else ages


def _begins(row: Row, as_of: Month) -> Month | None:
    month = Month.parse(row["first_month"])
    return None if month == as_of else month


def _facts(row: Row, there: list[Activity], as_of: Month) -> dict[str, Fact]:
    short = row["shortfall"]
    facts: dict[str, Fact] = {
        "kind": str(row["kind"]),
        "people short": None if np.isnan(short) else float(round(short)),
        "activities there": "some" if there else "none",
    }
    begins = _begins(row, as_of)
    return facts if begins is None else {**facts, "begins": begins.words}


def _organisations(
    there: list[Activity], other: list[Activity], partners: Mapping[str, bool], nobody: bool
) -> tuple[str, ...]:
    """Those that lead what is there and show it; where nobody has reported, all known partners."""
    open_to_see = [one for one in (*there, *other) if one.visibility is not Visibility.ORGANISATION]
    names = {one.organisation for one in open_to_see} | (set(partners) if nobody else set())
    return tuple(sorted(names))


def _goes_away(row: Row, ages: str) -> str:
    kind, short = row["kind"], row["shortfall"]
    if kind == GapKind.NOBODY_REPORTED:
        return (
            "A partner that works here says what it does here, or all of them say that they do "
            "nothing."
        )
    number = say_people(short)
    more = f"{number} more {'person' if number == '1' else 'people'} a year of {ages}"
    if kind == GapKind.ENDS_SOON:
        return f"What ends goes on, or {more} are reached here in its place from then on."
    fewer = "or the partnership decides that fewer are to be reached."
    if kind == GapKind.WRONG_GROUP:
        opened = "by something new or by opening to them what is here for others"
        return f"{more} are reached here, {opened}, {fewer}"
    return f"{more} are reached here, {fewer}"


def _reasons(row: Row, around: _Around) -> Iterator[str]:
    place = str(row["place"])
    yield _say_short(row)
    if row["kind"] == GapKind.ENDS_SOON:
        yield "Nothing is missing now, and nothing will be if what ends goes on"
    elif row["kind"] != GapKind.NOBODY_REPORTED and row["shortfall_low"] < HALF_A_PERSON:
        yield (
            "There may be no gap: if need is at its low end, all that may be there is, and silent "
            "partners do their part"
        )
    times = around.need.get(place, np.nan)
    if not np.isnan(times):
        yield f"Need here is about {say_rate(times)} times the average"
    yield from _say_activities(around, place)
    other = around.other.get(place, [])
    if other and row["kind"] == GapKind.WRONG_GROUP:
        reach = counted(len(other), "activity is here but for", "activities are here but for")
        yield f"{reach} {'others' if around.ahead.group else 'other ages'}"
    yield from _say_partners(around.partners.get(place, {}))


def _say_short(row: Row) -> str:
    asked = f"the {some_people(row['people_to_reach'])} a year this place's need calls for"
    if row["kind"] == GapKind.NOBODY_REPORTED:
        return f"Nobody has reported anything here, so how many of {asked} are missed is not known"
    interval = say_range(say_people(row["shortfall_low"]), say_people(row["shortfall_high"]))
    if row["kind"] == GapKind.ENDS_SOON:
        month = Month.parse(row["first_month"]).words
        return (
            f"From {month} {say_people(row['shortfall'])} of {asked} are not reached ({interval})"
        )
    short = f"{say_people(row['shortfall'])} short ({interval})"
    return f"Of {asked} about {say_people(row['people_reached'])} are reached: {short}"


def _say_activities(around: _Around, place: str) -> Iterator[str]:
    there = around.parts.get(place, [])
    for number, much in there[:MOST_NAMED]:
        activity = around.ahead.reached.activities[number]
        yield f"{called(activity)} {_say_reach(much)}{_say_when(activity, around.ahead)}"
    rest = len(there) - MOST_NAMED
    if rest > 0:
        yield f"{counted(rest, 'more activity reaches', 'more activities reach')} people here"


def _say_reach(number: float | None) -> str:
    return (
        "gives no number of people"
        if number is None
        else f"reaches about {some_people(number)} here"
    )


def _say_when(activity: Activity, ahead: AssessmentAhead) -> str:
    """From when, if it does not run yet; and until when, if anything says so."""
    said = ""
    if not runs_in(activity, ahead.question.as_of) and activity.starts_on:
        said = f", from {say_day(activity.starts_on)}"
    cliff = ahead.cliff_by_activity.get(activity.reference)
    if cliff is None or cliff.day is None:
        return said
    return f"{said}, until {say_day(cliff.day)}: {cliff.because}"


def _say_partners(partners: Mapping[str, bool]) -> Iterator[str]:
    if not partners:
        yield "No partner is known to work here, so how many are silent cannot be told"
        return
    silent = [name for name, heard in partners.items() if not heard]
    if silent:
        of = counted(len(partners), "partner", "partners")
        have = "has" if len(silent) == 1 else "have"
        yield (
            f"{len(silent):,} of {of} here {have} not confirmed any record for "
            f"{MONTHS_TO_SILENCE} months"
        )
