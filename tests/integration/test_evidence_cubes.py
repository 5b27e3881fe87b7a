"""Incidents are kept whole or not at all; a month replaces itself; the cube counts what is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pytest

from sightline.analysis.periods import Month
from sightline.errors import BadInput, Conflict
from sightline.evidence import parquet
from sightline.evidence.cubes import incident_cube, missing_months, months_known, months_stored
from sightline.evidence.store import store_incidents
from sightline.exchange.problems import Account

MONTH = Month(2025, 1)
AREAS = {name: f"X0100000{place}" for place, name in enumerate("ABC", start=1)}
LETTERS = {code: name for name, code in AREAS.items()}
CATEGORIES = ("Drugs", "Robbery")


@dataclass(frozen=True)
class Batch:
    incidents: pa.Table
    name: str = "2025-01-fableshire-street.csv"
    force: str = "fableshire"
    month: Month = MONTH
    sha256: str = "0" * 64
    vintage: str = "fictional"
    source: str = "street"
    release: str = ""
    reading: str = ""
    categories: tuple[str, ...] = CATEGORIES

    @property
    def account(self) -> Account:
        rows = self.incidents.num_rows
        return Account(self.name, self.sha256, rows, rows)


def batch(counts: dict[tuple[str, str], int], month: str = "2025-01", **given) -> Batch:
    """Incidents from (area, category) to their number."""
    rows = [
        {"area": AREAS[area], "month": month, "category": category}
        for (area, category), number in counts.items()
        for _ in range(number)
    ]
    schema = pa.schema([(name, pa.string()) for name in ("area", "month", "category")])
    return Batch(pa.Table.from_pylist(rows, schema), month=Month.parse(month), **given)


JANUARY = batch({("A", "Robbery"): 2, ("B", "Drugs"): 1})
FEBRUARY = batch({("A", "Robbery"): 5}, "2025-02")
SAGASHIRE = batch({("A", "Robbery"): 1, ("C", "Drugs"): 3}, force="sagashire")


def rows(folder: Path, **asked) -> list[list[object]]:
    found = incident_cube(folder, **asked).values.tolist()
    return [[LETTERS[area], *rest] for area, *rest in found]


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_cube_counts_by_area_month_and_category_over_all_forces(tmp_path):
    files = [FEBRUARY, JANUARY, SAGASHIRE]
    assert store_incidents(files, folder=tmp_path) == tuple(file.account for file in files)
    assert rows(tmp_path) == [
        ["A", "2025-01", "Robbery", 3],
        ["A", "2025-02", "Robbery", 5],
        ["B", "2025-01", "Drugs", 1],
        ["C", "2025-01", "Drugs", 3],
    ]


def test_months_and_categories_are_chosen(tmp_path):
    store_incidents([JANUARY, FEBRUARY], folder=tmp_path)
    assert rows(tmp_path, months=[Month(2025, 2)]) == [["A", "2025-02", "Robbery", 5]]
    assert rows(tmp_path, categories=["Drugs"]) == [["B", "2025-01", "Drugs", 1]]
    assert rows(tmp_path, categories=[]) == rows(tmp_path, months=[]) == []


def test_nothing_stored_is_an_empty_cube_and_no_month(tmp_path):
    assert rows(tmp_path) == []
    assert months_stored(tmp_path) == {}
    assert incident_cube(tmp_path).columns.tolist() == ["area", "month", "category", "incidents"]


def test_a_month_without_incidents_is_stored_and_a_month_not_given_is_missing(tmp_path):
    store_incidents([batch({}), FEBRUARY, SAGASHIRE], folder=tmp_path)
    assert months_stored(tmp_path) == {
        "fableshire": (Month(2025, 1), Month(2025, 2)),
        "sagashire": (Month(2025, 1),),
    }
    both = [Month(2025, 1), Month(2025, 2)]
    assert missing_months(tmp_path, months=both) == {"sagashire": (Month(2025, 2),)}


def test_a_neighbours_few_incidents_do_not_make_a_month_known(tmp_path):
    """Sagashire has some incidents in A in both months, but the force of A gave only January."""
    both = [Month(2025, 1), Month(2025, 2)]
    stray = {"force": "sagashire"}
    store_incidents(
        [
            batch({("A", "Robbery"): 9, ("A", "Drugs"): 9}),
            batch({("A", "Robbery"): 1}, **stray),
            batch({("A", "Robbery"): 1}, "2025-02", **stray),
        ],
        folder=tmp_path,
    )
    assert months_known(tmp_path, months=both) == (Month(2025, 1),)


def test_a_month_is_known_only_if_each_force_of_the_areas_gave_it(tmp_path):
    both = [Month(2025, 1), Month(2025, 2)]
    assert months_known(tmp_path, months=both) == ()
    store_incidents([JANUARY, FEBRUARY, SAGASHIRE], folder=tmp_path)
    assert months_known(tmp_path, months=both) == (Month(2025, 1),)
    store_incidents([batch({}, "2025-02", force="sagashire")], folder=tmp_path)
    assert months_known(tmp_path, months=both) == (Month(2025, 1), Month(2025, 2))


def test_a_force_that_records_none_of_the_areas_need_not_give_every_month(tmp_path):
    store_incidents([JANUARY, FEBRUARY, batch({}, force="sagashire")], folder=tmp_path)
    both = (Month(2025, 1), Month(2025, 2))
    assert months_known(tmp_path, months=both) == both


def test_a_month_given_again_replaces_and_never_adds(tmp_path):
    store_incidents([JANUARY, FEBRUARY], folder=tmp_path)
    store_incidents([batch({("A", "Robbery"): 7})], folder=tmp_path)
    assert rows(tmp_path) == [["A", "2025-01", "Robbery", 7], ["A", "2025-02", "Robbery", 5]]


def test_within_one_run_the_last_file_of_a_month_wins(tmp_path):
    store_incidents([JANUARY, batch({("A", "Robbery"): 1})], folder=tmp_path)
    assert rows(tmp_path) == [["A", "2025-01", "Robbery", 1]]


def test_storing_again_changes_no_byte(tmp_path):
    store_incidents([JANUARY, SAGASHIRE], folder=tmp_path)
    before = files_in(tmp_path)
    store_incidents([SAGASHIRE, JANUARY], folder=tmp_path)
    assert files_in(tmp_path) == before
    other = tmp_path / "other"
    store_incidents([JANUARY, SAGASHIRE], folder=other)
    assert files_in(other) == before


def test_replaced_files_are_cleared_away_once_no_reader_can_be_at_them(tmp_path):
    store_incidents([JANUARY], folder=tmp_path)
    store_incidents([FEBRUARY], folder=tmp_path)
    store_incidents([batch({("A", "Robbery"): 1}, sha256="1" * 64)], folder=tmp_path)
    assert len(list(tmp_path.rglob("*.parquet"))) == 3
    store_incidents([FEBRUARY], folder=tmp_path)
    assert len(list(tmp_path.rglob("*.parquet"))) == 2


@pytest.mark.parametrize("failure", [BadInput, KeyboardInterrupt])
def test_a_run_that_breaks_off_changes_nothing_stored_and_can_be_run_again(tmp_path, failure):
    store_incidents([JANUARY], folder=tmp_path)
    before = rows(tmp_path)

    def breaks_off():
        yield batch({("A", "Robbery"): 9})
        yield FEBRUARY
        raise failure("the third file")

    with pytest.raises(failure):
        store_incidents(breaks_off(), folder=tmp_path)
    assert rows(tmp_path) == before
    store_incidents([FEBRUARY, batch({("A", "Robbery"): 9})], folder=tmp_path)
    assert rows(tmp_path) == [["A", "2025-01", "Robbery", 9], ["A", "2025-02", "Robbery", 5]]
    assert not list(tmp_path.rglob(".*unfinished"))


def test_a_file_half_written_is_never_read(tmp_path, monkeypatch):
    store_incidents([JANUARY], folder=tmp_path)
    before = rows(tmp_path)

    def half(path: Path, content: bytes) -> None:
        path.with_name(f".{path.name}.unfinished").write_bytes(content[: len(content) // 2])
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "write_whole", half)
        with pytest.raises(OSError, match="no space left"):
            store_incidents([FEBRUARY], folder=tmp_path)
    assert rows(tmp_path) == before
    store_incidents([FEBRUARY], folder=tmp_path)
    assert not list(tmp_path.rglob(".*unfinished"))
    assert len(rows(tmp_path)) == 3


def test_codes_of_two_years_live_side_by_side_and_are_never_added_up(tmp_path):
    store_incidents([JANUARY, replace(FEBRUARY, vintage="2011")], folder=tmp_path)
    assert rows(tmp_path, vintage="2011") == [["A", "2025-02", "Robbery", 5]]
    assert rows(tmp_path, vintage="fictional") == [
        ["A", "2025-01", "Robbery", 2],
        ["B", "2025-01", "Drugs", 1],
    ]
    with pytest.raises(Conflict, match="found area codes of 2011 and of fictional, wanted one"):
        incident_cube(tmp_path)


def test_two_runs_at_once_are_refused(tmp_path):
    def meanwhile():
        with pytest.raises(Conflict, match="another run storing incidents"):
            store_incidents([FEBRUARY], folder=tmp_path)
        yield JANUARY

    store_incidents(meanwhile(), folder=tmp_path)
    assert list(months_stored(tmp_path)) == ["fableshire"]


def test_a_force_that_is_a_path_and_missing_columns_are_refused(tmp_path):
    with pytest.raises(BadInput, match=r"found force '\.\./x'"):
        store_incidents([replace(JANUARY, force="../x")], folder=tmp_path)
    lacking = replace(JANUARY, incidents=JANUARY.incidents.drop_columns(["category"]))
    with pytest.raises(BadInput, match="wanted a force such as essex and also category"):
        store_incidents([lacking], folder=tmp_path)


def test_a_damaged_or_foreign_manifest_and_a_lost_file_say_what_to_do(tmp_path):
    store_incidents([JANUARY], folder=tmp_path)
    (lost,) = tmp_path.rglob("*.parquet")
    lost.unlink()
    with pytest.raises(BadInput, match="wanted the incidents of fableshire in 2025-01"):
        incident_cube(tmp_path)
    for content in ("{", "[]", json.dumps({"format": 99, "vintage": "", "files": []})):
        (tmp_path / "manifest.json").write_text(content)
        with pytest.raises(BadInput, match="load the police files again"):
            incident_cube(tmp_path)


def test_the_manifest_says_where_every_number_comes_from(tmp_path):
    store_incidents([JANUARY], folder=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (entry,) = manifest["files"]
    assert (entry["vintage"], entry["source"]) == ("fictional", "street")
    assert (entry["name"], entry["sha256"], entry["accepted"]) == (JANUARY.name, "0" * 64, 3)


def test_a_store_of_the_format_before_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "manifest.json").write_text('{"format": 1, "vintage": "2021", "files": []}')
    with pytest.raises(BadInput, match=r"found a store of format 1, wanted format 2\."):
        store_incidents([JANUARY], folder=tmp_path)


def test_a_count_that_was_changed_by_hand_is_noticed(tmp_path):
    store_incidents([JANUARY], folder=tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace('"accepted": 3', '"accepted": 4'))
    with pytest.raises(BadInput, match="or was changed since"):
        incident_cube(tmp_path)


def test_an_area_that_has_no_official_code_is_refused(tmp_path):
    odd = pa.table({"area": ["Fable Bay"], "category": ["Drugs"]})
    with pytest.raises(BadInput, match=r"street\.csv, area: found 'Fable Bay', wanted an official"):
        store_incidents([Batch(odd)], folder=tmp_path)
