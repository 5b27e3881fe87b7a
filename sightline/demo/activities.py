"""The 250 activities of the sheet, with the faults of real sheets and what is planted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from scipy.spatial import KDTree

from sightline.demo.crime_rows import STREETS, WAYS
from sightline.demo.entries import Entry, Ground, Leads, confirmed, enter
from sightline.demo.planted import SILENT_DISTRICT
from sightline.demo.programmes import OTHER_AGES, OTHER_THEMES, VIOLENCE, Programme
from sightline.demo.special import (
    centre_entries,
    duplicate_entries,
    hospital_entries,
    planted_entries,
)

ACTIVITIES = 250
OTHER_AGES_COUNT, OTHER_THEMES_COUNT = 16, 40
ENDED, PLANNED, PAUSED = 16, 12, 8
LEAKS_M = 10_500.0  # nearer than this, an activity open to any area would reach a planted place
ANYWHERE, WHOLE_DISTRICT = 0.35, 0.45  # of the others: the areas they serve
AREA_WIDE = 0.12  # of ordinary activities: no place of delivery
SUPPLY = {  # how well supplied with activities a district is, against its people; else 1
    "Legendbury": 1.3, "Quillhaven": 1.3, "Inkbridge": 1.25, "Proseleigh": 1.4, "Fabledon": 0.75,
    "Storyford": 0.7, "Parablesea": 0.7, "Verseley": 2.2,
}  # fmt: skip


def plan_activities(rng: np.random.Generator, ground: Ground) -> tuple[Entry, ...]:
    """The 250 rows of the sheet, in the order that partners happened to send them."""
    leads = Leads(ground.partners)
    special = [
        *planted_entries(rng, ground, leads),
        *centre_entries(rng, ground, leads),
        *hospital_entries(rng, ground, leads),
        *duplicate_entries(rng, ground),
    ]
    others = _elsewhere(rng, ground, leads, OTHER_AGES, OTHER_AGES_COUNT)
    others += _elsewhere(rng, ground, leads, OTHER_THEMES, OTHER_THEMES_COUNT)
    left = ACTIVITIES - len(special) - len(others)
    ordinary = _with_statuses(rng, ground, _ordinary(rng, ground, leads, left))
    entries = _keep_in_touch(rng, ground, [*special, *others, *ordinary])
    return tuple(entries[i] for i in rng.permutation(len(entries)))


def _ordinary(rng: np.random.Generator, ground: Ground, leads: Leads, how_many: int) -> list[Entry]:
    """Activities against violence for young people, more of them where more people are."""
    names = ground.areas["district_name"]
    weight = ground.to_reach * names.map(SUPPLY).fillna(1.0).to_numpy()
    share = [weight[(names == name).to_numpy()].sum() for name in ground.districts]
    counts = _whole_numbers(np.array(share) / sum(share) * how_many)
    found: list[Entry] = []
    for name, count in zip(ground.districts, counts, strict=True):
        turn = rng.permutation(len(VIOLENCE))
        found += [
            _ordinary_one(rng, ground, leads, name, VIOLENCE[turn[i % len(VIOLENCE)]])
            for i in range(count)
        ]
    return found


def _ordinary_one(
    rng: np.random.Generator, ground: Ground, leads: Leads, district: str, programme: Programme
) -> Entry:
    lead = leads.choose(district, programme.led_by, silent=district == SILENT_DISTRICT)
    at = _somewhere(rng, ground, district)
    served, wide = _areas_served(rng, ground, at)
    return enter(
        rng,
        ground,
        programme,
        name=_name(rng, programme, district),
        lead=lead,
        district=ground.districts[district],
        postcode="" if wide else ground.postcode_in(rng, str(ground.areas["area"].iloc[at])),
        areas_served=served,
    )


def _name(rng: np.random.Generator, programme: Programme, district: str) -> str:
    return f"{programme.title}, {rng.choice(STREETS)} {rng.choice(WAYS)}, {district}"


def _whole_numbers(shares: np.ndarray) -> list[int]:
    """Whole numbers near the shares with the same sum, the largest remainders rounded up.

    >>> _whole_numbers(np.array([1.5, 2.4, 0.1]))
    [2, 2, 0]
    """
    whole = np.floor(shares)
    missing = round(float(shares.sum() - whole.sum()))
    whole[np.argsort(whole - shares, kind="stable")[:missing]] += 1
    return [int(number) for number in whole]


def _somewhere(rng: np.random.Generator, ground: Ground, district: str) -> int:
    """The row of an area of the district to deliver in, likelier where more should be reached."""
    mine = (ground.areas["district_name"] == district) & ~ground.areas["area"].isin(ground.closed)
    weight = np.where(mine, ground.to_reach, 0.0)
    return int(rng.choice(len(weight), p=weight / weight.sum()))


def _areas_served(
    rng: np.random.Generator, ground: Ground, at: int
) -> tuple[tuple[str, ...], bool]:
    """The areas an activity delivered in that row of areas serves, and whether it is area-wide.

    Near a planted place it serves named areas or its own district, so that it cannot reach there.
    """
    closed = ground.areas["area"].isin(ground.closed).to_numpy()
    xy = ground.areas[["easting_m", "northing_m"]].to_numpy()
    near = KDTree(xy[closed]).query(xy[at])[0] < LEAKS_M
    district = ground.areas["district"].iloc[at]
    chance = rng.random(2)
    if (ground.areas.loc[closed, "district"] == district).any():
        return _around(rng, ground, at, ~closed), False
    if chance[0] < AREA_WIDE:
        return (str(district),), True
    if not near and chance[1] < ANYWHERE:
        return (), False
    if chance[1] < ANYWHERE + WHOLE_DISTRICT:
        return (str(district),), False
    return _around(rng, ground, at, ~closed), False


def _around(
    rng: np.random.Generator, ground: Ground, at: int, allowed: np.ndarray
) -> tuple[str, ...]:
    """The codes of the areas of the same district nearest to an area."""
    same = allowed & (ground.areas["district"] == ground.areas["district"].iloc[at]).to_numpy()
    away = np.hypot(
        ground.areas["easting_m"] - ground.areas["easting_m"].iloc[at],
        ground.areas["northing_m"] - ground.areas["northing_m"].iloc[at],
    ).to_numpy()
    nearest = np.argsort(np.where(same, away, np.inf), kind="stable")[
        : min(rng.integers(12, 31), same.sum())
    ]
    return tuple(sorted(ground.areas["area"].iloc[nearest]))


def _elsewhere(
    rng: np.random.Generator,
    ground: Ground,
    leads: Leads,
    programmes: tuple[Programme, ...],
    how_many: int,
) -> list[Entry]:
    """Activities for other ages or themes, in turn over the districts that do report.

    Anybody may lead them, so that every partner there has something on the sheet.
    """
    districts = [name for name in ground.districts if name != SILENT_DISTRICT]
    return [
        _ordinary_one(
            rng,
            ground,
            leads,
            districts[i % len(districts)],
            replace(programmes[i % len(programmes)], led_by=()),
        )
        for i in range(how_many)
    ]


def _keep_in_touch(rng: np.random.Generator, ground: Ground, entries: list[Entry]) -> list[Entry]:
    """The same activities, one of every partner that is not silent confirmed lately."""
    kept = list(entries)
    for partner in ground.partners:
        mine = [i for i, entry in enumerate(entries) if entry.lead is partner]
        lately = ground.as_of.plus(-5).first_day
        if mine and not partner.silent and all(entries[i].confirmed_on < lately for i in mine):
            day = confirmed(rng, ground.as_of, stale=False)
            kept[mine[0]] = replace(entries[mine[0]], confirmed_on=day)
    return kept


def _with_statuses(rng: np.random.Generator, ground: Ground, entries: list[Entry]) -> list[Entry]:
    """The same activities, some of them ended, some only planned, some paused."""
    told = [*["ended"] * ENDED, *["planned"] * PLANNED, *["paused"] * PAUSED]
    chosen = rng.permutation(len(entries))[: len(told)]
    changed = list(entries)
    for at, status in zip(chosen, told, strict=True):
        changed[at] = _with_status(rng, ground, entries[at], status)
    return changed


def _with_status(rng: np.random.Generator, ground: Ground, entry: Entry, status: str) -> Entry:
    """The activity with that status and dates that fit it."""
    if status == "ended":
        ends_on = ground.as_of.plus(-int(rng.integers(1, 9))).last_day
        money = replace(entry.money, funded_until=ends_on)
        starts_on = date(ends_on.year - 2, 4, 1)
        return replace(entry, status=status, starts_on=starts_on, ends_on=ends_on, money=money)
    if status == "planned":
        starts_on = ground.as_of.plus(int(rng.integers(1, 9))).first_day
        return replace(
            entry,
            status=status,
            starts_on=starts_on,
            people_last_year=None,
            places_free=None,
            money=replace(entry.money, funded_until=date(starts_on.year + 2, 3, 31)),
        )
    return replace(entry, status=status, places_free=None)
