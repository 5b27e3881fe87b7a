"""How people come to an activity: from near, from an area that is served whole, or to a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import pandas as pd

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision.activity import Activity
from sightline.analysis.provision.barriers import Barriers
from sightline.analysis.provision.decay import FURTHEST_M, HALF_DISTANCE_M, Decay
from sightline.analysis.provision.people import Numbers
from sightline.analysis.provision.tables import TRAVEL_TIMES
from sightline.errors import BadInput


class How(StrEnum):
    """How an activity is delivered, as far as it matters for who can come."""

    NEAR = "at a place that people come to"
    AREA_WIDE = "over the whole of the areas served, wherever it is run from"
    SCHOOL = "at a school or college, to those of school age"


@dataclass(frozen=True)
class Delivery:
    """How an activity in a setting is delivered, and from how far people come to it."""

    how: How
    decay: Decay = field(default_factory=Decay)
    why: str = ""
    base_counts: bool = True  # without areas served, its place tells whom it reaches


SCHOOL_AGES = AgeRange(4, 18)  # reception to the end of the sixth form
YOUNG = AgeRange(0, 13)
# Those under 14 travel less: fewer go alone, and seldom by bus after dark. A judgement.
YOUNG_TRAVEL = 0.6

# Judgements, each with its reason; give `Travel` a table of your own where you know better.
DELIVERIES: Mapping[str, Delivery] = MappingProxyType(
    {
        "community": Delivery(How.NEAR, Decay(3000, 10_000), "a walk or a short bus ride"),
        "street": Delivery(How.NEAR, Decay(1500, 5000), "outreach meets those who are about"),
        "school-and-college": Delivery(
            How.SCHOOL, Decay(2000, 10_000), "most go to a school that is near"
        ),
        "pupil-referral-unit": Delivery(
            How.SCHOOL, Decay(6000, 20_000), "one unit takes the pupils of several towns"
        ),
        "health-service": Delivery(
            How.NEAR, Decay(6000, 25_000), "one hospital serves several towns"
        ),
        "police-custody-suite": Delivery(
            How.NEAR, Decay(8000, 25_000), "people are brought from the whole of a district"
        ),
        "custody": Delivery(How.NEAR, Decay(15_000, 50_000), "people are held far from home"),
        "prison": Delivery(How.NEAR, Decay(15_000, 50_000), "people are held far from home"),
        "transport": Delivery(
            How.AREA_WIDE, Decay(5000, 20_000), "it is where people travel, not where they live"
        ),
        "home": Delivery(How.AREA_WIDE, Decay(5000, 15_000), "staff go to the family"),
        "online": Delivery(
            How.AREA_WIDE, why="distance does not matter, and an office is no place to come to",
            base_counts=False,
        ),
    }
)  # fmt: skip
METRES_A_MINUTE = 200.0  # 3 km in 15 minutes from door to door: a judgement


class TravelTimes:
    """Minutes from areas to places, which take the place of distance where they are given.

    minutes: TRAVEL_TIMES. An area without a row for a place that the table has cannot come to it.
    Places that the table does not have go by distance. metres_a_minute makes minutes into the
    metres that a decay is told in.
    """

    def __init__(self, minutes: pd.DataFrame, *, metres_a_minute: float = METRES_A_MINUTE) -> None:
        if not 0 < metres_a_minute < np.inf:
            raise BadInput(
                f"metres a minute: found {metres_a_minute}, wanted a number above zero, such as "
                f"{METRES_A_MINUTE:.0f}."
            )
        table = TRAVEL_TIMES.check(minutes)
        keys = table["to"].map(place_key)
        again = table.assign(to=keys).duplicated(["area", "to"])
        if again.any():
            first = table[again].iloc[0]
            raise BadInput(
                f"travel times: found more than one from {first['area']} to {first['to']}, wanted "
                "one. Spaces and capitals in a postcode make no other place."
            )
        self._of = {
            str(key): (rows["area"].to_numpy(), rows["minutes"].to_numpy() * metres_a_minute)
            for key, rows in table.groupby(keys, sort=False)
        }

    def to(self, key: str) -> tuple[np.ndarray, Numbers]:
        """Area codes, and metres that take as long."""
        return self._of[key]

    def first_of(self, names: Sequence[str]) -> str:
        """The first of the names that the table has, or an empty text."""
        return next((key for name in names if (key := place_key(name)) in self._of), "")


def place_key(name: str) -> str:
    """A postcode or a code as it is compared: without spaces, in small letters.

    >>> place_key("CM1 1QH ")
    'cm11qh'
    """
    return "".join(name.split()).casefold()


@dataclass(frozen=True, eq=False)
class Travel:
    """From how far people come: by setting and age, round barriers, by travel times where given.

    decay: one for every setting and age, in place of those of the table.
    """

    deliveries: Mapping[str, Delivery] = field(default_factory=lambda: DELIVERIES)
    young_travel: float = YOUNG_TRAVEL
    decay: Decay | None = None
    barriers: Barriers | None = None
    times: TravelTimes | None = None

    @classmethod
    def same_for_all(
        cls, half_distance_m: float = HALF_DISTANCE_M, furthest_m: float = FURTHEST_M
    ) -> Travel:
        """One fall with distance for every setting and age."""
        return cls(decay=Decay(half_distance_m, furthest_m))

    def delivery_of(self, activity: Activity) -> Delivery:
        """How the activity is delivered; as in the community where its setting is not told.

        >>> from sightline.analysis.provision.activity import Status
        >>> lesson = Activity(reference="1", name="Lesson", organisation="Us", themes=("violence",),
        ...     status=Status.CURRENT, setting="school-and-college")
        >>> Travel().delivery_of(lesson).how.name
        'SCHOOL'
        """
        return self.deliveries.get(activity.setting) or Delivery(How.NEAR)

    def decay_of(self, activity: Activity) -> Decay:
        """How the part of people who come to the activity falls with distance.

        >>> from sightline.analysis.provision.activity import Status
        >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
        ...     status=Status.CURRENT, ages=AgeRange(8, 12))
        >>> Travel().decay_of(club).half_distance_m
        1800.0
        """
        if self.decay is not None:
            return self.decay
        decay = self.delivery_of(activity).decay
        young = activity.ages is not None and activity.ages.to_age <= YOUNG.to_age
        return decay.scaled(self.young_travel) if young else decay


def ages_reached(activity: Activity, how: How) -> AgeRange | None:
    """The ages of those who share its room; None where it gives none and takes all.

    At a school these are its own ages while people are at school, or else its own: parents, say.

    >>> from sightline.analysis.provision.activity import Status
    >>> lesson = Activity(reference="1", name="Lesson", organisation="Us", themes=("violence",),
    ...     status=Status.CURRENT, ages=AgeRange(11, 24))
    >>> str(ages_reached(lesson, How.SCHOOL)), str(ages_reached(lesson, How.NEAR))
    ('11-18', '11-24')
    """
    if how is not How.SCHOOL:
        return activity.ages
    if activity.ages is None:
        return SCHOOL_AGES
    return activity.ages.overlap(SCHOOL_AGES) or activity.ages
