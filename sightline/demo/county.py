"""The fictional county as a folder of files, like those that real partners and publishers send."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import shapely

from sightline.analysis.periods import Month, months_to
from sightline.demo.activities import plan_activities
from sightline.demo.answers import answers
from sightline.demo.areas import Land, lay_out_land
from sightline.demo.buildings import build_hospitals, build_schools, give_postcodes
from sightline.demo.crime_rows import MapPoints, place_map_points, street_files
from sightline.demo.entries import Ground
from sightline.demo.incidents import CATEGORIES, count_crimes, violence_factor
from sightline.demo.indicators import write_indicators
from sightline.demo.partners import ALL, Partner, found_partners
from sightline.demo.people import settle_people, spread_deprivation
from sightline.demo.places import COUNTY, COUNTY_CODES
from sightline.demo.planted import PLANTED_VIOLENCE, planted_areas
from sightline.demo.sheet import HEADINGS, sheet_rows
from sightline.demo.writer import (
    rows_of,
    write_csv,
    write_json,
    write_outlines,
    write_text,
    write_workbook,
)

AS_OF = Month(2025, 12)
MONTHS = 12
SEED = 2018  # the year in which the framework was approved
MEASURED = ("Violence and sexual offences", "Robbery")  # what the theme of violence counts
TARGET_SHARE = 0.10  # of the group: the usual policy, by which activities are sized
SETTINGS = f"""\
# A made-up county, for learning and for tests. Nothing in this folder is about a real place,
# person or organisation. The answers to what is hidden in it are in planted.json.
name = "{COUNTY}"
fictional = true
as_of = "{AS_OF}"
theme = "violence"
ages = "10-24"
boundaries = "areas.geojson"
neighbours = "neighbours.geojson"
population = "population.csv"
deprivation = "deprivation.csv"
police = ["police"]
activities = "activities.csv"
partners = "partners.csv"
postcodes = "postcodes.csv"
schools = "schools.csv"
hospitals = "hospitals.csv"
"""


@dataclass(frozen=True)
class _Dice:
    """One stream of chance for each part, so that a change to one part leaves the others alone."""

    seed: int

    def __call__(self, part: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, *part.encode()])


def build_county(folder: Path, *, seed: int = SEED) -> Path:
    """Write the county's files into a folder, which is made if need be; the path of county.toml.

    The same seed gives the same bytes. Takes some seconds and about 45 MB.
    """
    dice = _Dice(seed)
    land = lay_out_land(dice("areas"))
    planted = planted_areas(land)
    youthful = {area for areas in planted.values() for area in areas}
    people = settle_people(dice("people"), land, youthful)
    deprivation = spread_deprivation(dice("deprivation"), land, youthful)
    raised = dict.fromkeys(youthful, PLANTED_VIOLENCE)
    factor = violence_factor(dice("violence"), land, deprivation["score"].to_numpy(), raised)
    points = place_map_points(dice("map points"), land, _to_degrees)
    months = months_to(AS_OF, how_many=MONTHS)
    counts = count_crimes(dice("crimes"), land, factor, months)
    _write_areas(folder, land)
    _write_people(folder, land, people, deprivation)
    for street in street_files(dice("police"), land, counts, months, points):
        name = f"{street.month}-{street.county.lower().replace(' ', '-')}-street.csv"
        write_text(folder / "police" / str(street.month) / name, "\n".join((*street.lines, "")))
    write_indicators(folder / "indicators", dice("indicators"))
    ground = _ground(land, people, counts, points, planted)
    _write_services(folder, dice, ground, land, people)
    write_text(folder / "county.toml", SETTINGS)
    return folder / "county.toml"


def _to_degrees(easting_m: np.ndarray, northing_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of points in metres of the British National Grid."""
    transform = pyproj.Transformer.from_crs(
        27700, 4326, always_xy=True, allow_ballpark=False
    ).transform
    longitude, latitude = transform(easting_m, northing_m)
    return np.asarray(longitude), np.asarray(latitude)


