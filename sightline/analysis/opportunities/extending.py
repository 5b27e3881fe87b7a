"""Extend an activity that is there already: other ages, one more day, one more place.

An extension is one more session a week of what is there: it is taken to hold as many people, and to
cost as much, as one of its sessions now. Where days are not supplied it is the whole once more,
which is the dearest it could be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sightline.analysis.findings import Finding, People
from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import say_ages
from sightline.analysis.opportunities.gain import (
    bounded,
    is_sure_of,
    is_worth_it,
    opportunity,
    say_doubts,
    say_gain,
    say_talk,
    say_where,
    who_works_there,
    worst_of,
)
from sightline.analysis.opportunities.ground import Ground, Numbers, Rows
from sightline.analysis.pairs import NEAR_M, at_first, called, say_pounds
from sightline.analysis.provision import FURTHEST_M, SOON_MONTHS, Activity, lasts_through
from sightline.analysis.words import say_people

SORT = "extend an existing activity"
AGES, DAY, PLACE = "ages", "day", "place"
# Years by which an age range can be widened: staff, rules and room suit those next in age, and
# three school years are the widest step that one group is run for.
MOST_YEARS = 3
NEW_PLACE_M = 3_000.0  # round a new place: where half of those at its door would still come


@dataclass(frozen=True, eq=False)
class Extension:
    """One way of extending one activity. areas, shares: where, and of whom there it is for."""

    activity: Activity
    how: str
    areas: Rows
    shares: Numbers
    ages: AgeRange
    room: float
    cost_gbp: float | None
    low_share: float  # of the room that is sure to be used

    @property
    def order(self) -> tuple[float, float, str, str]:
        """The cheapest person first, unknown cost last; it does not depend on anybody's need."""
        each = math.inf if self.cost_gbp is None else self.cost_gbp / self.room
        return (each, -self.room, self.activity.reference, self.how)


def find_extensions(ground: Ground) -> Iterator[Finding]:
    """Extensions that reach at least five people nobody cheaper reaches, the cheapest first.

    Each in turn takes its gain from the shortfall that those before it left, so gains add up.
    """
    left = ground.short.copy()
    for one in sorted(list_extensions(ground), key=lambda each: each.order):
        gain = _take(one, left)
        if is_worth_it(gain):
            yield _finding(ground, one, gain)


def list_extensions(ground: Ground) -> Iterator[Extension]:
    """Every way to extend a running activity that tells its room and will last.

    Ages: those next to its own, by at most MOST_YEARS, of activities for other ages only. A day or
    a place: only of what is known to be full, for others have room already. A new place is where
    most people are short further off than NEAR_M, among the areas it serves, if it has a place now.
    """
    reach = ground.reach
    lacking = ground.short[1][reach["area"]] > 0
    near = lacking & ~(reach["distance_m"] > NEAR_M)
    right = reach["right_ages"] == 1
    other_ages = ground.areas_of(reach[near & ~right])
    same_ages = ground.areas_of(reach[near & right])
    beyond = ground.areas_of(
        reach[
            lacking & right & (reach["distance_m"] > NEAR_M) & (reach["distance_m"] <= FURTHEST_M)
        ]
    )
    for row, activity in enumerate(ground.running):
        if not _can_grow(ground, activity):
            continue
        if row in other_ages:
            yield from _of_ages(ground, activity, other_ages[row])
        if is_full(activity) and row in same_ages and 0 < len(activity.days) < 7:
            yield _extension(ground, activity, DAY, same_ages[row], activity.ages)
        if is_full(activity) and row in beyond:
            areas = _round_a_new_place(ground, beyond[row])
            yield _extension(ground, activity, PLACE, areas, activity.ages)


def is_full(activity: Activity) -> bool:
    """Whether it is known that nobody else finds a place: none is free, or people wait."""
    return activity.places_free == 0 or bool(activity.people_waiting)


def next_ages(ages: AgeRange, asked: AgeRange) -> AgeRange | None:
    """Of the ages asked about, those next to an activity's own.

    >>> next_ages(AgeRange(5, 9), AgeRange(10, 24))
    AgeRange(from_age=10, to_age=12)
    >>> next_ages(AgeRange(0, 4), AgeRange(10, 24)) is None
    True
    """
    wider = AgeRange(max(ages.from_age - MOST_YEARS, 0), min(ages.to_age + MOST_YEARS, 120))
    return wider.overlap(asked)


