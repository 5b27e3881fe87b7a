"""Activities there for a reason: planted gaps, busy nights, hospitals, one thing told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from sightline.demo.entries import Entry, Ground, Leads, enter
from sightline.demo.money import end_of_financial_year
from sightline.demo.places import Life
from sightline.demo.planted import PLACES, SILENT_DISTRICT, Place, Planted
from sightline.demo.programmes import CENTRE, HOSPITAL, OTHER_AGES, Programme, titled

CENTRE_AREAS, CENTRE_M = 5, 1_500.0  # the busiest small areas near the middle of a town
NO_CENTRE = (Life.RURAL, Life.COMMUTER)
HOSPITAL_SERVES = {  # the district of a hospital, and the districts its navigators work with
    "Talecaster": ("Talecaster", "Proseleigh", "Verseley"),
    "Quillhaven": ("Quillhaven", "Chapterfield"),
}
HOSPITAL_IS_NEAREST = 10  # so many small areas lie nearer to the middle of town
TOO_LITTLE_ROOM = 40
MORE_THAN_ENOUGH = 1.45  # of the target, in the place whose money ends
DUPLICATE_DISTRICT = "Talecaster"
DUPLICATE_NOTE = "told twice"
STREETS = titled("Lamplight Streets")
FOOTBALL = titled("Friday Night Dragons Football")
BOXING = titled("Ring of Tales Boxing")


def planted_entries(rng: np.random.Generator, ground: Ground, leads: Leads) -> list[Entry]:
    """The activities in the planted places; none where nothing is to be there."""
    found: list[Entry] = []
    for place in PLACES:
        if place.kind is Planted.TOO_LITTLE:
            found.append(_plant(rng, ground, leads, place, FOOTBALL, TOO_LITTLE_ROOM))
        elif place.kind is Planted.WRONG_GROUP:
            found += [_plant(rng, ground, leads, place, one, one.room) for one in OTHER_AGES]
        elif place.kind is Planted.ENDS_SOON:
            rows = ground.areas["area"].isin(ground.planted[place.name]).to_numpy()
            room = int(round(ground.to_reach[rows].sum() * MORE_THAN_ENOUGH / 2, -1))
            found += [
                _until_the_money_ends(_plant(rng, ground, leads, place, one, room), ground)
                for one in (STREETS, FOOTBALL)
            ]
    return found


def _plant(
    rng: np.random.Generator,
    ground: Ground,
    leads: Leads,
    place: Place,
    programme: Programme,
    room: int,
) -> Entry:
    areas = tuple(ground.planted[place.name])
    return enter(
        rng,
        ground,
        programme,
        name=f"{programme.title}, {place.name}, {place.district_name}",
        lead=leads.choose(place.district_name, programme.led_by),
        district=ground.districts[place.district_name],
        postcode=ground.postcode_in(rng, areas[2]),
        areas_served=areas,
        room=room,
        note=f"{place.name}: {place.kind}",
    )


def _until_the_money_ends(entry: Entry, ground: Ground) -> Entry:
    until = end_of_financial_year(ground.as_of)
    return replace(entry, ages=(10, 24), money=replace(entry.money, funded_until=until))


def duplicate_entries(rng: np.random.Generator, ground: Ground) -> list[Entry]:
    """One boxing club told twice: by the charity that runs it, and by the commissioner who pays."""
    charity, payer = (
        next(
            one for one in ground.partners if one.kind == kind and one.works_in(DUPLICATE_DISTRICT)
        )
        for kind in ("voluntary sector", "police, fire and crime commissioner")
    )
    district = ground.districts[DUPLICATE_DISTRICT]
    mine = ground.areas[ground.areas["district_name"] == DUPLICATE_DISTRICT]
    area = str(mine.sort_values("centre_m", kind="stable")["area"].iloc[6])
    told = enter(
        rng,
        ground,
        BOXING,
        name=f"{BOXING.title} Club, Sonnet Row, {DUPLICATE_DISTRICT}",
        lead=charity,
        district=district,
        postcode=ground.postcode_in(rng, area),
        areas_served=(district,),
        room=140,
        note=DUPLICATE_NOTE,
    )
    told = replace(told, starts_on=date(2024, 4, 1), people_last_year=118)
    again = replace(
        told,
        name=f"Ring of Tales Boxing Club (Sonnet Row), {DUPLICATE_DISTRICT}",
        lead=payer,
        partners=(charity.organisation,),
        room=150,
        starts_on=date(2024, 6, 1),
        ends_on=date(2026, 5, 31),
        people_last_year=None,
    )
    return [told, again]


def centre_entries(rng: np.random.Generator, ground: Ground, leads: Leads) -> list[Entry]:
    """Busy nights: one activity for the middle of each large town, sized to what is wanted."""
    found = []
    for name, district in ground.districts.items():
        mine = ground.areas["district_name"] == name
        if ground.areas.loc[mine, "life"].iloc[0] in NO_CENTRE:
            continue
        free = mine & ~ground.areas["area"].isin(ground.closed)
        central = free & (ground.areas["centre_m"] < CENTRE_M)
        rows = np.flatnonzero(central)[np.argsort(-ground.to_reach[central], kind="stable")]
        rows = rows[:CENTRE_AREAS]
        wanted = ground.to_reach[rows].sum() / 0.75  # a quarter of its ages are not the group's
        codes = ground.areas["area"].iloc[rows]
        found.append(
            enter(
                rng,
                ground,
                CENTRE,
                name=f"{CENTRE.title}, {name}",
                lead=leads.choose(name, CENTRE.led_by, silent=name == SILENT_DISTRICT),
                district=district,
                postcode=ground.postcode_in(rng, codes.iloc[0]),
                areas_served=tuple(sorted(codes)),
                room=int(round(wanted * rng.uniform(0.5, 0.85), -1)),
            )
        )
    return found


def hospital_entries(rng: np.random.Generator, ground: Ground, leads: Leads) -> list[Entry]:
    """Navigators at each of the two hospitals, for the districts that the hospital serves."""
    found = []
    for name, served in HOSPITAL_SERVES.items():
        area = hospital_area(ground.areas, name)
        found.append(
            enter(
                rng,
                ground,
                HOSPITAL,
                name=f"{HOSPITAL.title}, {name}",
                lead=leads.choose(name, HOSPITAL.led_by),
                district=ground.districts[name],
                postcode=ground.postcode_in(rng, area),
                areas_served=tuple(ground.districts[one] for one in served),
            )
        )
    return found


def hospital_area(areas: pd.DataFrame, district: str) -> str:
    """The small area that the hospital of a district stands in, a little out of the middle."""
    mine = areas[areas["district_name"] == district].sort_values("centre_m", kind="stable")
    return str(mine["area"].iloc[HOSPITAL_IS_NEAREST])
