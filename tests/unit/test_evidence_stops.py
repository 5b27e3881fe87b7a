"""Stop and search: counted, never kept as rows, and never a measure of need."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories.small_county import AREAS, write_street_file
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.disclosure import NoNumber
from sightline.analysis.need import INCIDENTS
from sightline.analysis.need.composite import Domain, IndexDesign, Indicator, Measures
from sightline.errors import BadInput, Refused
from sightline.evidence.cubes import incident_cube
from sightline.evidence.dense import dense_cube
from sightline.evidence.export import cube_table
from sightline.evidence.manifest import read_manifest
from sightline.evidence.outcomes import find_map_points
from sightline.evidence.sources import COUNTS, STOPS
from sightline.evidence.splits import CHARACTERISTICS, count_splits, people_searched, split_faults
from sightline.evidence.store import load
from sightline.evidence.verify import verify_entry
from sightline.exchange.police import (
    ANYWHERE,
    KINDS_OF_FILES,
    Places,
    PoliceFile,
    Rules,
    StreetReader,
    offer_files,
)

HEADINGS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
HERE, NOWHERE = "52.000000,1.000000", "50.000000,-3.000000"


def stop(
    *,
    when: str = "2025-06-10T12:00:00+00:00",
    at: str = HERE,
    gender: str = "Male",
    age: str = "18-24",
    kind: str = "Person search",
) -> str:
    return f"{kind},{when},False,,{at},{gender},{age},Told,White,Some Act,Drugs,Arrest,,False"


def write_stops(folder: Path, rows: list[str], month: str = "2025-06") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{month}-fableshire-stop-and-search.csv"
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


def write_street(folder: Path) -> None:
    row = f"a,2025-06,F,F,1.000000,52.000000,On or near Lane,{AREAS[0]},Tellford 001A,Robbery,,"
    write_street_file(folder, "2025-06", [row])


def read(path: Path) -> PoliceFile:
    with StreetReader(Rules(ANYWHERE)) as reader:
        ((offer,), _) = offer_files([path], reader=reader, kinds=KINDS_OF_FILES)
        return offer.read()


def store(folder: Path, into: Path, *, detail: bool = True) -> Path:
    """Street files first, as the command does it."""
    with StreetReader(Rules(ANYWHERE, detail=detail)) as reader:
        offers, _ = offer_files([folder], reader=reader, kinds=KINDS_OF_FILES)
        others = [offer for offer in offers if offer.file.kind != STOPS]
        load(others, folder=into, categories=KINDS_OF_FILES)
        found = find_map_points(into)
        places = Places(*found) if found else None
        stops = [replace(offer, places=places) for offer in offers if offer.file.kind == STOPS]
        load(stops, folder=into, categories=KINDS_OF_FILES)
    return into


def test_every_row_has_a_fate_and_each_kind_of_problem_one_message(tmp_path):
    path = write_stops(
        tmp_path,
        [
            stop(),
            stop(at=","),
            stop(when="2025-05-31T23:30:00+00:00"),
            stop(when="2025-05-31T22:30:00+00:00"),
            stop(when="yesterday"),
            stop(kind="House search"),
            stop(at="52.0,"),
            stop() + ",one too many",
        ],
    )
    file = read(path)
    assert (file.account.accepted, file.account.rejected) == (3, 5)
    assert file.account.reasons == {
        "another month": 1,
        "no date": 1,
        "unknown type of search": 1,
        "unusable coordinates": 1,
        "wrong number of cells": 1,
    }
    rejected = [str(each) for each in file.problems if each.weight == "rejected"]
    assert len(rejected) == len(file.account.reasons)
    assert any(
        words.startswith(
            "2025-06-fableshire-stop-and-search.csv, row 6, Date: found 'yesterday', wanted a date"
        )
        for words in rejected
    )
    assert [each.found for each in file.problems if each.weight == "note"] == [
        "1 row without a point",
        "2 rows with a point that no stored street record has",
    ]


def test_areas_are_told_by_the_map_points_of_street_files(tmp_path):
    write_street(tmp_path / "files")
    write_stops(tmp_path / "files", [stop()] * 10 + [stop(at=NOWHERE)] * 12)
    folder = store(tmp_path / "files", tmp_path / "store")
    found = people_searched(folder)
    gender = found[found["characteristic"] == "gender"]
    assert gender[["area", "value", "stops"]].values.tolist() == [
        ["", "Male", 12],
        [AREAS[0], "Male", 10],
    ]


def test_stops_stored_before_their_street_files_find_their_places_later(tmp_path):
    write_stops(tmp_path / "files", [stop()] * 10)
    folder = store(tmp_path / "files", tmp_path / "store")
    assert set(people_searched(folder)["area"]) == {""}
    write_street(tmp_path / "files")
    store(tmp_path / "files", folder)
    assert set(people_searched(folder)["area"]) == {AREAS[0]}
    assert sum(entry.accepted for entry in read_manifest(folder).of(STOPS)) == 10


def test_no_person_is_kept_as_a_row(tmp_path):
    write_stops(tmp_path / "files", [stop(age="10-17"), stop(age="18-24", gender="Female")])
    folder = store(tmp_path / "files", tmp_path / "store")
    (entry,) = read_manifest(folder).of(STOPS)
    assert pq.ParquetFile(folder / entry.stored).schema_arrow.names == [
        "area",
        "month",
        "category",
        "force",
    ]
    splits = pq.ParquetFile(folder / entry.detail).schema_arrow.names
    assert splits == ["area", "month", "characteristic", "value", "stops"]
    assert not list(verify_entry(folder, read_manifest(folder), entry))


def test_one_small_number_hides_the_split_it_would_follow_from(tmp_path):
    rows = [stop()] * 20 + [stop(gender="Female")] * 9
    write_stops(tmp_path / "files", rows)
    found = people_searched(store(tmp_path / "files", tmp_path / "store"))
    by_gender = found[found["characteristic"] == "gender"]["stops"].tolist()
    by_age = found[found["characteristic"] == "age range"]["stops"].tolist()
    assert by_gender == [NoNumber.TOO_FEW, NoNumber.TOO_FEW]
    assert by_age == [29]


def test_counts_only_keeps_no_characteristic(tmp_path):
    write_stops(tmp_path / "files", [stop()] * 20)
    folder = store(tmp_path / "files", tmp_path / "store", detail=False)
    with pytest.raises(BadInput, match="found no stop and search records with their charact"):
        people_searched(folder)


def test_no_function_of_need_takes_stops(tmp_path):
    write_stops(tmp_path / "files", [stop()] * 20)
    folder = store(tmp_path / "files", tmp_path / "store")
    for counting in (incident_cube, dense_cube, cube_table):
        with pytest.raises(Refused, match="never need"):
            counting(folder, source=STOPS)
    with pytest.raises(BadInput):
        INCIDENTS.check(people_searched(folder))
    with pytest.raises(BadInput, match="found a count of enforcement, wanted a measure of need"):
        IndexDesign(
            (Domain("police", "Police", 1.0),),
            (Indicator("stops", "Stops", "police", Measures(COUNTS[STOPS])),),
        )


def test_no_module_of_analysis_or_of_the_service_names_stops():
    root = Path(__file__).parents[2] / "sightline"
    modules = [path for room in ("analysis", "service") for path in (root / room).rglob("*.py")]
    named = [
        path.name
        for path in modules
        if STOPS in (text := path.read_text(encoding="utf-8")) or "people_searched" in text
    ]
    assert modules
    assert named == []


VALUES = st.sampled_from(["Male", "Female", None])


@settings(max_examples=50, deadline=None, derandomize=True)
@given(rows=st.lists(st.tuples(st.integers(0, 2), VALUES, VALUES), min_size=1, max_size=30))
def test_each_characteristic_counts_every_search_once(rows):
    areas = pa.array([area for area, _, _ in rows], pa.uint32())
    months = pa.array([24305] * len(rows), pa.uint16())
    small = pa.table({"area": areas, "month": months})
    columns = dict.fromkeys(CHARACTERISTICS, pa.array([one for _, one, _ in rows], pa.string()))
    columns["outcome"] = pa.array([other for _, _, other in rows], pa.string())
    splits = count_splits(small, pa.table(columns))
    assert not list(split_faults(splits, small))
    assert list(split_faults(splits.slice(1), small)) == ["other numbers of searches by age range"]


@pytest.mark.real
def test_the_published_layout_is_read_whole(shared_data, tmp_path):
    path = shared_data / "crime/extracts/2023-06-essex-stop-and-search.first-24-rows.csv"
    named = tmp_path / "2023-06-essex-stop-and-search.csv"
    named.symlink_to(path)
    file = read(named)
    assert (file.account.rows_in, file.account.accepted) == (24, 24)
    assert file.incidents["gender"].null_count == 1
