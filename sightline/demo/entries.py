"""What a row of the activity sheet is made of, and the choices that every row needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sightline.analysis.periods import Month
from sightline.demo.money import Money, fund
from sightline.demo.partners import ALL, Partner
from sightline.demo.programmes import Programme

ROOM_OF_THE_USUAL = 0.85
STALE = 0.14  # of the activities of partners who do report
NO_ROOM_GIVEN, NO_AGES_GIVEN = 0.1, 0.06
SENSITIVE, PLACES_FREE_GIVEN, ELIGIBILITY_GIVEN = 0.07, 0.35, 0.3


@dataclass(frozen=True)
class Ground:
    """What activities need to know of the county; every array has one value per row of areas.

    areas: as Land.areas, of the county. young: people from 10 to 24. to_reach: about how many of
    them the usual policy asks for. postcodes: postcode, area, easting_m, northing_m, longitude,
    latitude. planted: the areas of each planted place, by its name.
    """

    areas: pd.DataFrame
    young: np.ndarray
    to_reach: np.ndarray
    postcodes: pd.DataFrame
    planted: dict[str, list[str]]
    partners: tuple[Partner, ...]
    as_of: Month

    @property
    def closed(self) -> frozenset[str]:
        """The areas of the planted places, which only activities planted there may reach."""
        return frozenset(area for areas in self.planted.values() for area in areas)

    @property
    def districts(self) -> dict[str, str]:
        """The code of each district by its name."""
        pairs = self.areas[["district_name", "district"]].drop_duplicates()
        return dict(zip(pairs["district_name"], pairs["district"], strict=True))

    def has_planted(self, district: str) -> bool:
        """Whether a planted place is in the district (a code).

        A sensitive site counts in the whole of its district, so there it would reach the place too.
        """
        there = self.areas["district"] == district
        return not self.closed.isdisjoint(self.areas.loc[there, "area"])

    def name_of(self, district: str) -> str:
        """The name of the district with that code."""
        return next(name for name, code in self.districts.items() if code == district)

    def postcode_in(self, rng: np.random.Generator, area: str) -> str:
        """A postcode of the area."""
        choices = self.postcodes.loc[self.postcodes["area"] == area, "postcode"].to_numpy()
        return str(rng.choice(choices))


@dataclass(frozen=True)
class Entry:
    """One row of the sheet, before it has a reference. None and empty mean not supplied."""

    programme: Programme
    name: str
    lead: Partner
    district: str  # its code
    postcode: str
    areas_served: tuple[str, ...]
    room: int | None
    money: Money
    confirmed_on: date
    starts_on: date | None
    ends_on: date | None = None
    status: str = "current"
    ages: tuple[int, int] | None = None
    partners: tuple[str, ...] = ()
    people_last_year: int | None = None
    places_free: int | None = None
    eligibility: str = ""
    sensitive_site: bool = False
    note: str = field(default="", compare=False)  # what it was planted for


class Leads:
    """Hands activities to partners: of those that could lead one, whoever has led fewest so far."""

    def __init__(self, partners: tuple[Partner, ...]) -> None:
        self._led = dict.fromkeys(partners, 0)

    def choose(self, district: str, kinds: tuple[str, ...], *, silent: bool = False) -> Partner:
        """A partner that works in the district (a name), of one of the kinds if there is one."""
        there = [one for one in self._led if one.works_in(district) and one.silent is silent]
        fitting = [one for one in there if one.kind in kinds] or there
        chosen = min(fitting, key=lambda one: (self._led[one], len(one.covers), one.covers == ALL))
        self._led[chosen] += 1
        return chosen


def enter(
    rng: np.random.Generator,
    ground: Ground,
    programme: Programme,
    *,
    name: str,
    lead: Partner,
    district: str,
    postcode: str,
    areas_served: tuple[str, ...],
    room: int | None = None,
    note: str = "",
) -> Entry:
    """A current activity with ordinary dates and money; its room drawn unless it is given."""
    planted = note != ""
    drawn = room or max(
        round(programme.room * ROOM_OF_THE_USUAL * rng.lognormal(0, 0.3) / 5) * 5, 10
    )
    starts_on = date(int(rng.integers(2021, 2026)), int(rng.integers(1, 7)), 1)
    money = fund(rng, people=drawn, cost_gbp=programme.cost_gbp, as_of=ground.as_of)
    chance = rng.random(6)
    place = ground.name_of(district)
    beside = _partners_beside(rng, ground, lead, place)
    return Entry(
        programme=programme,
        name=name,
        lead=lead,
        district=district,
        postcode=postcode,
        areas_served=areas_served,
        room=drawn if room or chance[0] > NO_ROOM_GIVEN else None,
        money=money,
        confirmed_on=confirmed(
            rng, ground.as_of, stale=lead.silent or (not planted and chance[1] < STALE)
        ),
        starts_on=starts_on,
        partners=beside,
        ages=programme.ages if planted or chance[2] > NO_AGES_GIVEN else None,
        people_last_year=int(drawn * rng.uniform(0.6, 1.0)) if starts_on.year < 2025 else None,
        places_free=int(drawn * rng.uniform(0, 0.25)) if chance[3] < PLACES_FREE_GIVEN else None,
        sensitive_site=bool(chance[4] < SENSITIVE and not ground.has_planted(district)),
        eligibility=f"Lives or goes to school in {place}" if chance[5] < ELIGIBILITY_GIVEN else "",
        note=note,
    )


def _partners_beside(
    rng: np.random.Generator, ground: Ground, lead: Partner, district: str
) -> tuple[str, ...]:
    """Up to two other organisations of the district (a name) that take part."""
    others = [
        one.organisation for one in ground.partners if one.works_in(district) and one is not lead
    ]
    how_many = int(rng.choice(3, p=(0.45, 0.35, 0.2)))
    return tuple(sorted(str(one) for one in rng.choice(others, how_many, replace=False)))


def confirmed(rng: np.random.Generator, as_of: Month, *, stale: bool) -> date:
    """The day somebody last confirmed a record: within five months, or long ago."""
    days = int(rng.integers(250, 700)) if stale else int(rng.integers(8, 150))
    return as_of.last_day - timedelta(days=days)
