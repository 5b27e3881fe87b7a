"""Twelve invented small areas in two districts, as the files a person would have of a real one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyproj import Transformer

WEST_M, SOUTH_M, SIDE_M = 660_000.0, 380_000.0, 2_000.0
ACROSS, DOWN = 4, 3
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
AREAS = tuple(f"X01{number:06d}" for number in range(1, ACROSS * DOWN + 1))
STREET_HEADINGS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
SHEET_HEADINGS = (
    "reference,activity,organisation,partners,themes,prevention_level,approach,setting,description,"
    "age_from,age_to,open_to,eligibility,referral,postcode,delivery_area,latitude,longitude,"
    "areas_served,status,starts_on,ends_on,funded_until,funders,funding_gbp,people_a_year,"
    "people_last_year,places_free,confirmed_on,sensitive_site"
).split(",")


def names() -> dict[str, str]:
    """Area code to name: the western half is Tellford, the eastern Sageby."""
    return {
        area: f"{'Tellford' if index % ACROSS < ACROSS / 2 else 'Sageby'} {index + 1:03d}A"
        for index, area in enumerate(AREAS)
    }


class SmallCounty:
    """Where its files are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.boundaries = folder / "areas.geojson"
        self.population = folder / "population.csv"
        self.police = folder / "police"
        self.activities = folder / "activities.csv"
        self.partners = folder / "partners.csv"


def write_small_county(
    folder: Path,
    *,
    incidents: Mapping[str, int] | None = None,
    activities: Iterable[Mapping[str, object]] = (),
) -> SmallCounty:
    """Write the county. incidents: area to how many violent incidents a month."""
    county = SmallCounty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _write_boundaries(county.boundaries)
    _write_population(county.population)
    _write_police(county.police, incidents or dict.fromkeys(AREAS, 2))
    write_sheet(county.activities, activities)
    county.partners.write_text(
        "organisation,kind,areas_covered\nTellford Lanterns,vcse,all\nQuiet Partner,vcse,all\n"
    )
    return county


def write_sheet(path: Path, activities: Iterable[Mapping[str, object]]) -> None:
    """An activity sheet; what is not given is left blank."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, SHEET_HEADINGS)
        writer.writeheader()
        writer.writerows(activities)


def club(**given: object) -> dict[str, object]:
    """One good row of the sheet."""
    return {
        "reference": "club",
        "activity": "Evening club",
        "organisation": "Tellford Lanterns",
        "themes": "violence",
        "age_from": 10,
        "age_to": 24,
        "delivery_area": AREAS[0],
        "status": "current",
        "people_a_year": 40,
        "confirmed_on": "01/12/2025",
    } | given


def _write_boundaries(path: Path) -> None:
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True, allow_ballpark=False)
    features = []
    for index, (area, name) in enumerate(names().items()):
        west = WEST_M + index % ACROSS * SIDE_M
        south = SOUTH_M + index // ACROSS * SIDE_M
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        ring = [
            list(to_degrees.transform(west + x * SIDE_M, south + y * SIDE_M)) for x, y in corners
        ]
        district = name.rsplit(" ", 1)[0]
        properties = {
            "area_code": area,
            "area_name": name,
            "district_code": "X07000001" if district == "Tellford" else "X07000002",
            "district_name": district,
        }
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def _write_population(path: Path) -> None:
    """Ten people of every age to 89, a hundred of 90 and over, in each area."""
    headings = ["area_name", "area_code", "total_population", *map(str, range(91))]
    lines = [",".join(headings)]
    lines += [f"{name},{area},1000,{'10,' * 90}100" for area, name in names().items()]
    path.write_text("\n".join(lines) + "\n")


def street_row(area: str, *, month: str, number: int, category: str) -> str:
    """One row of a street file."""
    return (
        f"{month}-{area}-{number},{month},Tell Police,Tell Police,2.5,53.2,On or near Fable Lane,"
        f"{area},{names()[area]},{category},Under investigation,"
    )


def write_street_file(folder: Path, month: str, rows: Sequence[str], force: str = "tell") -> Path:
    """One street file in the publisher's layout."""
    path = folder / month / f"{month}-{force}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((STREET_HEADINGS, *rows)) + "\n")
    return path


def _write_police(folder: Path, incidents: Mapping[str, int]) -> None:
    for month in MONTHS:
        rows = [
            street_row(area, month=month, number=number, category="Violence and sexual offences")
            for area, many in incidents.items()
            for number in range(many)
        ]
        rows.append(street_row(AREAS[0], month=month, number=999, category="Bicycle theft"))
        write_street_file(folder, month, rows)
