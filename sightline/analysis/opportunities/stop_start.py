"""Stop-start commissioning, and the same bought twice at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sightline.analysis.findings import Finding, People
from sightline.analysis.gaps import say_day
from sightline.analysis.opportunities.free_places import places_for_others
from sightline.analysis.opportunities.gain import (
    bounded,
    is_enough,
    is_sure_of,
    opportunity,
    say_gain,
    say_talk,
)
from sightline.analysis.opportunities.ground import Ground, Numbers
from sightline.analysis.opportunities.like import alike_at_home, for_the_same
from sightline.analysis.pairs import (
    called,
    find_alike,
    funders_of,
    is_told,
    money_together,
    say_all,
    say_money,
    say_pounds,
)
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Status, parts_of, runs_in

STOP_START, TWICE = "stop-start commissioning", "the same bought twice"
# Whole months with neither. One is how long a hand-over takes; after a year it is a new thing.
SHORTEST_HOLE, LONGEST_HOLE = 2, 12
SEASON_MONTHS = 4  # what runs no longer than this each time stops by design
AT_ONCE_MONTHS = 3  # starts this near each other come from the same round of buying
SAME_PLACE, SAME_MONTHS = 0.5, 3


def find_stop_starts(ground: Ground) -> Iterator[Finding]:
    """One ends, a like one starts after a hole of months that is not over yet, and nobody fills it.

    Like: the same approach, level, strand and people in one district. Schemes of a season are left
    out, and holes that another like activity covers in every month.
    """
    dated = [one for one in ground.of_theme if one.status is not Status.PAUSED and is_told(one)]
    at_home: dict[int, list[Activity]] = {}
    for one in ground.of_theme:
        if one.reference in ground.home_of:
            at_home.setdefault(ground.home_of[one.reference], []).append(one)
    for district, members in alike_at_home(ground, dated):
        for after in members:
            before = _before(ground, after, members)
            if before is not None and not _covered(before, after, at_home[district]):
                found = _stopped(ground, district, before, after)
                if found is not None:
                    yield found


def hole_of(before: Activity, after: Activity) -> tuple[Month, ...]:
    """The whole months between the end of one and the start of the other, none if they meet."""
    if before.ends_on is None or after.starts_on is None:
        return ()
    month, start = Month.of(before.ends_on).plus(1), Month.of(after.starts_on)
    hole: list[Month] = []
    while month < start and len(hole) <= LONGEST_HOLE:
        hole.append(month)
        month = month.plus(1)
    return tuple(hole)


def _before(ground: Ground, after: Activity, members: Sequence[Activity]) -> Activity | None:
    """The like activity that ended last before this one starts, if it has yet to start."""
    starts = after.starts_on
    if starts is None or after.status is Status.ENDED or Month.of(starts) <= ground.question.as_of:
        return None
    earlier = [
        one
        for one in members
        if one.ends_on is not None and one.ends_on < starts and for_the_same(one, after)
    ]
    if not earlier:
        return None
    last = max(earlier, key=lambda one: (one.ends_on, one.reference))
    long_enough = SHORTEST_HOLE <= len(hole_of(last, after)) <= LONGEST_HOLE
    return last if long_enough and not (_seasonal(last) and _seasonal(after)) else None


def _seasonal(activity: Activity) -> bool:
    if activity.starts_on is None or activity.ends_on is None:
        return False
    first, last = Month.of(activity.starts_on), Month.of(activity.ends_on)
    return first.plus(SEASON_MONTHS) > last


def _covered(before: Activity, after: Activity, others: Sequence[Activity]) -> bool:
    two = (before.reference, after.reference)
    others = [
        one
        for one in others
        if one.reference not in two and one.approach == after.approach and for_the_same(one, after)
    ]
    return all(any(runs_in(one, month) for one in others) for month in hole_of(before, after))


def _stopped(ground: Ground, district: int, before: Activity, after: Activity) -> Finding | None:
    hole = hole_of(before, after)
    share = len(hole) / 12
    areas = ground.areas_in(district)
    gain = _gain(ground, [before, after], ground.short[:, areas].sum(axis=1), share)
    if not is_enough(gain.high if gain.middle is None else gain.middle):
        return None
    year = after.funding_gbp if after.funding_gbp is not None else before.funding_gbp
    cost = None if year is None else round(year * share, 2)
    payers = [part.name for one in (before, after) for part in parts_of(one.funders)]
    months = f"{len(hole)} months, {hole[0].words} to {hole[-1].words}"
    ends, starts = before.ends_on, after.starts_on
    return opportunity(
        ground,
        sort=STOP_START,
        subject=(before.reference, after.reference),
        title=f"{called(before)} stops {len(hole)} months before {called(after)} starts",
        reasons=[
            f"{called(before)} ends on {say_day(ends) if ends else ''}; {called(after)}, which "
            f"does the same for the same people in {ground.name_of(district)}, starts on "
            f"{say_day(starts) if starts else ''}.",
            f"Nothing alike runs there for {months}.",
            say_gain(gain) + " They are the people of those months.",
            f"Cost of bridging: {say_pounds(cost)}.",
            f"Who pays: {say_all(payers) or 'not supplied'}.",
            say_talk([before, after]),
        ],
        goes_away_when="The first goes on longer, the second starts earlier, or one bridges it.",
        activities=[before, after],
        areas=areas,
        people=gain,
        money_gbp=cost,
        first_month=max(hole[0], ground.question.as_of),
        facts={"months without": float(len(hole)), "from": str(hole[0]), "to": str(hole[-1])},
    )


def _gain(ground: Ground, two: Sequence[Activity], lacking: Numbers, share: float) -> People:
    """Of the lesser room the hole's part, and of the shortfall too; unknown stays unknown."""
    rooms = [one.people_a_year for one in two if one.people_a_year is not None]
    if not rooms:
        return People(0.0, None, float(lacking[2] * share))
    room = min(rooms)
    sure = all(is_sure_of(ground, one) for one in two)
    return bounded(np.array([room if sure else 0.0, room, room]) * share, lacking * share)


