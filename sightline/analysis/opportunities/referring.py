"""Referral chains with a missing link: met in a hospital or in custody, and nobody at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sightline.analysis.findings import Finding, People
from sightline.analysis.gaps import say_ages
from sightline.analysis.opportunities.gain import (
    ROUNDING,
    bounded,
    is_sure_of,
    is_worth_it,
    opportunity,
    say_doubts,
    say_gain,
    say_talk,
    who_works_there,
)
from sightline.analysis.opportunities.ground import Ground, Numbers, Rows
from sightline.analysis.pairs import at_first, called, say_all
from sightline.analysis.provision import Activity
from sightline.analysis.words import say_people

SORT = "a referral chain with a missing link"
# Where people are met once, at a moment when help is taken, and go home to somewhere else.
MET_IN = ("health-service", "police-custody-suite", "custody", "prison", "pupil-referral-unit")
MET_BY = ("emergency-department-navigators",)
GOES_ON = ("secondary", "tertiary")  # primary prevention takes nobody on from a crisis
ONE_PERSON = 0.5 - ROUNDING  # half a person is one to the nearest person


def find_missing_links(ground: Ground) -> Iterator[Finding]:
    """Districts whose people are met elsewhere in a crisis, and whom nobody at home takes on.

    Who takes on: another running activity of the theme and ages, in any setting but MET_IN, of
    secondary or tertiary prevention, that reaches at least one person of the district. One that
    does not say its level or its setting may be the link, so nothing is claimed.
    """
    people = _people_by_district(ground)
    first = [row for row, one in enumerate(ground.running) if meets(one)]
    takes_on = np.array([may_take_on(one) for one in ground.running], dtype=bool)
    right = _reached_by_district(ground)
    linked = (right & takes_on[:, None]).any(axis=0)
    for row in first:
        for district in np.flatnonzero((people[row] >= ONE_PERSON) & ~linked).tolist():
            yield from _found(ground, ground.running[row], district, float(people[row, district]))


def meets(activity: Activity) -> bool:
    """Whether it meets people in a crisis, away from home."""
    return activity.setting in MET_IN or activity.approach in MET_BY


def may_take_on(activity: Activity) -> bool:
    """Whether it may be the next link: it is one, or does not say enough to tell."""
    return not meets(activity) and activity.prevention_level in (*GOES_ON, "")


def _people_by_district(ground: Ground) -> Numbers:
    """People a year of the ages that each running activity has room for, by district."""
    reach = ground.reach
    found = np.zeros((len(ground.running), len(ground.districts)))
    district = ground.district_of[reach["area"]]
    np.add.at(found, (reach["row"], district), np.nan_to_num(reach["people"]))
    return found


def _reached_by_district(ground: Ground) -> np.ndarray:
    """Whether each running activity reaches a district: a person, or a number not supplied."""
    reach = ground.reach[ground.reach["right_ages"] == 1]
    found = _people_by_district(ground) >= ONE_PERSON
    unknown = reach[reach["people"].isna() & (reach["share"] > 0)]
    found[unknown["row"], ground.district_of[unknown["area"]]] = True
    return found


def _found(ground: Ground, source: Activity, district: int, met: float) -> Iterator[Finding]:
    areas: Rows = np.flatnonzero(ground.district_of == district)
    lacking = ground.short[:, areas] @ ground.share_of(source.ages)[areas]
    gain = bounded(met * np.array([float(is_sure_of(ground, source)), 1.0, 1.0]), lacking)
    if is_worth_it(gain):
        others = who_works_there(ground, areas, but=[source.organisation])
        yield opportunity(
            ground,
            sort=SORT,
            subject=(str(ground.ages), source.reference, str(ground.districts[district])),
            title=f"Met by {called(source)}, taken on by nobody in {ground.name_of(district)}",
            reasons=_reasons(ground, source, district, met, gain, others),
            goes_away_when=(
                "An activity of secondary or tertiary prevention for these ages reaches the "
                "district, or the first link ends."
            ),
            activities=[source],
            others=others,
            areas=areas,
            people=gain,
            money_gbp=None,
            facts={"people met": met, "people gained": gain.middle, "next link": "none"},
        )


def _reasons(
    ground: Ground,
    source: Activity,
    district: int,
    met: float,
    gain: People,
    others: Sequence[Activity],
) -> Iterator[str]:
    home = ground.name_of(district)
    setting = ground.word("settings", source.setting)
    where = f" ({setting})" if setting else ""
    yield f"{at_first(called(source))}{where} sees about {say_people(met)} people of {home} a year."
    yield (
        f"No activity of secondary or tertiary prevention for {say_ages(ground.ages)} reaches "
        f"{home}, so there is nobody to refer them to at home."
    )
    yield f"How people are referred on: {source.referral or 'not supplied'}."
    yield say_gain(gain)
    yield "Cost of a next link: not supplied."
    yield from say_doubts(ground, source)
    if others:
        yield f"Primary prevention there: {say_all(called(one) for one in others)}."
    yield say_talk([source], others)
