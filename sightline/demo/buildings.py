"""Where things stand: postcodes, schools and two hospitals, all invented."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.demo.areas import Land
from sightline.demo.crime_rows import MapPoints
from sightline.demo.partners import named
from sightline.demo.special import HOSPITAL_SERVES, hospital_area

POSTCODES_PER_AREA = 3
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # those that real inward codes use
PUPILS = {"primary": 290, "secondary": 980}
AGES = {"primary": (5, 10), "secondary": (11, 15)}
NAMES = ("Bramblewick", "Cloudberry", "Firefly", "Foxglove", "Hollow Oak", "Marigold", "Moonrise",
         "Nightingale", "Old Mill", "Puddle Lane", "Rookery", "Starling",
         "Thistledown", "Windmill")  # fmt: skip


def give_postcodes(land: Land, points: MapPoints) -> pd.DataFrame:
    """Postcodes from ZZ1 1AA on, one outward code for each district; no real one starts with ZZ.

    Returns postcode, area, easting_m, northing_m, longitude, latitude: three for each area.
    """
    rows = np.repeat(np.arange(len(land.areas)), POSTCODES_PER_AREA)
    number = np.tile(np.arange(POSTCODES_PER_AREA), len(land.areas))
    district = land.areas["district"].str[-2:].astype(int).to_numpy()[rows]
    within = pd.Series(district).groupby(district).cumcount().to_numpy()
    return pd.DataFrame(
        {
            "postcode": [_postcode(*pair) for pair in zip(district, within, strict=True)],
            "area": land.areas["area"].to_numpy()[rows],
            "easting_m": points.easting_m[rows, number].astype(int),
            "northing_m": points.northing_m[rows, number].astype(int),
            "longitude": points.longitude[rows, number].round(6),
            "latitude": points.latitude[rows, number].round(6),
        }
    )


def _postcode(district: int, number: int) -> str:
    """The postcode of that number in a district.

    >>> _postcode(1, 0), _postcode(14, 401)
    ('ZZ1 1AA', 'ZZ14 2AB')
    """
    letters = len(INWARD_LETTERS)
    digit, rest = divmod(number, letters**2)
    first, second = divmod(rest, letters)
    return f"ZZ{district} {digit + 1}{INWARD_LETTERS[first]}{INWARD_LETTERS[second]}"


def build_schools(
    rng: np.random.Generator, land: Land, people: pd.DataFrame, postcodes: pd.DataFrame
) -> pd.DataFrame:
    """Schools enough for the children of each district: school, phase, pupils, ages, place."""
    rows: list[dict[str, object]] = []
    for phase, (youngest, oldest) in AGES.items():
        children = people[[str(age) for age in range(youngest, oldest + 1)]].sum(axis=1).to_numpy()
        for name, district in land.areas.groupby("district_name"):
            inside = children[district.index]
            how_many = max(round(inside.sum() / PUPILS[phase]), 1)
            chosen = rng.choice(district.index, how_many, replace=False, p=inside / inside.sum())
            for number, at in enumerate(np.sort(chosen)):
                about = {
                    "school": _school_name(str(name), phase, number),
                    "phase": phase,
                    "age_from": youngest,
                    "age_to": oldest,
                    "pupils": int(inside.sum() / how_many * rng.uniform(0.8, 1.2)),
                }
                rows.append(about | _at(postcodes, str(land.areas["area"].iloc[at])))
    return pd.DataFrame(rows)


def _school_name(district: str, phase: str, number: int) -> str:
    kind = "Primary School" if phase == "primary" else "High School"
    again, which = divmod(number, len(NAMES))
    order = ("", " North", " South", " East", " West")[again]
    return named(f"{district} {NAMES[which]}{order} {kind}")


def build_hospitals(land: Land, postcodes: pd.DataFrame) -> pd.DataFrame:
    """The two hospitals with an emergency department: hospital, place, districts served."""
    rows = []
    for district, served in HOSPITAL_SERVES.items():
        about = {"hospital": named(f"{district} General Hospital"), "emergency_department": "yes"}
        rows.append(
            about
            | _at(postcodes, hospital_area(land.areas, district))
            | {"districts_served": "; ".join(served)}
        )
    return pd.DataFrame(rows)


def _at(postcodes: pd.DataFrame, area: str) -> dict[str, object]:
    """The place of the first postcode of an area."""
    first = postcodes[postcodes["area"] == area].iloc[0]
    columns = ("postcode", "area", "easting_m", "northing_m", "longitude", "latitude")
    return {column: first[column] for column in columns}