def find_bought_twice(ground: Ground) -> Iterator[Finding]:
    """Two commissioners who bought the same for the same people at once, with places to spare.

    The same approach, level, strand and people; half of their room in the same areas; starts within
    AT_ONCE_MONTHS; none of their funders in common; and one of them known to have places free.
    """
    mine = [
        one
        for one in ground.of_theme
        if one.approach and one.starts_on and funders_of(one) and is_told(one) and not _is_over(one)
    ]
    by_reference = {one.reference: one for one in mine}
    alike = find_alike(
        activities=mine,
        parts=ground.everywhere[ground.everywhere["activity"].isin(by_reference)],
        areas=ground.areas,
        as_of=ground.question.as_of,
    )
    enough = (alike["place_in_common"] >= SAME_PLACE) & (alike["months_in_common"] >= SAME_MONTHS)
    for pair in alike[enough].itertuples():
        two = [by_reference[str(name)] for name in (pair.activity, pair.other)]
        if _bought_at_once(*two):
            yield _twice(ground, two)


def _is_over(activity: Activity) -> bool:
    return activity.status in (Status.ENDED, Status.PAUSED)


def _bought_at_once(one: Activity, other: Activity) -> bool:
    if one.starts_on is None or other.starts_on is None:
        return False
    first, last = sorted((Month.of(one.starts_on), Month.of(other.starts_on)))
    return (
        one.approach == other.approach
        and for_the_same(one, other)
        and last <= first.plus(AT_ONCE_MONTHS)
        and not funders_of(one) & funders_of(other)
        and is_enough(places_for_others(one) + places_for_others(other))
    )


def _twice(ground: Ground, two: Sequence[Activity]) -> Finding:
    free = np.array([places_for_others(one) for one in two])
    homes = sorted({ground.home_of[one.reference] for one in two})
    areas = np.concatenate([ground.areas_in(home) for home in homes])
    sure = float((free * [is_sure_of(ground, one) for one in two]).sum())
    room = np.array([sure, free.sum(), free.sum()])
    gain = bounded(room, ground.short[:, areas].sum(axis=1))
    names = say_all(called(one) for one in two)
    payers = [say_all(part.name for part in parts_of(one.funders)) for one in two]
    approach = ground.word("approaches", two[0].approach)
    return opportunity(
        ground,
        sort=TWICE,
        subject=tuple(one.reference for one in two),
        title=f"Two commissioners bought the same at once: {names}",
        reasons=[
            f"{names} are both {approach} for the same people, in {_homes(ground, homes)}.",
            f"They were bought apart: {payers[0]} pays for one, {payers[1]} for the other.",
            f"They started within {AT_ONCE_MONTHS} months of each other.",
            f"{free.sum():,.0f} of their places are free.",
            say_gain(gain) + " That is if the free places were offered where people are short.",
            say_money(two),
            f"To talk: {say_all(payers)}.",
            say_talk(two),
        ],
        goes_away_when="They are bought together, one changes whom it is for, or both fill up.",
        activities=two,
        areas=areas,
        people=gain,
        money_gbp=money_together(two),
        facts={"places free": float(free.sum()), "payers": "; ".join(sorted(payers))},
    )


def _homes(ground: Ground, homes: Sequence[int]) -> str:
    return say_all(ground.name_of(home) for home in homes)
