"""Duplicated, complementary, or not to be told: the rule, respect by respect."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from sightline.analysis.overlaps.tables import OVERLAPS, Likeness, Room, Verdict
from sightline.analysis.pairs import days_in_common, find_alike
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity

SAME_PLACE = 0.5  # of the room of both: with less, most people of each are out of the other's reach
SAME_AGES = 0.5  # of the narrower range: with less, most of whom each takes the other does not
SAME_MONTHS = 3  # a quarter: with less, one hands over to the other
Pair = frozenset[str]


def find_overlaps(
    *,
    activities: Sequence[Activity],
    parts: pd.DataFrame,
    areas: pd.DataFrame,
    as_of: Month,
    one_activity: Collection[Pair] = (),
) -> pd.DataFrame:
    """Pairs of activities for the same people, places and months, and what they are to each other.

    activities: those of sensitive sites hidden (provision.hide_sensitive_sites). parts: PARTS of
    all ages, of all of them (pairs.parts_whenever). areas: AREAS. one_activity: pairs of references
    of which somebody decided that they are one activity told twice; they are no overlap. Nor are
    two of one organisation, whose own plan they are. Returns OVERLAPS, by references.

    The same people: at least SAME_AGES of the narrower ages in common, open to the same group or
    one of them to everyone, a theme in common. The same places: at least SAME_PLACE of the room of
    both in the same areas. The same months: at least SAME_MONTHS to come.

    Of these, *complementary* if the level of prevention, the approach, the strand or every day of
    the week differs, or if both are full. *Duplicated* if approach is the same, nothing differs,
    and one of them has places free and nobody waiting, or a list that nobody is on. Else it cannot
    be told, for want of an approach or of how full they are.
    """
    alike = find_alike(activities=activities, parts=parts, areas=areas, as_of=as_of)
    known = {one.reference: one for one in activities}
    enough = (
        (alike["place_in_common"] >= SAME_PLACE)
        & (alike["ages_in_common"] >= SAME_AGES)
        & (alike["months_in_common"] >= SAME_MONTHS)
    )
    told_twice = {frozenset(pair) for pair in one_activity}
    rows = [
        {**pair, **_compared(known[pair["activity"]], known[pair["other"]])}
        for pair in alike[enough].to_dict("records")
        if frozenset((pair["activity"], pair["other"])) not in told_twice
        and not _of_one_organisation(known[pair["activity"]], known[pair["other"]])
    ]
    columns = list(OVERLAPS.columns)
    return OVERLAPS.check(pd.DataFrame(rows, columns=columns)) if rows else OVERLAPS.empty()


def compare(one: str, other: str) -> Likeness:
    """Two terms compared; an empty one is not supplied.

    >>> compare("mentoring", "mentoring").value, compare("mentoring", "").value
    ('the same', 'not supplied')
    """
    if not (one and other):
        return Likeness.NOT_SUPPLIED
    return Likeness.SAME if one == other else Likeness.DIFFERENT


def room_of(one: Activity, other: Activity) -> Room:
    """Whether one of the two could take those who come to the other, or neither has a place."""
    if has_room(one) or has_room(other):
        return Room.TO_SPARE
    return Room.BOTH_FULL if is_full(one) and is_full(other) else Room.NOT_SUPPLIED


def has_room(activity: Activity) -> bool:
    """Whether it is known to have a place for somebody: free, or a list that nobody waits on."""
    if activity.people_waiting:
        return False
    return bool(activity.places_free) or (
        activity.places_free is None and activity.people_waiting == 0
    )


def is_full(activity: Activity) -> bool:
    """Whether it is known to have no place: none free, or people waiting."""
    return activity.places_free == 0 or bool(activity.people_waiting)


def _compared(one: Activity, other: Activity) -> dict[str, str]:
    days = days_in_common(one, other)
    found: dict[str, Likeness] = {
        "days": Likeness.NOT_SUPPLIED
        if days is None
        else (Likeness.SAME if days else Likeness.DIFFERENT),
        "level": compare(one.prevention_level, other.prevention_level),
        "approach": compare(one.approach, other.approach),
        "strand": compare(one.strand, other.strand),
    }
    room = room_of(one, other)
    return {**found, "room": room, "verdict": _verdict(found, room)}


def _verdict(found: dict[str, Likeness], room: Room) -> Verdict:
    if Likeness.DIFFERENT in found.values() or room is Room.BOTH_FULL:
        return Verdict.COMPLEMENTARY
    if found["approach"] is Likeness.SAME and room is Room.TO_SPARE:
        return Verdict.DUPLICATED
    return Verdict.CANNOT_TELL


def _of_one_organisation(one: Activity, other: Activity) -> bool:
    ours, theirs = (" ".join(each.organisation.split()).casefold() for each in (one, other))
    return ours == theirs