def _write_areas(folder: Path, land: Land) -> None:
    """The outlines of the county, and of its neighbours near the border."""
    for name, part in (("areas", land.within(COUNTY)), ("neighbours", land.beyond(COUNTY))):
        shapes = shapely.transform(part.shapes, _to_degrees, interleaved=False)
        about = part.areas.rename(columns={"area": "area_code", "district": "district_code"})
        about["county_code"] = about["county"].map(COUNTY_CODES)
        columns = [
            "area_code",
            "area_name",
            "district_code",
            "district_name",
            "county_code",
            "county",
        ]
        records = about[columns].rename(columns={"county": "county_name"}).to_dict("records")
        write_outlines(
            folder / f"{name}.geojson", [record | {"fictional": True} for record in records], shapes
        )


def _write_people(
    folder: Path, land: Land, people: pd.DataFrame, deprivation: pd.DataFrame
) -> None:
    """Population by single year of age and deprivation, of the county alone."""
    mine = (land.areas["county"] == COUNTY).to_numpy()
    ages = [*(str(age) for age in range(90)), "90+"]
    write_csv(
        folder / "population.csv", ["area_code", "area_name", "total", *ages], rows_of(people[mine])
    )
    index = deprivation.loc[mine, ["area", "rank", "decile", "score"]]
    headings = ["area_code", "IMD_rank", "IMD_decile", "IMD_score"]
    write_csv(folder / "deprivation.csv", headings, rows_of(index))


def _ground(
    land: Land,
    people: pd.DataFrame,
    counts: np.ndarray,
    points: MapPoints,
    planted: dict[str, list[str]],
) -> Ground:
    """What activities need to know; the target of each area as the usual policy gives it."""
    mine = (land.areas["county"] == COUNTY).to_numpy()
    young = people.loc[mine, [str(age) for age in range(10, 25)]].sum(axis=1).to_numpy(dtype=float)
    kinds = list(CATEGORIES)
    crimes = counts[mine][:, :, [kinds.index(name) for name in MEASURED]].sum(axis=(1, 2))
    to_reach = np.minimum(TARGET_SHARE * crimes * young.sum() / crimes.sum(), young)
    here = land.within(COUNTY)
    postcodes = give_postcodes(here, points.of(mine))
    return Ground(here.areas, young, to_reach, postcodes, planted, found_partners(), AS_OF)


def _write_services(
    folder: Path, dice: _Dice, ground: Ground, land: Land, people: pd.DataFrame
) -> None:
    """Partners, activities as CSV and as XLSX, postcodes, schools, hospitals, and the answers."""
    here = land.within(COUNTY)
    entries = plan_activities(dice("activities"), ground)
    rows = sheet_rows(dice("sheet"), dice("details"), ground, entries)
    write_csv(folder / "activities.csv", HEADINGS, rows)
    write_workbook(folder / "activities.xlsx", HEADINGS, rows)
    codes = ground.districts
    write_csv(
        folder / "partners.csv",
        ["organisation", "kind", "areas_covered"],
        [(one.organisation, one.kind, _covered(one, codes)) for one in ground.partners],
    )
    places = ground.postcodes[["postcode", "easting_m", "northing_m"]]
    write_csv(folder / "postcodes.csv", list(places.columns), rows_of(places))
    mine = (land.areas["county"] == COUNTY).to_numpy()
    schools = build_schools(
        dice("schools"), here, people[mine].reset_index(drop=True), ground.postcodes
    )
    write_csv(folder / "schools.csv", list(schools.columns), rows_of(schools))
    hospitals = build_hospitals(here, ground.postcodes)
    write_csv(folder / "hospitals.csv", list(hospitals.columns), rows_of(hospitals))
    planted = answers(
        land, ground.planted, entries, ground.partners, rows=rows, postcodes=ground.postcodes
    )
    write_json(folder / "planted.json", planted)


def _covered(partner: Partner, codes: dict[str, str]) -> str:
    return "all" if partner.covers == ALL else "; ".join(codes[name] for name in partner.covers)
