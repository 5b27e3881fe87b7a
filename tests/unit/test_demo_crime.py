"""Crime in the fictional county: spread, season and the hazards of published files."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
import pytest
import shapely

from sightline.analysis.periods import Month, months_to
from sightline.demo.areas import Land, lay_out_land
from sightline.demo.crime_rows import (
    HEADINGS,
    StreetFile,
    place_map_points,
    points_inside,
    street_files,
)
from sightline.demo.incidents import CATEGORIES, DISORDER, VIOLENCE, count_crimes, violence_factor
from sightline.demo.places import COUNTY

MONTHS = months_to(Month(2025, 12), how_many=12)


@pytest.fixture(scope="module")
def land() -> Land:
    return lay_out_land(np.random.default_rng(5))


@pytest.fixture(scope="module")
def counts(land: Land) -> np.ndarray:
    score = np.random.default_rng(6).lognormal(3, 0.6, len(land.areas))
    factor = violence_factor(np.random.default_rng(7), land, score, {})
    return count_crimes(np.random.default_rng(8), land, factor, MONTHS)


@pytest.fixture(scope="module")
def files(land: Land, counts: np.ndarray) -> list[StreetFile]:
    points = place_map_points(np.random.default_rng(9), land, lambda east, north: (east, north))
    return list(street_files(np.random.default_rng(10), land, counts, MONTHS, points))


def rows(files: list[StreetFile]) -> list[dict[str, str]]:
    return [row for file in files for row in csv.DictReader(file.lines)]


def test_violence_is_more_spread_than_chance(counts: np.ndarray) -> None:
    violence = counts[:, :, list(CATEGORIES).index(VIOLENCE)].sum(axis=1)
    assert violence.var() > 10 * violence.mean()
    assert violence.max() < 12 * violence.mean()


def test_summer_has_more_violence_than_winter(counts: np.ndarray) -> None:
    by_month = counts[:, :, list(CATEGORIES).index(VIOLENCE)].sum(axis=0)
    assert by_month[6] > 1.1 * by_month[1]


def test_town_centres_have_most_shoplifting(land: Land, counts: np.ndarray) -> None:
    stolen = counts[:, :, list(CATEGORIES).index("Shoplifting")].sum(axis=1)
    central = (land.areas["centre_m"] < 700).to_numpy()
    assert stolen[central].mean() > 3 * stolen[~central].mean()


def test_a_raised_area_has_the_violence_it_was_given(land: Land) -> None:
    area = str(land.areas["area"].iloc[17])
    score = np.full(len(land.areas), 20.0) + np.arange(len(land.areas)) % 3
    factor = violence_factor(np.random.default_rng(1), land, score, {area: 4.5})
    assert factor[17] == 4.5


def test_every_force_has_a_file_of_every_month_with_the_published_headings(
    files: list[StreetFile],
) -> None:
    assert len(files) == 4 * 12
    assert {file.lines[0] for file in files} == {",".join(HEADINGS)}
    assert len(HEADINGS) == 12
    assert {row["Crime type"] for row in rows(files)} == set(CATEGORIES)


def test_only_disorder_has_no_crime_id_and_no_outcome(files: list[StreetFile]) -> None:
    for row in rows(files[:4]):
        assert (row["Crime ID"] == "") == (row["Crime type"] == DISORDER)
        assert (row["Last outcome category"] == "") == (row["Crime type"] == DISORDER)


def test_rows_repeat_and_a_crime_id_too_as_in_published_files(files: list[StreetFile]) -> None:
    january = next(file for file in files if file.county == COUNTY)
    repeats = [line for line, times in Counter(january.lines[1:]).items() if times > 1]
    assert repeats
    assert all(f",{DISORDER}," in line for line in repeats)
    crimes = Counter(row["Crime ID"] for row in rows([january]))
    assert [times for crime, times in crimes.items() if crime and times > 1] == [2]


def test_about_one_row_in_eighty_has_no_location_and_then_no_area(files: list[StreetFile]) -> None:
    everything = rows(files)
    lost = [row for row in everything if row["Location"] == "No Location"]
    assert 0.011 < len(lost) / len(everything) < 0.015
    assert {(row["Longitude"], row["Latitude"], row["LSOA code"]) for row in lost} == {("", "", "")}


def test_a_few_rows_fall_in_a_neighbours_area(land: Land, files: list[StreetFile]) -> None:
    county_of = dict(zip(land.areas["area"], land.areas["county"], strict=True))
    own = [file for file in files if file.county == COUNTY]
    located = [row["LSOA code"] for row in rows(own) if row["LSOA code"]]
    beyond = sum(county_of[area] != COUNTY for area in located)
    assert 0 < beyond / len(located) < 0.01


def test_points_are_inside_the_areas(land: Land) -> None:
    found = points_inside(np.random.default_rng(3), land.shapes, 5)
    assert shapely.contains_xy(land.shapes[:, None], found[..., 0], found[..., 1]).all()
