"""A small county with partners and activities on its register, and the people who sign in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import shapely

from sightline.analysis.areas import lay_out
from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Activity, Place, Status, Visibility
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role, User
from sightline.service.partners.actions import find_or_add_organisations, join_organisation
from sightline.service.partners.models import Organisation
from sightline.service.places.actions import CountyPlaces, store_places

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
TODAY = date(2026, 1, 15)
AREAS = ("X01000001", "X01000002", "X01000003", "X01000004")
DISTRICTS = ("X07000001", "X07000002")  # two small areas each: Northmere, Eastfold
SIDE_M = 2_000.0
WEST_M, SOUTH_M = 660_000.0, 380_000.0
POSTCODES = {"ZZ1 1AA": (660_500.0, 380_500.0), "ZZ1 1AB": (666_500.0, 381_000.0)}
TRUST, OTHER = "Shoreline Youth Trust", "Lantern House"


def store_county() -> None:
    """Four square small areas in a row, in two districts."""
    names = pd.DataFrame(
        {
            "area": AREAS,
            "area_name": ["Northmere 001A", "Northmere 001B", "Eastfold 001A", "Eastfold 001B"],
            "district": [DISTRICTS[0], DISTRICTS[0], DISTRICTS[1], DISTRICTS[1]],
            "district_name": ["Northmere", "Northmere", "Eastfold", "Eastfold"],
        }
    )
    shapes = [
        shapely.box(WEST_M + i * SIDE_M, SOUTH_M, WEST_M + (i + 1) * SIDE_M, SOUTH_M + SIDE_M)
        for i in range(len(AREAS))
    ]
    people = pd.DataFrame({"area": AREAS, "age_from": 0, "age_to": 120, "people": 1000})
    store_places(
        CountyPlaces(
            name="Fableshire",
            geography=lay_out(names=names, shapes=shapes, vintage="fictional"),
            population=people,
            postcodes=POSTCODES,
        )
    )


def club(**given: Any) -> Activity:
    """An activity of which everything is supplied, but for what is given instead."""
    told: dict[str, Any] = {
        "reference": "CLUB-1",
        "name": "Harbour Lane boxing club",
        "organisation": TRUST,
        "themes": ("violence", "exploitation"),
        "status": Status.CURRENT,
        "ages": AgeRange(11, 18),
        "places": (Place(660_500.0, 380_500.0),),
        "areas_served": (DISTRICTS[0],),
        "open_to": "everyone",
        "eligibility": "Lives or goes to school in Northmere",
        "starts_on": date(2024, 9, 1),
        "ends_on": date(2027, 8, 31),
        "funded_until": date(2026, 3, 31),
        "people_a_year": 120.0,
        "confirmed_on": date(2025, 10, 14),
        "partners": ("Fable Police", "Northmere Council"),
        "prevention_level": "secondary",
        "approach": "mentoring",
        "setting": "community",
        "description": "Boxing and a mentor on two evenings a week.",
        "referral": "Self-referral or through a school",
        "funders": ("none",),
        "funding_gbp": 12_500.0,
        "people_last_year": 6.0,
        "places_free": 0.0,
        "postcode": "ZZ1 1AA",
        "delivery_area": AREAS[0],
        "strand": "knife-crime",
        "violence_types": ("knife-enabled",),
        "risk_factors": ("substance-use",),
        "protective_factors": ("intolerance-of-deviance",),
        "prevention_who": "targeted",
        "days": ("tuesday", "thursday"),
        "timetable": "6 pm to 8 pm in term time",
        "people_waiting": 3.0,
        "depends_on": "The hall",
        "visibility": Visibility.PARTNERSHIP,
        "confirm_every_months": 3,
    }
    return Activity(**(told | given))


def bare(**given: Any) -> Activity:
    """An activity of which only what must be is supplied."""
    told: dict[str, Any] = {
        "reference": "BARE-1",
        "name": "Street walks",
        "organisation": OTHER,
        "themes": ("knife-crime",),
        "status": Status.PLANNED,
        "open_to": "",
        "visibility": Visibility.PARTNERSHIP,
    }
    return Activity(**(told | given))


def user_of(role: Role, *organisations: str, name: str = "") -> User:
    """Somebody with a sign-in, who belongs to those organisations."""
    called = name or f"The {role}"
    user = set_up_demo_user(
        email=f"{called.lower().replace(' ', '.')}@sightline.example",
        name=called,
        role=role,
        password="a long pass phrase",
    )
    for organisation in organisations:
        join_organisation(user=user, organisation=organisation_of(organisation), by=None, now=NOW)
    return user


def organisation_of(name: str) -> Organisation:
    """The organisation of that name, entered if need be."""
    from django.db import transaction

    with transaction.atomic():
        return find_or_add_organisations([name], by=None, now=NOW)[name]


def sheet_of(*rows: Mapping[str, Any], headings: Iterable[str] = ()) -> bytes:
    """A CSV sheet of those rows; the headings are all that any row has."""
    import csv
    import io

    names = list(headings) or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def row(**given: Any) -> dict[str, Any]:
    """A good row of a sheet."""
    return {
        "reference": "S-1",
        "activity": "Evening football",
        "organisation": TRUST,
        "themes": "violence",
        "status": "current",
    } | given
