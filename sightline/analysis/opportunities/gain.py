"""How many people an opportunity could reach: never more than there is room for, nor than lack it.

A gain has the room and the shortfall at its low end, its middle and its high end, and at each the
lesser of the two. Unknown room is never taken for some.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sightline.analysis.findings import Fact, Finding, FindingKind, People
from sightline.analysis.framework import AgeRange
from sightline.analysis.opportunities.ground import Ground, Numbers, Rows
from sightline.analysis.pairs import say_all, who
from sightline.analysis.periods import Month
from sightline.analysis.provision import EVERYONE, Activity, is_fresh
from sightline.analysis.words import say_people, say_range

# Fewer people a year than this are not worth a meeting, and are within a small change of facts.
SMALLEST_GAIN = 5.0
ROUNDING = 1e-6  # people; less is the order in which areas are added up
MOST_AREAS = 60  # named in a finding, those with most people short first: what a page can show


def lack_of(ground: Ground, areas: Rows, weights: Numbers) -> Numbers:
    """People a year short in these areas, low, middle and high; weights: how many of them count."""
    lacking: Numbers = ground.short[:, areas] @ weights
    return lacking


def bounded(room: Numbers, lacking: Numbers) -> People:
    """The gain: the lesser of room and shortfall at either end and in the middle.

    >>> bounded(np.array([0.0, 8, 8]), np.array([5.0, 20, 30]))
    People(low=0.0, middle=8.0, high=8.0)
    """
    low, middle, high = (float(value) for value in np.minimum(room, lacking))
    return People(min(low, middle), middle, max(middle, high))


def is_worth_it(people: People) -> bool:
    """Whether enough people would be reached for anybody to act on it."""
    return people.middle is not None and is_enough(people.middle)


def is_enough(people: float) -> bool:
    """Whether it is SMALLEST_GAIN or more, but for the rounding of sums."""
    return people >= SMALLEST_GAIN - ROUNDING


def is_sure_of(ground: Ground, activity: Activity) -> bool:
    """Whether its record was confirmed lately, gives ages, and turns nobody of them away."""
    fresh = is_fresh(activity, ground.question.as_of)
    return fresh and activity.ages is not None and (activity.open_to or EVERYONE) == EVERYONE


def say_doubts(ground: Ground, activity: Activity) -> Iterable[str]:
    """Why the low end of a gain is lower than the room."""
    if not is_fresh(activity, ground.question.as_of):
        yield "Its record has not been confirmed lately, so the gain may be nothing."
    if activity.ages is None:
        yield "It gives no ages and is taken as open to all, so the gain may be nothing."
    if (activity.open_to or EVERYONE) != EVERYONE:
        whom = ground.word("audience", activity.open_to)
        yield f"It is open only to {whom}: how many of those who lack it are is not supplied."


def say_gain(people: People) -> str:
    """The gain as a sentence."""
    middle = "not supplied" if people.middle is None else say_people(people.middle)
    ends = say_range(say_people(people.low), say_people(people.high))
    return f"Expected gain: {middle} people a year ({ends})."


def worst_of(ground: Ground, areas: Rows) -> int:
    """The area where most people are short; of several the one furthest west, then south."""
    order = np.lexsort((*ground.points[areas].T[::-1], -ground.short[1][areas]))
    return int(areas[order[0]])


def shortest(ground: Ground, areas: Rows) -> Rows:
    """The areas with most people short first, as many as a finding names."""
    order = np.lexsort((ground.codes[areas].astype(str), -ground.short[1][areas]))
    return areas[order][:MOST_AREAS]


def codes_of(ground: Ground, areas: Rows) -> tuple[str, ...]:
    """Codes of areas, in order."""
    return tuple(sorted(str(code) for code in ground.codes[areas]))


def districts_of(ground: Ground, areas: Rows) -> tuple[str, ...]:
    """Names of the districts of areas, that with most people short first."""
    totals: dict[str, float] = {}
    for area in areas.tolist():
        name = str(ground.district_names[area])
        totals[name] = totals.get(name, 0.0) + float(ground.short[1][area])
    return tuple(sorted((name for name in totals if name), key=lambda name: (-totals[name], name)))


def say_where(ground: Ground, areas: Rows) -> str:
    """Areas by name, those with most people short first."""
    return say_all(str(name) for name in ground.names[shortest(ground, areas)])


def opportunity(
    ground: Ground,
    *,
    sort: str,
    subject: Iterable[str],
    title: str,
    reasons: Iterable[str],
    goes_away_when: str,
    activities: Sequence[Activity],
    areas: Rows,
    people: People | None,
    money_gbp: float | None,
    facts: Mapping[str, Fact],
    others: Sequence[Activity] = (),
    ages: AgeRange | None = None,
    first_month: Month | None = None,
) -> Finding:
    """A finding of this ground; others: activities whose organisations are part of the talk.

    ages: None for those asked about.
    """
    strands = {one.strand for one in activities}
    return Finding(
        kind=FindingKind.OPPORTUNITY,
        sort=sort,
        subject=(ground.theme, *subject),
        title=title,
        reasons=tuple(reason.removesuffix(".") for reason in reasons),
        goes_away_when=goes_away_when,
        theme=ground.theme,
        strand=strands.pop() if len(strands) == 1 else "",
        ages=ages or ground.ages,
        districts=districts_of(ground, areas),
        areas=codes_of(ground, shortest(ground, areas)),
        activities=tuple(one.reference for one in activities),
        organisations=who([*activities, *others]),
        first_month=first_month,
        people=people,
        money_gbp=money_gbp,
        facts=facts,
    )


def say_talk(activities: Sequence[Activity], others: Sequence[Activity] = ()) -> str:
    """Who must talk to whom."""
    mine = say_all(who(activities)) or "organisations that keep it to themselves"
    theirs = say_all(name for name in who(others) if name not in who(activities))
    return f"To talk: {mine}, and who works there: {theirs}." if theirs else f"To talk: {mine}."


def who_works_there(
    ground: Ground, areas: Rows, *, but: Iterable[str] = ()
) -> tuple[Activity, ...]:
    """Running activities that reach the areas for these ages, most people first, one a partner."""
    reach = ground.reach
    there: NDArray[np.bool_] = np.zeros(len(ground.codes), dtype=bool)
    there[areas] = True
    here = _right_by_area(ground, there)
    people = np.bincount(
        reach["row"].to_numpy()[here],
        np.nan_to_num(reach["people"].to_numpy()[here]),
        len(ground.running),
    )
    seen = {_folded(name) for name in but}
    found: list[Activity] = []
    for row in np.lexsort((np.arange(len(people)), -people.round(6))).tolist():
        name = _folded(ground.running[row].organisation)
        if people[row] > 0 and name not in seen:
            seen.add(name)
            found.append(ground.running[row])
        if len(found) == 3:
            break
    return tuple(found)


def _right_by_area(ground: Ground, there: NDArray[np.bool_]) -> Rows:
    reach = ground.reach
    right = (reach["right_ages"].to_numpy() == 1) & there[reach["area"].to_numpy()]
    return np.flatnonzero(right)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
