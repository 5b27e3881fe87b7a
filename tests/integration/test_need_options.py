"""estimate-need by its rarer options: a look-up without outlines, deprivation, and Spark."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from factories.small_county import AREAS, SmallCounty, names, write_small_county
from factories.spark_cluster import why_not

from sightline.cli.main import main

WHY_NO_SPARK = why_not() or (
    "./run test-spark runs this by itself" if "PYTEST_XDIST_WORKER" in os.environ else ""
)
LOOK_UP = "LSOA21CD,LSOA21NM,LAD24CD,LAD24NM"
DISTRICTS = {"Tellford": "X07000001", "Sageby": "X07000002"}
LINKS = tuple(
    f"{area},{name},{DISTRICTS[name.split()[0]]},{name.split()[0]}"
    for area, name in names().items()
)
# The more incidents an area has, the more deprived it is said to be: rank 1 is the last.
RANKS = tuple(f"{area},{len(AREAS) - index}" for index, area in enumerate(AREAS))
TABLES = (
    "need.csv months.csv trends.csv hotspots.csv concentration.csv outlook.csv outlook_scores.csv"
).split()


@dataclass(frozen=True)
class Told:
    """A county in a store, its look-up, and the answer of that look-up alone."""

    county: SmallCounty
    store: Path
    look_up: Path
    alone: Path

    def estimate(self, out: Path, *more: object) -> int:
        asked = ["--store", self.store, "--population", self.county.population, "--out", out]
        words = ["--theme", "violence", "--as-of", "2025-12"]
        return main(["estimate-need", *map(str, asked), *words, *map(str, more)])


def sheet(path: Path, headings: str, rows: Sequence[str]) -> Path:
    path.write_text("\n".join([headings, *rows]) + "\n")
    return path


def need(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "need.csv", keep_default_na=False).set_index("area")


def numbers(folder: Path, column: str) -> pd.Series:
    return pd.read_csv(folder / "need.csv").set_index("area")[column]


def methods(folder: Path) -> list[str]:
    told: list[str] = json.loads((folder / "manifest.json").read_text())["method"]
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Each area has as many violent incidents a month as its place in the list, from 0."""
    folder = tmp_path_factory.mktemp("told")
    county = write_small_county(
        folder / "county", incidents={area: index for index, area in enumerate(AREAS)}
    )
    store = folder / "store"
    assert main(["evidence", "load", str(county.police), "--store", str(store)]) == 0
    look_up = sheet(folder / "look-up.csv", LOOK_UP, LINKS)
    told = Told(county, store, look_up, folder / "alone")
    assert told.estimate(told.alone, "--look-up", look_up) == 0
    return told


def test_a_look_up_alone_tells_what_outlines_without_neighbours_do(
    told: Told, tmp_path: Path
) -> None:
    outlines = ["--boundaries", told.county.boundaries, "--neighbours", "none"]
    assert told.estimate(tmp_path / "need", *outlines) == 0
    for name in (*TABLES, "problems.csv"):
        assert (tmp_path / "need" / name).read_text() == (told.alone / name).read_text()
    assert need(told.alone)["incidents"].tolist() == [12 * index for index in range(12)]
    manifest = json.loads((told.alone / "manifest.json").read_text())
    entry = next(one for one in manifest["inputs"] if one["what"] == "look-up")
    assert (entry["rows_in"], entry["accepted"]) == (12, 12)
    assert "Hot spots: no neighbours were told. Give outlines or pairs." in manifest["cannot_tell"]


def test_districts_of_a_look_up_go_before_those_of_outlines(told: Told, tmp_path: Path) -> None:
    """Sageby's first area is given to Tellford; the last area is in no district that is told."""
    moved = [*LINKS[:2], LINKS[2].replace("X07000002,Sageby", "X07000001,Tellford"), *LINKS[3:-1]]
    look_up = sheet(tmp_path / "moved.csv", LOOK_UP, moved)
    files = ["--boundaries", told.county.boundaries, "--look-up", look_up]
    assert told.estimate(tmp_path / "need", *files, "--neighbours", "none") == 0
    found, before = need(tmp_path / "need"), need(told.alone)
    assert before.loc[AREAS[2], "district_name"] == "Sageby"
    assert found.loc[AREAS[2], ["district", "district_name"]].tolist() == ["X07000001", "Tellford"]
    assert found.loc[AREAS[-1], ["district", "district_name"]].tolist() == ["", ""]
    assert found["area_name"].tolist() == before["area_name"].tolist()
    assert found["incidents"].tolist() == before["incidents"].tolist()


