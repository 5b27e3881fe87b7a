"""`sightline evidence cube`: a store counted into a file, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sightline.cli.main import main
from sightline.evidence.engines import spark
from sightline.evidence.engines.duckdb import DuckDB
from sightline.exchange.police import HEADINGS

ROWS = {
    "2025-01": [("E01000001", "Robbery"), ("E01000001", "Robbery"), ("", "Drugs")],
    "2025-02": [("W01000002", "Drugs")],
}


def police_file(folder: Path, month: str) -> None:
    lines = [",".join(HEADINGS)]
    for number, (area, category) in enumerate(ROWS[month]):
        where = "0.1,51.5,On or near A" if area else ",,No Location"
        person = f"{number:064x},{month},Fableshire Police,Fableshire Police"
        lines.append(f"{person},{where},{area},{area and 'Fable 001A'},{category},Unknown,")
    path = folder / month / f"{month}-fableshire-street.csv"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def store(tmp_path) -> Path:
    for month in ROWS:
        police_file(tmp_path / "police", month)
    folder = tmp_path / "store"
    asked = ["evidence", "load", str(tmp_path / "police"), "--store", str(folder)]
    assert main(asked) == 0
    return folder


@pytest.fixture
def count(store, tmp_path, capsys):
    """Run the command; the exit code, what it printed and the file it was to write."""

    def run(*more: str, out: str = "cube.csv", of: Path = store) -> tuple[int, str, Path]:
        capsys.readouterr()
        code = main(["evidence", "cube", str(of), "--out", str(tmp_path / out), *more])
        printed = capsys.readouterr()
        return code, printed.out + printed.err, tmp_path / out

    return run


def test_a_store_is_counted_into_csv(count):
    code, printed, path = count()
    assert (code, path.read_text()) == (
        0,
        '"area","month","category","incidents"\n'
        '"E01000001","2025-01","Robbery",2\n'
        '"W01000002","2025-02","Drugs",1\n',
    )
    assert printed == "3 records in 2 cells of area, month and category.\n"


def test_parquet_keeps_each_word_once(count):
    code, _, path = count("--months", "2025-02", out="cube.parquet")
    assert code == 0
    assert pq.read_table(path).to_pylist() == [
        {"area": "W01000002", "month": "2025-02", "category": "Drugs", "incidents": 1}
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--months", "2019-01"], "store: found no street records of those months"),
        (["--engine", "spark"], "--master: found nothing with --engine spark"),
        (["--master", "spark://a:7077"], "--master: found spark://a:7077 with --engine duckdb"),
    ],
)
def test_what_cannot_be_counted_is_told(count, more, told):
    code, printed, path = count(*more)
    assert code == 2
    assert told in printed
    assert not path.exists()


def test_the_engine_is_opened_at_its_master_and_closed(count, monkeypatch):
    """Spark itself counts in the tests of Spark."""
    happened = []

    @contextmanager
    def opened(master: str) -> Iterator[DuckDB]:
        happened.append(f"opened {master}")
        yield DuckDB()
        happened.append("closed")

    monkeypatch.setattr(spark, "open_spark", opened)
    assert count("--engine", "spark", "--master", "spark://a:7077")[0] == 0
    assert happened == ["opened spark://a:7077", "closed"]


def test_another_kind_of_file_is_told(count):
    code, printed, _ = count(out="cube.xlsx")
    assert code == 2
    assert "--out: found cube.xlsx, wanted a .csv or .parquet file" in printed


def test_a_folder_without_a_store_is_told(count, tmp_path):
    code, printed, _ = count(of=tmp_path)
    assert code == 3
    assert "found no store there" in printed
