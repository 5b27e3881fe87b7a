"""Training with places free, near settings of which no staff are known to be trained.

The register tells of training, not of who was trained: that nobody was is never claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sightline.analysis.findings import Finding, People
from sightline.analysis.opportunities.free_places import places_for_others
from sightline.analysis.opportunities.gain import is_enough, opportunity, say_talk
from sightline.analysis.opportunities.ground import DECIMALS, Ground
from sightline.analysis.pairs import at_first, called, say_all, who
from sightline.analysis.provision import Activity, parts_of
from sightline.analysis.words import say_people

SORT = "training near untrained settings"
FOR_STAFF = "professionals"  # of the vocabulary of audiences
ABOUT_STAFF = ("trauma-informed-practice",)  # approaches that train those who work with people
TRAINER = "trainer"  # a partner's part
FEWEST_STAFFS = 2  # activities of a setting: for one, a telephone call is enough
AT_HOME = 0.25  # of an activity's room in a district: with less it is only passing through


def find_training(ground: Ground) -> Iterator[Finding]:
    """Running training with places free, and a setting of its district that no training is in."""
    trainers = [one for one in ground.running if trains(one) and one.setting]
    covered = {(district, one.setting) for one in trainers for district in _districts(ground, one)}
    working: dict[tuple[int, str], list[Activity]] = {}
    for one in ground.running:
        if one.setting and not trains(one):
            for district in _districts(ground, one):
                working.setdefault((district, one.setting), []).append(one)
    for trainer in trainers:
        free = places_for_others(trainer)
        if not is_enough(free):
            continue
        for district in _districts(ground, trainer):
            for (home, setting), staffs in sorted(working.items()):
                fits = home == district and (home, setting) not in covered
                if fits and len(staffs) >= FEWEST_STAFFS and not _helped(staffs):
                    yield _finding(ground, trainer, district, setting, staffs, free)


def trains(activity: Activity) -> bool:
    """Whether it is for staff: open to professionals, or of an approach that trains them."""
    return activity.open_to == FOR_STAFF or activity.approach in ABOUT_STAFF


def _helped(staffs: Sequence[Activity]) -> bool:
    """Whether one of them names a trainer, so that the setting is not untouched."""
    return any(part.role == TRAINER for one in staffs for part in parts_of(one.partners))


def _districts(ground: Ground, activity: Activity) -> list[int]:
    row = ground.row_in_theme[activity.reference]
    room = ground.room_by_district[[row]].toarray()[0]
    return [int(district) for district in np.flatnonzero(room.round(DECIMALS) >= AT_HOME)]


def _finding(
    ground: Ground,
    trainer: Activity,
    district: int,
    setting: str,
    staffs: Sequence[Activity],
    free: float,
) -> Finding:
    home, where = ground.name_of(district), ground.word("settings", setting)
    others = [one for one in staffs if one.organisation not in who([trainer])]
    return opportunity(
        ground,
        sort=SORT,
        subject=(trainer.reference, setting, str(ground.districts[district])),
        title=f"{say_people(free)} places on {called(trainer)} for staff of {where} in {home}",
        reasons=[
            f"{at_first(called(trainer))} trains staff and has {say_people(free)} places free.",
            f"{len(staffs)} activities work in {where} in {home}: "
            f"{say_all(called(one) for one in staffs)}. No training in that setting there is on "
            "the register, and none of them names a trainer.",
            "Whether their staff were trained elsewhere is not supplied: ask before you offer.",
            f"Expected gain: staff, how many is not supplied; at most {say_people(free)}.",
            "Cost: none for the places, for they are there.",
            say_talk([trainer], others),
        ],
        goes_away_when="The places are taken, or training in that setting there is recorded.",
        activities=[trainer, *staffs],
        areas=ground.areas_in(district),
        people=People(0.0, None, free),
        money_gbp=0.0,
        facts={"places free": free, "activities of the setting": float(len(staffs))},
        others=others,
    )
