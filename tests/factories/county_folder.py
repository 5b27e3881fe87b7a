"""The small county as a folder that load_county reads, with neighbours by land and over water."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from django.utils import timezone
from factories.small_county import (
    ACROSS,
    AREAS,
    DOWN,
    SIDE_M,
    SOUTH_M,
    WEST_M,
    club,
    write_small_county,
)
from pyproj import Transformer

from sightline.service.gaps import actions

BESIDE, OVER_WATER = "X02000001", "X02000002"
TODAY = date(2026, 1, 5)
COUNTY = """
name = "Tell"
fictional = true
as_of = "2025-12"
theme = "violence"
ages = "10-24"
boundaries = "areas.geojson"
neighbours = "neighbours.geojson"
population = "population.csv"
deprivation = "deprivation.csv"
police = ["police"]
activities = "activities.csv"
partners = "partners.csv"

[sources.police]
source = "Tell Police street-level files"
licence = "Made up"
period = "January to December 2025"
"""
# A hot spot in the first area, a quiet one in the last; the rest alike.
INCIDENTS = dict.fromkeys(AREAS, 2) | {AREAS[0]: 30, AREAS[-1]: 0}
ACTIVITIES = (
    club(),
    club(
        reference="wide", activity="County-wide talks", delivery_area="", areas_served="X07000001"
    ),
    club(reference="elders", activity="Lunch for elders", age_from=60, age_to=90, places_free=3),
    club(reference="stale", activity="Boxing", confirmed_on="01/02/2025", delivery_area=AREAS[1]),
    club(reference="unknown", activity="Street team", people_a_year="", delivery_area=AREAS[5]),
    club(reference="ended", activity="Old club", status="ended", ends_on="01/03/2025"),
    club(reference="adrift", activity="Somewhere", delivery_area="", areas_served=""),
)


def write_county_folder(
    folder: Path,
    *,
    activities: Iterable[Mapping[str, object]] = ACTIVITIES,
    county: str = COUNTY,
) -> Path:
    """Write the whole folder; the address of its county.toml."""
    write_small_county(folder, incidents=INCIDENTS, activities=activities)
    _write_neighbours(folder / "neighbours.geojson")
    rows = [f"{area},{100 + 10 * number},{1 + number // 2}" for number, area in enumerate(AREAS)]
    (folder / "deprivation.csv").write_text(
        "\n".join(["area,deprivation_rank,deprivation_decile", *rows]) + "\n"
    )
    path = folder / "county.toml"
    path.write_text(county, encoding="utf-8")
    return path


def load(path: Path) -> None:
    """Load the county as the command does, quietly."""
    files = actions.read_county_file(path)
    county = actions.read_county(
        files, today=TODAY, step=lambda _words: None, passing=lambda batches: batches
    )
    actions.load_county(county, by=None, now=timezone.now())


def _write_neighbours(path: Path) -> None:
    """One area east of the county, sharing its border; one north of it, over 900 m of water."""
    east = WEST_M + ACROSS * SIDE_M
    north = SOUTH_M + DOWN * SIDE_M + 900
    areas = {
        BESIDE: ("Sagashire 001A", "Sagashire", east, SOUTH_M),
        OVER_WATER: ("Lyricshire 001A", "Lyricshire", WEST_M, north),
    }
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True, allow_ballpark=False)
    features = []
    for code, (name, district, west_m, south_m) in areas.items():
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        ring = [
            list(to_degrees.transform(west_m + x * SIDE_M, south_m + y * SIDE_M))
            for x, y in corners
        ]
        properties = {
            "area_code": code,
            "area_name": name,
            "district_code": f"X07{code[3:]}",
            "district_name": district,
        }
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
