"""Under one roof: two that serve the same people from places near each other, or a host for one.

Two activities that complement each other a walk apart, on different days, with places free: in one
building each sends people to the other. And one that has no building, with a host near unmet need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.spatial import KDTree

from sightline.analysis.findings import Finding, People
from sightline.analysis.opportunities.extending import session_of
from sightline.analysis.opportunities.free_places import places_for_others
from sightline.analysis.opportunities.gain import (
    ROUNDING,
    bounded,
    is_sure_of,
    is_worth_it,
    lack_of,
    opportunity,
    say_gain,
    say_talk,
    say_where,
    worst_of,
)
from sightline.analysis.opportunities.ground import Ground, Numbers, Rows
from sightline.analysis.pairs import NEAR_M, at_first, called, days_in_common, find_alike, say_all
from sightline.analysis.provision import DAYS, SOON_MONTHS, Activity, lasts_through
from sightline.analysis.words import say_people

SHARED, HOSTED = "share a building", "a building near unmet need"
WALK_M = 1_500.0  # about twenty minutes on foot: what a young person goes without a lift
ONE_BUILDING_M = 100.0  # postcodes stand for buildings to about this; nearer is there already
SAME_AGES = SAME_PLACE = 0.5
HOSTING = ("community", "school-and-college")  # settings with rooms that stand empty on other days
BUSIEST = 4  # days a week: with more, a room is seldom free
WITHOUT_A_ROOM = ("street", "transport")  # settings without a building; of others it is not known


def find_shared_buildings(ground: Ground) -> Iterator[Finding]:
    """For each activity the best other that it could share a building with, each pair once."""
    alike = find_alike(
        activities=ground.running,
        parts=ground.everywhere,
        areas=ground.areas,
        as_of=ground.question.as_of,
        near_m=WALK_M,
    )
    near = alike[
        (alike["distance_m"] > ONE_BUILDING_M)
        & (alike["place_in_common"] >= SAME_PLACE)
        & (alike["ages_in_common"] >= SAME_AGES)
    ]
    areas = _near_areas(ground)
    best: dict[str, tuple[float, Finding]] = {}
    for pair in near.itertuples():
        two = [ground.running[ground.row_of[str(name)]] for name in (pair.activity, pair.other)]
        mine = np.union1d(*(areas.get(ground.row_of[one.reference], _NONE) for one in two))
        if not (_fit_together(ground, *two) and len(mine)):
            continue
        gain = _gain_of_two(ground, two, mine)
        if is_worth_it(gain):
            found = _shared(ground, two, mine, gain, float(pair.distance_m))
            for one in two:
                if (gain.middle or 0) > best.get(one.reference, (0.0, None))[0] + ROUNDING:
                    best[one.reference] = (gain.middle or 0.0, found)
    told = {found.identity: found for _, found in best.values()}
    yield from (told[name] for name in sorted(told))


_NONE: Rows = np.empty(0, dtype=np.int64)


def _near_areas(ground: Ground) -> dict[int, Rows]:
    reach = ground.reach
    near = (reach["right_ages"] == 1) & (reach["distance_m"] <= NEAR_M)
    return ground.areas_of(reach[near & (ground.short[1][reach["area"]] > 0)])


def _fit_together(ground: Ground, one: Activity, other: Activity) -> bool:
    """Different purposes on different days, two organisations, both here to stay."""
    apart = one.organisation.casefold() != other.organisation.casefold()
    differ = any(
        ours and theirs and ours != theirs
        for ours, theirs in (
            (one.approach, other.approach),
            (one.prevention_level, other.prevention_level),
        )
    )
    soon = ground.question.as_of.plus(SOON_MONTHS)
    stay = lasts_through(one, soon) and lasts_through(other, soon)
    return apart and differ and stay and days_in_common(one, other) == ()


def _gain_of_two(ground: Ground, two: Sequence[Activity], areas: Rows) -> People:
    free = np.array([places_for_others(one) for one in two])
    sure = free * [is_sure_of(ground, one) for one in two]
    share = np.maximum(*(ground.share_of(one.ages)[areas] for one in two))
    return bounded(np.array([sure.sum(), free.sum(), free.sum()]), lack_of(ground, areas, share))


def _shared(
    ground: Ground, two: Sequence[Activity], areas: Rows, gain: People, apart_m: float
) -> Finding:
    names = say_all(called(one) for one in two)
    free = [f"{called(one)} {say_people(places_for_others(one))}" for one in two]
    reasons = [
        f"{names} serve the same people {apart_m / 1000:.1f} km apart, on different days.",
        f"What each does differs: {say_all(_say_purpose(ground, one) for one in two)}.",
        f"Places free: {say_all(free)}.",
        f"People are short of the target near them: {say_where(ground, areas)}.",
        say_gain(gain),
        "Cost: not supplied; a shared building may cost less than two.",
        say_talk(two),
    ]
    return opportunity(
        ground,
        sort=SHARED,
        subject=(str(ground.ages), *(one.reference for one in two)),
        title=f"Under one roof: {names}",
        reasons=reasons,
        goes_away_when="They share a building or a day, have no places free, or one of them ends.",
        activities=two,
        areas=areas,
        people=gain,
        money_gbp=None,
        facts={"people gained": gain.middle},
    )


def _say_purpose(ground: Ground, activity: Activity) -> str:
    approach = ground.word("approaches", activity.approach) or "approach not supplied"
    level = ground.word("prevention_levels", activity.prevention_level) or "level not supplied"
    return f"{approach} ({level})"


def find_hosts(ground: Ground) -> Iterator[Finding]:
    """For each activity without a building a host in walking distance of where most are short."""
    hosts = [one for one in ground.running if _can_host(one)]
    if not hosts:
        return
    tree = KDTree([(one.places[0].easting_m, one.places[0].northing_m) for one in hosts])
    reach = ground.reach
    lacking = (reach["right_ages"] == 1) & (ground.short[1][reach["area"]] > 0)
    for row, areas in ground.areas_of(reach[lacking]).items():
        guest = ground.running[row]
        if not _needs_a_host(guest):
            continue
        peak = worst_of(ground, areas)
        distance_m, nearest = tree.query(ground.points[peak], distance_upper_bound=WALK_M)
        if np.isinf(distance_m) or hosts[nearest].organisation == guest.organisation:
            continue
        host = hosts[nearest]
        apart = np.hypot(*(ground.points[areas] - ground.points[peak]).T)
        mine: Rows = areas[apart <= NEAR_M]
        gain = bounded(
            _room_of_guest(ground, guest), lack_of(ground, mine, ground.share_of(guest.ages)[mine])
        )
        if is_worth_it(gain):
            yield _hosted(ground, guest, host, mine, gain)


def _can_host(activity: Activity) -> bool:
    return (
        bool(activity.places)
        and activity.setting in HOSTING
        and 0 < len(activity.days) <= BUSIEST
        and not activity.sensitive_site
    )


def _needs_a_host(activity: Activity) -> bool:
    """Known to work without a building, in areas it names; a hidden place is not none."""
    return (
        not activity.places
        and not activity.sensitive_site
        and activity.setting in WITHOUT_A_ROOM
        and bool(activity.people_a_year)
        and bool(activity.areas_served)
    )


def _room_of_guest(ground: Ground, guest: Activity) -> Numbers:
    room, _ = session_of(guest)
    return np.array([room if is_sure_of(ground, guest) else 0.0, room, room])


def _hosted(ground: Ground, guest: Activity, host: Activity, areas: Rows, gain: People) -> Finding:
    free = [day.capitalize() for day in DAYS if day not in host.days]
    reasons = [
        f"{at_first(called(guest))} has no place of its own and serves these areas.",
        f"{at_first(called(host))} has one in walking distance of where most are short of "
        f"the target: {say_where(ground, areas)}.",
        f"It is used on {len(host.days)} days a week; perhaps free on {say_all(free)}.",
        say_gain(gain),
        "Cost: not supplied.",
        say_talk([guest, host]),
    ]
    return opportunity(
        ground,
        sort=HOSTED,
        subject=(str(ground.ages), guest.reference, host.reference),
        title=f"A building near unmet need: {called(host)} could host {called(guest)}",
        reasons=reasons,
        goes_away_when="It has a place of its own, the host ends, or few are short near it.",
        activities=[guest, host],
        areas=areas,
        people=gain,
        money_gbp=None,
        facts={"people gained": gain.middle},
    )
