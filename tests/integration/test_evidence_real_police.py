"""The real files: every published row accounted for, and the totals that are known of them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from sightline.analysis.periods import Month, months_to
from sightline.errors import BadInput
from sightline.evidence.cubes import incident_cube, missing_months, months_stored
from sightline.evidence.store import store_incidents
from sightline.exchange.police import PoliceFile, read_incidents

pytestmark = pytest.mark.real

YEAR = months_to(Month(2025, 12), how_many=12)
CITY_BEFORE = "police-uk-city-of-london-2024-2025-earlier-release.zip"


def names_of(path: Path) -> dict[str, str]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    properties = [feature["properties"] for feature in json.loads(text)["features"]]
    return {each["lsoa21_code"]: each["lsoa21_name"] for each in properties}


def all_names(path: Path, year: str) -> dict[str, str]:
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT lsoa{year}_code, lsoa{year}_name FROM read_parquet(?)",  # noqa: S608
            [str(path)],
        ).fetchall()
    return dict(found)


@pytest.fixture(scope="module")
def essex(shared_data) -> dict[str, str]:
    return names_of(shared_data / "geography" / "lsoa21_essex.geojson")


@pytest.fixture(scope="module")
def england_and_wales(shared_data) -> dict[str, str]:
    return all_names(shared_data / "geography" / "lsoa21_boundaries_bsc_ew.parquet", "21")


def read(paths, names, months=YEAR, vintage="2021") -> list[PoliceFile]:
    return list(
        read_incidents(paths, months=months, known_areas=names, area_names=names, vintage=vintage)
    )


def totals(files) -> tuple[int, int, int, int]:
    accounts = [file.account for file in files]
    return (
        sum(account.rows_in for account in accounts),
        sum(account.accepted for account in accounts),
        sum(account.rejected for account in accounts),
        sum(account.set_aside for account in accounts),
    )


def reasons(files) -> Counter[str]:
    return sum((Counter(file.account.reasons) for file in files), Counter())


def noted(files, words: str) -> int:
    return sum(
        problem.rows for file in files for problem in file.problems if words in problem.found
    )


def test_essex_2025_is_accounted_for_to_the_row(shared_data, essex):
    files = read([shared_data / "crime" / "police-uk"], essex)
    assert totals(files) == (158_217, 155_922, 0, 2_295)
    assert reasons(files) == {"no location": 2_140, "outside these areas": 155}
    assert round(100 * 2_140 / 158_217, 2) == 1.35


def test_essex_2025_keeps_repeats_and_rows_without_an_id(shared_data, england_and_wales):
    files = read([shared_data / "crime" / "police-uk"], england_and_wales)
    assert totals(files) == (158_217, 156_077, 0, 2_140)
    assert noted(files, "alike in every cell") == 3_305
    assert noted(files, "without an ID") == 14_541
    assert noted(files, "with an ID that another place has too") == 2


def test_the_cube_of_essex_counts_what_was_accepted(shared_data, essex, tmp_path):
    files = read([shared_data / "crime" / "police-uk"], essex)
    store_incidents(files, folder=tmp_path)
    cube = incident_cube(tmp_path)
    assert cube["incidents"].sum() == 155_922
    assert cube["area"].nunique() == 1_111
    assert incident_cube(tmp_path, categories=["Violence and sexual offences"])[
        "incidents"
    ].sum() == sum(
        row == "Violence and sexual offences"
        for file in files
        for row in file.incidents["category"].to_pylist()
    )
    assert months_stored(tmp_path) == {"essex": YEAR}


def test_2011_codes_are_refused_against_2021_areas_and_nothing_is_stored(
    shared_data, essex, tmp_path
):
    paths = [shared_data / "crime" / "police-uk" / "2018-10"]
    october = read_incidents(paths, known_areas=essex, area_names=essex, vintage="2021")
    with pytest.raises(BadInput) as refused:
        store_incidents(october, folder=tmp_path)
    assert str(refused.value) == (
        "2018-10-essex-street.csv: found 9.7% of rows with area codes that are not in these "
        "boundaries though their districts are, so the file likely uses 2011 areas; wanted 2021 "
        "codes. Use boundaries of 2011, or a later police file. "
        "If these boundaries are a part of a district, give all of its areas."
    )
    assert months_stored(tmp_path) == {}


def test_2011_codes_are_accepted_against_2011_areas_and_2021_codes_are_not(shared_data):
    names = all_names(shared_data / "geography" / "lsoa11_boundaries_ew.parquet", "11")
    police = shared_data / "crime" / "police-uk"
    assert totals(read([police / "2018-10"], names, None, "2011")) == (17_791, 17_712, 0, 79)
    with pytest.raises(BadInput, match=r"found 11.0% .* likely uses 2021 areas; wanted 2011 codes"):
        read([police / "2025-10"], names, None, "2011")


def test_the_neighbours_are_accounted_for_and_the_earlier_release_superseded(shared_data):
    crime = shared_data / "crime"
    names = names_of(shared_data / "geography" / "lsoa21_essex_and_neighbours.geojson.gz")
    files = read([crime / CITY_BEFORE, crime / "police-uk-2025-neighbours.zip"], names)
    late = [file for file in files if file.name.startswith("police-uk-2025-neighbours.zip/")]
    early = [file for file in files if file.name.startswith(CITY_BEFORE)]
    assert (len(late), totals(late)[0], totals(late)[2]) == (84, 560_458, 0)
    assert reasons(early) == {"superseded": 8_875}
    assert (len(early), totals(early)[1]) == (12, 0)
    june = [file.account.rows_in for file in files if "2025-06-city-of-london" in file.name]
    assert june[0] == june[1]


def test_a_month_that_a_force_did_not_publish_is_missing_and_not_zero(
    shared_data, england_and_wales, tmp_path
):
    zipped = shared_data / "crime" / "police-uk-2025-south-east.zip"
    summer = YEAR[5:8]
    files = read_incidents(
        [zipped],
        months=summer,
        known_areas=england_and_wales,
        area_names=england_and_wales,
        vintage="2021",
    )
    accounts = store_incidents(files, folder=tmp_path)
    assert len(accounts) == 11
    assert missing_months(tmp_path, months=summer) == {"thames-valley": (Month(2025, 7),)}
