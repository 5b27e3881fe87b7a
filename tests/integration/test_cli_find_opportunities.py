"""find-overlaps and find-opportunities from files alone: what they write, and what they refuse."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from factories.small_county import AREAS, club, write_small_county

from sightline.cli.main import main

FREE = {"people_a_year": "40", "places_free": "15", "approach": "mentoring"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    return write_small_county(
        tmp_path_factory.mktemp("county"),
        incidents={area: index for index, area in enumerate(AREAS)},
        activities=[
            {**club(), **FREE, "reference": "A1"},
            {**club(), **FREE, "reference": "B1", "organisation": "Another Trust"},
        ],
    )


def run(verb: str, county, out: Path, *more: str) -> int:
    words = {
        "--boundaries": county.boundaries,
        "--population": county.population,
        "--police": county.police,
        "--activities": county.activities,
        "--as-of": "2025-12",
        "--out": out,
    }
    return main([verb, *(str(word) for pair in words.items() for word in pair), *more])


def read(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / name, keep_default_na=False)


def check_manifest(out: Path) -> dict:
    manifest = json.loads((out / "manifest.json").read_text())
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert {path.name for path in out.iterdir()} == {*manifest["outputs"], "manifest.json"}
    return manifest


def test_free_places_near_unmet_need_are_written(county, tmp_path, capsys):
    assert run("find-opportunities", county, tmp_path / "out", "--target-share", "0.9") == 0
    found = read(tmp_path / "out", "opportunities.csv")
    offers = found[found["sort"] == "free places near unmet need"]
    assert sorted(offers["activities"]) == ["A1", "B1"]
    assert (offers["people"].astype(float) > 0).all()
    assert offers["reasons"].str.contains("places that nobody waits for").all()
    manifest = check_manifest(tmp_path / "out")
    assert manifest["found"]["free places near unmet need"] == 2
    said = capsys.readouterr().out
    assert "2 × free places near unmet need" in said
    assert "Not supplied: 2 of 2 activities do not give money a year." in said


def test_without_a_register_nothing_is_claimed(county, tmp_path, capsys):
    empty = tmp_path / "none.csv"
    empty.write_text(county.activities.read_text().splitlines()[0] + "\n")
    reported = ("--activities", str(empty))  # in place of those given before
    assert run("find-opportunities", county, tmp_path / "out", *reported) == 0
    assert read(tmp_path / "out", "opportunities.csv").empty
    assert "Nobody has reported any activity" in capsys.readouterr().out


def test_what_is_duplicated_is_written_and_what_is_one_activity_left_out(county, tmp_path, capsys):
    assert run("find-overlaps", county, tmp_path / "out") == 0
    pairs = read(tmp_path / "out", "overlaps.csv")
    assert pairs[["activity", "other", "verdict"]].values.tolist() == [["A1", "B1", "duplicated"]]
    found = read(tmp_path / "out", "findings.csv")
    assert found["sort"].tolist() == ["duplicated"]
    assert check_manifest(tmp_path / "out")["pairs"] == {"duplicated": 1}
    decided = tmp_path / "decided.csv"
    decided.write_text("activity,other\nB1,A1\n")
    assert run("find-overlaps", county, tmp_path / "two", "--one-activity", str(decided)) == 0
    assert read(tmp_path / "two", "overlaps.csv").empty
    assert "0 findings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one,two\nA1,B1\n", "found the headings one, two, wanted activity, other"),
        ("activity,other\nA1,Z9\n", "row 2: found 'Z9', wanted the reference of an activity"),
    ],
)
def test_pairs_that_cannot_be_read_are_refused_before_anything_is_written(
    county, tmp_path, capsys, text, said
):
    decided = tmp_path / "decided.csv"
    decided.write_text(text)
    assert run("find-overlaps", county, tmp_path / "out", "--one-activity", str(decided)) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", ["find-overlaps", "find-opportunities"])
def test_a_file_in_place_of_the_folder_is_refused(county, tmp_path, capsys, verb):
    (tmp_path / "out").touch()
    assert run(verb, county, tmp_path / "out") == 2
    assert "found a file called out, wanted a folder" in capsys.readouterr().err