def test_an_area_that_tells_little_leans_to_others_as_deprived(told: Told, tmp_path: Path) -> None:
    """One person lives in the area without incidents; it is called least deprived, then most."""
    lines = told.county.population.read_text().splitlines()
    lines[1] = f"{names()[AREAS[0]]},{AREAS[0]},1,{'0,' * 10}1,{'0,' * 79}0"
    people = sheet(tmp_path / "people.csv", lines[0], lines[1:])
    for name, rank in {"least": 13, "most": 1}.items():
        ranked = [f"{AREAS[0]},{rank}", *RANKS[1:]]
        file = sheet(tmp_path / f"{name}.csv", "lsoa21_code,IMD_rank", ranked)
        files = ["--look-up", told.look_up, "--deprivation", file, "--population", people]
        assert told.estimate(tmp_path / name, *files) == 0
        assert methods(tmp_path / name) == ["gamma-Poisson towards all areas, by deprivation"]
    least, most = (numbers(tmp_path / name, "need_per_1000") for name in ("least", "most"))
    rates = numbers(tmp_path / "least", "rate_per_1000")
    assert least[AREAS[0]] < rates[AREAS[2]]
    assert most[AREAS[0]] > rates[AREAS[9]]
    assert numbers(tmp_path / "most", "rate_per_1000").tolist() == rates.tolist()


def test_neighbours_and_deprivation_go_together_where_every_area_has_both(
    told: Told, tmp_path: Path
) -> None:
    for name, rows in {"every": RANKS, "lacking": RANKS[:-1]}.items():
        file = sheet(tmp_path / f"{name}.csv", "lsoa21_code,IMD_rank", rows)
        files = ["--boundaries", told.county.boundaries, "--deprivation", file]
        assert told.estimate(tmp_path / name, *files) == 0
        assert numbers(tmp_path / name, "need_per_1000").notna().all()
    by_all = "BYM2, steadied by neighbours and by all areas"
    assert methods(tmp_path / "every") == [f"{by_all}, by deprivation"]
    assert methods(tmp_path / "lacking") == [f"{by_all}, without deprivation, which 1 areas lack"]
    listed = pd.read_csv(tmp_path / "lacking" / "problems.csv")["found"]
    assert f"no deprivation for 1 of 12 areas, first {AREAS[-1]}" in listed.tolist()


TWICE = (*LINKS, LINKS[0].replace("X07000001", "X07000002"))


@pytest.mark.parametrize(
    ("headings", "rows", "said"),
    [
        ("LSOA21CD,LSOA21NM", [f"{AREAS[0]},Tellford 001A"], "found columns LSOA21CD, LSOA21NM"),
        ("LSOA21CD,WD24CD", ["E01000001,E05000001"], "found no column of districts"),
        (LOOK_UP, TWICE, f"found {AREAS[0]} in several districts"),
        (LOOK_UP, [], "found no row that can be used"),
    ],
)
def test_a_look_up_that_cannot_be_used_is_told_once_with_its_name(
    told: Told,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    headings: str,
    rows: Sequence[str],
    said: str,
) -> None:
    file = sheet(tmp_path / "bad.csv", headings, rows)
    refused(told, tmp_path, capsys, ["--look-up", file], f"bad.csv: {said}")


@pytest.mark.parametrize(
    ("heading", "rows", "said"),
    [
        ("Income_rank", RANKS, ": found another index, not the overall one"),
        ("IMD_rank", ["E01000001,2"], ", lsoa21_code: found areas such as E01000001, none of"),
        ("IMD_rank", [f"{area},first" for area in AREAS], "row 2, IMD_rank: found 'first'"),
        ("IMD_rank", [], ": found no row that can be used"),
    ],
)
def test_deprivation_that_cannot_be_used_is_told_once_with_its_name(
    told: Told,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    heading: str,
    rows: Sequence[str],
    said: str,
) -> None:
    file = sheet(tmp_path / "bad.csv", f"lsoa21_code,{heading}", rows)
    files = ["--look-up", told.look_up, "--deprivation", file]
    refused(told, tmp_path, capsys, files, said)


def refused(
    told: Told,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    files: Sequence[object],
    said: str,
) -> None:
    """One line that names the file, what was found and what was wanted; and nothing is written."""
    capsys.readouterr()
    assert told.estimate(tmp_path / "need", *files) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if "sightline" in line]
    assert len(lines) == 1
    assert "bad.csv" in lines[0]
    assert said in lines[0]
    assert "wanted" in lines[0]
    assert not (tmp_path / "need").exists()


@pytest.mark.spark
@pytest.mark.skipif(bool(WHY_NO_SPARK), reason=WHY_NO_SPARK)
# PySpark leaves the socket that an answer came through to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket.socket")
@pytest.mark.filterwarnings("ignore:unclosed <socket.socket:ResourceWarning")
def test_spark_counts_what_duckdb_does(told: Told, tmp_path: Path) -> None:
    """Spark in this process alone: its start takes some seconds."""
    engine = ["--engine", "spark", "--master", "local[1]"]
    assert told.estimate(tmp_path / "need", "--look-up", told.look_up, *engine) == 0
    for name in (*TABLES, "problems.csv"):
        assert (tmp_path / "need" / name).read_text() == (told.alone / name).read_text()
