"""The real open data: every file is read whole, and the codes of one fit the codes of another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from sightline.analysis.areas import (
    Geography,
    areas_of,
    neighbours_by_boundary,
    neighbours_by_distance,
    people_of_age,
)
from sightline.analysis.framework import AgeRange
from sightline.errors import BadInput
from sightline.exchange.boundaries import read_boundaries, read_neighbours
from sightline.exchange.boundaries.outlines import parse_outlines
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.geojson import write_gaps
from sightline.exchange.population import read_population
from sightline.exchange.postcodes import read_postcodes

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def essex(shared_data: Path) -> Geography:
    return read_boundaries(shared_data / "geography" / "lsoa21_essex.geojson").rows


@pytest.fixture(scope="module")
def census(shared_data: Path) -> pd.DataFrame:
    return read_population(shared_data / "population" / "census2021_lsoa21_age6.csv.gz").rows


@pytest.mark.parametrize(
    ("file", "rows", "accepted", "vintage"),
    [
        ("lsoa21_essex.geojson", 1_111, 1_111, "2021"),
        ("lsoa21_essex_and_neighbours.geojson.gz", 5_141, 4_996, "2021"),
        ("lsoa21_boundaries_bsc_ew.parquet", 35_672, 35_672, "2021"),
        ("lsoa11_boundaries_ew.parquet", 34_753, 34_753, "2011"),
        ("msoa21_boundaries_ew.parquet", 7_264, 7_264, "2021"),
        ("lad24_boundaries_uk.parquet", 361, 361, "2024"),
        ("ward22_boundaries_uk.parquet", 8_483, 8_482, "2022"),
        ("pfa20_boundaries_ew.parquet", 43, 43, "2020"),
        ("lad24_essex_and_neighbours.geojson", 56, 56, "2024"),
        ("lad22_ew.topojson", 331, 331, ""),
    ],
)
def test_every_file_of_outlines_is_read_whole(shared_data, file, rows, accepted, vintage):
    reading = read_boundaries(shared_data / "geography" / file)
    account = reading.account
    assert (account.rows_in, account.accepted) == (rows, accepted)
    assert (len(reading.rows.areas), reading.rows.vintage) == (accepted, vintage)
    assert shapely.is_valid(reading.rows.shapes).all()
    points = shapely.points(reading.rows.areas[["easting_m", "northing_m"]].to_numpy(dtype=float))
    assert shapely.contains(reading.rows.shapes, points).all()


def test_the_145_repeats_of_suffolk_are_set_aside_not_lost(shared_data):
    reading = read_boundaries(shared_data / "geography" / "lsoa21_essex_and_neighbours.geojson.gz")
    assert dict(reading.account.reasons) == {"the same outline again": 145}


def test_the_one_invalid_polygon_of_2011_is_mended_and_named(shared_data):
    reading = read_boundaries(shared_data / "geography" / "lsoa11_boundaries_ew.parquet")
    assert [problem.found for problem in reading.problems] == [
        "1 outline that crosses itself, E01019828"
    ]


def test_topojson_is_put_together_exactly_as_gdal_does(shared_data):
    path = shared_data / "geography" / "lad22_ew.topojson"
    expected = shapely.from_wkb(pyogrio.raw.read(path)[2])
    found = parse_outlines(path.read_bytes(), file=path.name).shapes
    assert shapely.equals_identical(shapely.normalize(found), shapely.normalize(expected)).all()


def test_the_totals_of_both_population_files(shared_data, census):
    assert census["people"].sum() == 59_597_114
    mid_2020 = shared_data / "population" / "mid2020_lsoa11_single_year_of_age.csv.gz"
    reading = read_population(mid_2020)
    assert (reading.account.rows_in, reading.account.accepted) == (34_753, 34_753)
    assert reading.rows["people"].sum() == 59_719_724
    districts = read_population(
        shared_data / "population" / "mid2020_lad21_single_year_of_age.csv.gz"
    )
    young = AgeRange(10, 24)
    assert (
        people_of_age(reading.rows, young)["people"].sum()
        == people_of_age(districts.rows, young)["people"].sum()
    )


def test_every_area_has_its_people_and_its_index(shared_data, census):
    geography, deprivation = shared_data / "geography", shared_data / "deprivation"
    of_2021 = read_boundaries(geography / "lsoa21_boundaries_bsc_ew.parquet").rows.areas["area"]
    assert set(census["area"]) == set(of_2021)
    index = read_deprivation(deprivation / "iod2025_lsoa21.csv.gz", known_areas=of_2021)
    assert set(index.rows["area"]) == {code for code in of_2021 if code.startswith("E")}
    assert [problem.found for problem in index.problems] == [
        "1,917 areas outside England in the boundaries, first W01000003"
    ]
    of_2011 = read_boundaries(geography / "lsoa11_boundaries_ew.parquet").rows.areas["area"]
    older = read_deprivation(deprivation / "iod2019_lsoa11.csv.gz", known_areas=of_2011)
    assert set(older.rows["area"]) == {code for code in of_2011 if code.startswith("E")}


def test_people_of_2011_areas_beside_areas_of_2021_are_said_to_be_missing(shared_data, essex):
    reading = read_population(
        shared_data / "population" / "mid2020_lsoa11_single_year_of_age.csv.gz",
        known_areas=essex.areas["area"],
    )
    found = [problem.found for problem in reading.problems if problem.rows == 0]
    assert found == ["no population for 62 of 1,111 areas, first E01034081"]
    assert reading.rows["area"].nunique() == 1_111 - 62


@pytest.mark.parametrize(
    ("table", "official", "rows", "edition"),
    [
        (
            "iod2025_lsoa21.csv.gz",
            "File_1_IoD2025_Index_of_Multiple_Deprivation.xlsx",
            33_755,
            "2025",
        ),
        (
            "iod2019_lsoa11.csv.gz",
            "File_3_-_IoD2019_Supplementary_Indices_-_IDACI_and_IDAOPI.xlsx",
            32_844,
            "2019",
        ),
    ],
)
def test_the_csv_and_the_official_workbook_agree(shared_data, table, official, rows, edition):
    ours = read_deprivation(shared_data / "deprivation" / table)
    theirs = read_deprivation(shared_data / "deprivation" / official)
    assert ours.account.accepted == theirs.account.accepted == rows
    same = ["area", "deprivation_rank", "deprivation_decile", "edition"]
    pd.testing.assert_frame_equal(ours.rows[same], theirs.rows[same])
    assert ours.rows["edition"].unique().tolist() == [edition]
    ranks = ours.rows["deprivation_rank"]  # some of 2019 are shared
    assert (ranks.min(), ranks.max()) == (1, rows)
    assert ours.rows["deprivation_score"].isna().all() == (edition == "2019")


@pytest.mark.parametrize(
    "file",
    [
        "iod2025_lsoa21_subdomains.csv.gz",
        "iod2025_lsoa21_indicators.csv.gz",
        "iod2025_lad24.csv",
        "census2021_household_deprivation_lsoa21.csv.gz",
    ],
)
def test_files_that_are_not_the_overall_index_are_refused(shared_data, file):
    with pytest.raises(BadInput, match="wanted an area code and the rank of the overall Index"):
        read_deprivation(shared_data / "deprivation" / file)


def test_postcodes_lie_where_they_should(shared_data, essex):
    reading = read_postcodes(shared_data / "geography" / "codepoint-open-2014-08-essex-area.zip")
    assert reading.account.rows_in == 149_707
    assert dict(reading.account.reasons) == {"postcode without a place": 67}
    places = np.array(list(reading.rows.values()))
    hits = shapely.STRtree(essex.shapes).query(shapely.points(places), predicate="within")
    in_essex = len(np.unique(hits[0]))
    assert 44_000 < in_essex < 46_000  # 44,740 have a district of Essex; outlines are generalised


def districts_beside(table: pd.DataFrame, geography: Geography, one: str, other: str) -> int:
    district = geography.areas.set_index("area")["district_name"]
    pairs = (table["area"].map(district) == one) & (table["neighbour"].map(district) == other)
    return int(pairs.sum())


def test_water_parts_districts_of_essex_that_are_near(essex):
    """Maldon and Rochford face each other across the Crouch. Thurrock and Castle Point share half
    a kilometre of line in these outlines, creeks or no creeks."""
    borders = neighbours_by_boundary(essex)
    near = neighbours_by_distance(essex.areas, within_m=5_000)
    assert districts_beside(borders, essex, "Maldon", "Rochford") == 0
    assert districts_beside(near, essex, "Maldon", "Rochford") > 0
    assert districts_beside(borders, essex, "Thurrock", "Castle Point") == 2
    assert districts_beside(near, essex, "Thurrock", "Castle Point") > 0
    assert districts_beside(borders, essex, "Maldon", "Colchester") > 0
    assert set(borders["area"]) == set(essex.areas["area"])


def test_districts_stand_for_their_small_areas(essex):
    found = areas_of(["E07000066", "thurrock", "Atlantis"], essex.areas)
    assert (len(found.areas), found.unknown) == (112 + 100, ("Atlantis",))


def test_the_areas_around_essex_are_those_of_the_other_file_less_its_own(shared_data, essex):
    around = read_neighbours(
        shared_data / "geography" / "lsoa21_essex_and_neighbours.geojson.gz", geography=essex
    )
    assert len(around.rows.areas) == 4_996 - 1_111
    assert around.account.reasons["area of the county itself"] == 1_111


def test_a_map_of_essex_is_the_same_twice_and_reads_back(tmp_path, essex):
    gaps = pd.DataFrame({"area": essex.areas["area"], "area_name": essex.areas["area_name"]})
    for name in ("one.geojson", "two.geojson"):
        write_gaps(tmp_path / name, geography=essex, gaps=gaps)
    assert (tmp_path / "one.geojson").read_bytes() == (tmp_path / "two.geojson").read_bytes()
    back = read_boundaries(tmp_path / "one.geojson").rows
    assert back.areas["area"].tolist() == essex.areas["area"].tolist()
    assert shapely.hausdorff_distance(back.shapes, essex.shapes).max() < 1.5
    drivers = pyogrio.raw.read(tmp_path / "one.geojson")
    assert len(drivers[2]) == 1_111
