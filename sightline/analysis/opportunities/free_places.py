"""Free places near unmet need: room that is there now, and people near who lack it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sightline.analysis.findings import Finding, People
from sightline.analysis.opportunities.gain import (
    bounded,
    is_sure_of,
    is_worth_it,
    lack_of,
    opportunity,
    say_doubts,
    say_gain,
    say_talk,
    say_where,
    who_works_there,
)
from sightline.analysis.opportunities.ground import Ground, Numbers, Rows
from sightline.analysis.pairs import NEAR_M, at_first, called
from sightline.analysis.provision import Activity
from sightline.analysis.words import say_people

SORT = "free places near unmet need"


def find_free_places(ground: Ground) -> Iterator[Finding]:
    """Running activities with places free that somebody near lacks, for the ages asked about.

    Near: within NEAR_M of one of its places and among the areas it serves; without a place, the
    areas it serves. The room is its free places less those who wait already; places that are not
    supplied are no offer. Of the shortfall only the part of its own ages counts.
    """
    reach = ground.reach
    near = reach[(reach["right_ages"] == 1) & ~(reach["distance_m"] > NEAR_M)]
    areas = ground.areas_of(near[ground.short[1][near["area"]] > 0])
    for row, mine in areas.items():
        activity = ground.running[row]
        free = places_for_others(activity)
        if not free:
            continue
        lacking = lack_of(ground, mine, ground.share_of(activity.ages)[mine])
        gain = bounded(room_of(ground, activity, free), lacking)
        if is_worth_it(gain):
            yield _finding(ground, activity, mine, free, gain)


def places_for_others(activity: Activity) -> float:
    """Places free that nobody waits for; 0 if none is, or if it is not supplied."""
    return max((activity.places_free or 0.0) - (activity.people_waiting or 0.0), 0.0)


def room_of(ground: Ground, activity: Activity, places: float) -> Numbers:
    """Room at its low end, in the middle and at its high end."""
    return np.array([places if is_sure_of(ground, activity) else 0.0, places, places])


def _finding(ground: Ground, activity: Activity, areas: Rows, free: float, gain: People) -> Finding:
    others = who_works_there(ground, areas, but=[activity.organisation])
    return opportunity(
        ground,
        sort=SORT,
        subject=(str(ground.ages), activity.reference),
        title=f"{say_people(free)} free places near unmet need: {called(activity)}",
        reasons=_reasons(ground, activity, areas, others, gain, free),
        goes_away_when=(
            "The places are taken, the activity ends, or fewer than five people near it lack one."
        ),
        activities=[activity],
        others=others,
        areas=areas,
        people=gain,
        money_gbp=0.0,  # the places are paid for
        facts={"places free": free, "people gained": gain.middle},
    )


def _reasons(
    ground: Ground,
    activity: Activity,
    areas: Rows,
    others: tuple[Activity, ...],
    gain: People,
    free: float,
) -> Iterator[str]:
    yield f"{at_first(called(activity))} has {say_people(free)} places that nobody waits for."
    short = say_people(float(ground.short[1][areas].sum()))
    where = f"within {NEAR_M / 1000:.0f} km" if activity.places else "in the areas it serves"
    yield f"{short} people a year are short of the target {where}: {say_where(ground, areas)}."
    yield say_gain(gain)
    yield "Cost: none, for the places are there. Gains of offers near one place do not add up."
    yield from say_doubts(ground, activity)
    yield say_talk([activity], others)