def session_of(activity: Activity) -> tuple[float, float | None]:
    """People a year and pounds a year of one session a week; the whole if days are not supplied."""
    sessions = max(len(activity.days), 1)
    money = None if activity.funding_gbp is None else activity.funding_gbp / sessions
    return (activity.people_a_year or 0.0) / sessions, money


def _can_grow(ground: Ground, activity: Activity) -> bool:
    lasts = lasts_through(activity, ground.question.as_of.plus(SOON_MONTHS))
    return bool(activity.people_a_year) and lasts


def _of_ages(ground: Ground, activity: Activity, areas: Rows) -> Iterator[Extension]:
    ages = next_ages(activity.ages, ground.ages) if activity.ages else None
    if ages is not None:
        yield _extension(ground, activity, AGES, areas, ages)


def _extension(
    ground: Ground, activity: Activity, how: str, areas: Rows, ages: AgeRange | None
) -> Extension:
    room, cost = session_of(activity)
    came, holds = activity.people_last_year, activity.people_a_year or 0.0
    used = 0.0 if came is None or not is_sure_of(ground, activity) else min(came / holds, 1.0)
    return Extension(
        activity=activity,
        how=how,
        areas=areas,
        shares=ground.share_of(ages)[areas],
        ages=ages or ground.ages,
        room=room,
        cost_gbp=cost,
        low_share=used,
    )


def _round_a_new_place(ground: Ground, areas: Rows) -> Rows:
    """Those of the areas that are near the one where most people are short."""
    peak = worst_of(ground, areas)
    apart = np.hypot(*(ground.points[areas] - ground.points[peak]).T)
    near: Rows = areas[apart <= NEW_PLACE_M]
    return near


def _take(one: Extension, left: Numbers) -> People:
    """The gain from what is left, taken away from it in every area alike."""
    mine = left[:, one.areas] * one.shares
    lacking = mine.sum(axis=1)
    room = one.room * np.array([one.low_share, 1.0, 1.0])
    taken = np.divide(
        np.minimum(room, lacking), lacking, out=np.zeros_like(lacking), where=lacking > 0
    )
    left[:, one.areas] -= mine * taken[:, None]
    return bounded(room, lacking)


def _finding(ground: Ground, one: Extension, gain: People) -> Finding:
    others = who_works_there(ground, one.areas, but=[one.activity.organisation])
    how = {
        AGES: f"for {say_ages(one.ages)} too",
        DAY: "on one more day",
        PLACE: f"in one more place, near {_peak(ground, one)}",
    }[one.how]
    return opportunity(
        ground,
        sort=SORT,
        subject=(str(ground.ages), one.how, one.activity.reference),
        title=f"{at_first(called(one.activity))} {how}",
        reasons=_reasons(ground, one, gain),
        goes_away_when=(
            "It is extended, it ends, or fewer than five people are short where it could reach."
        ),
        activities=[one.activity],
        others=others,
        areas=one.areas,
        people=gain,
        money_gbp=one.cost_gbp,
        facts={"people gained": gain.middle, "cost": one.cost_gbp},
    )


def _peak(ground: Ground, one: Extension) -> str:
    return str(ground.names[worst_of(ground, one.areas)])


def _reasons(ground: Ground, one: Extension, gain: People) -> Iterator[str]:
    short = say_people(float(ground.short[1][one.areas].sum()))
    yield f"{short} people a year are short of the target: {say_where(ground, one.areas)}."
    activity = one.activity
    if one.how == AGES and activity.ages:
        yield f"{at_first(called(activity))} is near them, for {say_ages(activity.ages)}."
    else:
        waiting = activity.people_waiting
        full = f"{say_people(waiting)} people wait for it" if waiting else "it has no place free"
        yield f"{at_first(called(activity))} is for them, and {full}."
    yield say_gain(gain)
    sessions = len(activity.days)
    of = (
        f"one of its {sessions} days a week" if sessions else "the whole: its days are not supplied"
    )
    yield f"Room for {say_people(one.room)} people a year and cost are taken as those of {of}."
    yield f"Cost a year: {say_pounds(one.cost_gbp)}."
    if activity.people_last_year is None:
        yield "How many came last year is not supplied, so the gain may be nothing."
    yield from say_doubts(ground, activity)
    yield say_talk([activity], who_works_there(ground, one.areas, but=[activity.organisation]))
