"""Outcomes files: a fate for every row, and the last outcome of each crime by its ID."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from factories.small_county import AREAS, write_street_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.errors import BadInput, Refused
from sightline.evidence.cubes import incident_cube
from sightline.evidence.outcomes import find_last_outcomes
from sightline.evidence.store import load
from sightline.exchange.police import (
    ANYWHERE,
    KINDS_OF_FILES,
    OUTCOME_TYPES,
    OUTCOMES,
    PoliceFile,
    Rules,
    StreetReader,
    offer_files,
)

HEADINGS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
CHARGED, RESOLVED = "Suspect charged", "Local resolution"


def outcome(crime_id: str, month: str, what: str = CHARGED, *, area: str = AREAS[0]) -> str:
    return f"{crime_id},{month},F,F,1.0,52.0,On or near Lane,{area},Tellford 001A,{what}"


def street(crime_id: str, month: str) -> str:
    return f"{crime_id},{month},F,F,1.0,52.0,On or near Lane,{AREAS[0]},Tellford 001A,Robbery,,"


def write_outcomes(folder: Path, month: str, rows: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{month}-fableshire-outcomes.csv"
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> PoliceFile:
    with StreetReader(Rules(ANYWHERE)) as reader:
        ((offer,), _) = offer_files([path], reader=reader, kinds=KINDS_OF_FILES)
        return offer.read()


def store(folder: Path, into: Path, *, detail: bool = True) -> Path:
    with StreetReader(Rules(ANYWHERE, detail=detail)) as reader:
        offers, _ = offer_files([folder], reader=reader, kinds=KINDS_OF_FILES)
        load(offers, folder=into, categories=KINDS_OF_FILES)
    return into


def test_every_row_has_a_fate_and_each_kind_of_problem_one_message(tmp_path):
    path = write_outcomes(
        tmp_path,
        "2025-02",
        [
            outcome("a", "2025-02"),
            outcome("b", "2025-02", area=""),
            outcome("b", "2025-02", RESOLVED),
            outcome("c", "2025-01"),
            outcome("d", "2024-12"),
            outcome("", "2025-02"),
            outcome("e", "2025-02", "Sent to the moon"),
            "f,2025-02,F,F,1.0,,On or near Lane,,," + CHARGED,
            outcome("g", "2025-02", area="nowhere"),
            "h,2025-02",
        ],
    )
    file = read(path)
    account = file.account
    assert (account.rows_in, account.accepted, account.rejected) == (10, 3, 7)
    assert account.reasons == {
        "another month": 2,
        "no Crime ID": 1,
        "unknown outcome": 1,
        "unusable coordinates": 1,
        "unusable area code": 1,
        "wrong number of cells": 1,
    }
    rejected = [str(each) for each in file.problems if each.weight == "rejected"]
    assert len(rejected) == len(account.reasons)
    assert (
        "2025-02-fableshire-outcomes.csv, rows 5, 6, Month: found '2025-01' in the first, wanted "
        "the month in the file's name. Give the file the name it had at data.police.uk, or fetch "
        "it again." in rejected
    )
    notes = [each.found for each in file.problems if each.weight == "note"]
    assert notes == ["1 row without a location", "1 row with the Crime ID of another row"]
    assert file.incidents["category"].to_pylist() == [CHARGED, CHARGED, RESOLVED]


def test_a_file_with_no_usable_row_or_of_another_kind_is_refused(tmp_path):
    with pytest.raises(BadInput, match="found 1 rows and none that can be used, wanted outcomes"):
        read(write_outcomes(tmp_path, "2025-02", [outcome("a", "2025-01")]))
    path = write_street_file(tmp_path / "named", "2025-01", [street("a", "2025-01")])
    other = path.rename(path.with_name("2025-01-fableshire-outcomes.csv"))
    with pytest.raises(BadInput, match="found street-level crime, wanted outcomes"):
        read(other)


def test_the_last_outcome_is_joined_by_crime_id_and_the_rest_told(tmp_path):
    files = tmp_path / "files"
    write_street_file(files, "2025-01", [street(name, "2025-01") for name in ("a", "b", "c", "")])
    write_outcomes(files, "2025-01", [outcome("a", "2025-01", RESOLVED)])
    write_outcomes(
        files,
        "2025-03",
        [outcome("a", "2025-03"), outcome("b", "2025-03"), outcome("z", "2025-03")],
    )
    found = find_last_outcomes(store(files, tmp_path / "store"))
    rows = found.table.astype(object).where(found.table.notna(), None).values.tolist()
    assert rows == [["Robbery", CHARGED, 2, 2], ["Robbery", None, None, 1]]
    assert (found.matched, found.without_outcome, found.without_id) == (2, 1, 1)
    assert found.unmatched == {"2025-03": 1}


def test_in_a_month_the_lowest_row_is_the_last_outcome(tmp_path):
    files = tmp_path / "files"
    write_street_file(files, "2025-01", [street("a", "2025-01")])
    write_outcomes(files, "2025-01", [outcome("a", "2025-01"), outcome("a", "2025-01", RESOLVED)])
    found = find_last_outcomes(store(files, tmp_path / "store"))
    assert found.table["last_outcome"].tolist() == [RESOLVED]


def test_outcomes_are_no_incidents_and_need_their_ids(tmp_path):
    files = tmp_path / "files"
    write_street_file(files, "2025-01", [street("a", "2025-01")])
    write_outcomes(files, "2025-01", [outcome("a", "2025-01")])
    counts = store(files, tmp_path / "store", detail=False)
    with pytest.raises(BadInput, match="1 months without Crime IDs, wanted all with Crime IDs"):
        find_last_outcomes(counts)
    with pytest.raises(Refused, match="police-outcomes: found outcomes, wanted incidents"):
        incident_cube(counts, source=OUTCOMES)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    crimes=st.lists(st.sampled_from(["a", "b", "c", "d", ""]), min_size=1, max_size=8),
    outcomes=st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "x"]),
            st.sampled_from(["2025-01", "2025-02", "2025-04"]),
            st.sampled_from([CHARGED, RESOLVED, OUTCOME_TYPES[0]]),
        ),
        min_size=1,
        max_size=10,
    ),
)
def test_the_join_says_what_looking_up_each_crime_says(tmp_path_factory, crimes, outcomes):
    folder = tmp_path_factory.mktemp("joined")
    write_street_file(folder / "files", "2025-01", [street(name, "2025-01") for name in crimes])
    months = sorted({month for _, month, _ in outcomes})
    last: dict[str, tuple[str, int]] = {}
    for month in months:
        rows = [(name, what) for name, at, what in outcomes if at == month]
        write_outcomes(folder / "files", month, [outcome(name, month, what) for name, what in rows])
        last |= {name: (what, int(month[-2:]) - 1) for name, what in rows}
    wanted = Counter(last.get(name) for name in crimes if name)
    found = find_last_outcomes(store(folder / "files", folder / "store"))
    table = found.table.astype(object).where(found.table.notna(), None)
    assert {
        (what, after) if what else None: count
        for _, what, after, count in table.itertuples(index=False)
    } == dict(wanted)
    assert found.without_id == crimes.count("")
    assert sum(found.unmatched.values()) == sum(name not in crimes for name, _, _ in outcomes)


@pytest.mark.real
def test_the_published_layout_is_read_whole(shared_data, tmp_path):
    path = shared_data / "crime/extracts/2025-01-essex-outcomes.first-24-rows.csv"
    named = tmp_path / "2025-01-essex-outcomes.csv"
    named.symlink_to(path)
    file = read(named)
    assert (file.account.rows_in, file.account.accepted) == (24, 24)
    assert file.incidents["area"].null_count == 12
