"""The command estimate-need: its files, its accounts, and what it says when it cannot tell."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from factories.small_county import AREAS, SmallCounty, street_row, write_small_county
from factories.small_county import write_street_file as street_file

from sightline.cli import need_writing
from sightline.cli.main import main

FILES = set(
    "need.csv months.csv trends.csv hotspots.csv concentration.csv outlook.csv outlook_scores.csv "
    "problems.csv README.txt manifest.json".split()
)
VIOLENCE = "Violence and sexual offences"


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """Each area has as many violent incidents a month as its place in the list, from 0."""
    many = {area: index for index, area in enumerate(AREAS)}
    return write_small_county(tmp_path / "county", incidents=many)


def command(county: SmallCounty, out: Path, *more: str, police: bool = True) -> list[str]:
    records = ["--police", str(county.police)] if police else []
    files = ["--boundaries", str(county.boundaries), "--population", str(county.population)]
    asked = ["--theme", "violence", "--as-of", "2025-12", "--out", str(out)]
    return ["estimate-need", *records, *files, *asked, *more]


def earlier_years(county: SmallCounty, many: Callable[[str, int], int]) -> None:
    """2023 and 2024 of every area."""
    for year in (2023, 2024):
        for month in range(1, 13):
            text = f"{year}-{month:02d}"
            rows = [
                street_row(area, month=text, number=number, category=VIOLENCE)
                for area in AREAS
                for number in range(many(area, year))
            ]
            street_file(county.police, text, rows)


def test_one_command_writes_a_whole_folder_and_its_account(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "need"
    assert main(command(county, out, "--ages", "10-17", "--ages", "10-24")) == 0
    assert {path.name for path in out.iterdir()} == FILES
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".need")]
    manifest = json.loads((out / "manifest.json").read_text())
    for name, kept in manifest["outputs"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == kept
    assert set(manifest["outputs"]) == FILES - {"manifest.json"}
    assert manifest["fictional"]
    assert manifest["question"]["ages"] == ["10-17", "10-24"]
    months = manifest["records"]["months_supplied"]["tell"]
    assert len(months) == 12
    assert manifest["records"]["months_missing"] == {}
    assert [one["rows_in"] for one in manifest["stored"]] == [67] * 12
    assert "24 of 24 rows of area, theme and ages have an estimate" in capsys.readouterr().out


def test_need_counts_what_was_recorded_and_says_how_sure(
    county: SmallCounty, tmp_path: Path
) -> None:
    assert main(command(county, tmp_path / "need")) == 0
    need = pd.read_csv(tmp_path / "need" / "need.csv").set_index("area").loc[list(AREAS)]
    assert need["incidents"].tolist() == [12 * index for index in range(12)]
    assert need["people"].tolist() == [150.0] * 12
    assert need["rate_per_1000"].tolist() == pytest.approx([80 * index for index in range(12)])
    assert (need["need_low"] < need["need_per_1000"]).all()
    assert (need["need_per_1000"] < need["need_high"]).all()
    assert need["words"].iloc[0].startswith("Almost certainly below all areas together")
    assert need["words"].iloc[-1].startswith("Almost certainly above all areas together")
    assert need["chance_above"].between(0, 1).all()
    assert (need["among"] == 12).all()
    assert (need["rank_low"] <= need["rank_high"]).all()
    assert need["rank_high"].iloc[-1] < 6


def test_a_store_and_the_files_it_was_made_of_tell_the_same(
    county: SmallCounty, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    assert main(["evidence", "load", str(county.police), "--store", str(store)]) == 0
    assert main(command(county, tmp_path / "files")) == 0
    more = ["--store", str(store)]
    assert main(command(county, tmp_path / "stored", *more, police=False)) == 0
    for name in FILES - {"manifest.json", "problems.csv"}:
        assert (tmp_path / "files" / name).read_text() == (tmp_path / "stored" / name).read_text()


def test_a_month_that_is_missing_is_not_none(county: SmallCounty, tmp_path: Path) -> None:
    (county.police / "2025-07" / "2025-07-tell-street.csv").unlink()
    assert main(command(county, tmp_path / "need")) == 0
    need = pd.read_csv(tmp_path / "need" / "need.csv").set_index("area")
    assert (need["months_supplied"] == 11).all()
    assert need.loc[AREAS[5], "incidents"] == 55
    assert need.loc[AREAS[5], "rate_per_1000"] == pytest.approx(400)
    months = pd.read_csv(tmp_path / "need" / "months.csv").set_index("month")
    july = months.loc["2025-07"]
    assert july["incidents"].isna().all()
    assert set(july["supplied"]) == {"not supplied"}
    assert months.loc["2025-08", "incidents"].notna().all()
    manifest = json.loads((tmp_path / "need" / "manifest.json").read_text())
    assert manifest["records"]["months_missing"] == {"tell": ["2025-07"]}


def test_an_area_whose_people_are_not_told_is_kept_with_the_reason(
    county: SmallCounty, tmp_path: Path
) -> None:
    lines = county.population.read_text().splitlines()
    county.population.write_text("\n".join(lines[:-1]) + "\n")
    assert main(command(county, tmp_path / "need")) == 0
    need = pd.read_csv(tmp_path / "need" / "need.csv").set_index("area")
    last = need.loc[AREAS[-1]]
    assert last["incidents"] == 132
    assert pd.isna(last["need_per_1000"])
    assert last["words"] == "Cannot tell: how many people live here was not supplied."
    assert need.loc[list(AREAS[:-1]), "need_per_1000"].notna().all()


def test_trends_and_outlook_come_from_the_years_before(county: SmallCounty, tmp_path: Path) -> None:
    earlier_years(county, lambda area, year: AREAS.index(area) // (4 if year == 2023 else 2))
    assert main(command(county, tmp_path / "need")) == 0
    trends = pd.read_csv(tmp_path / "need" / "trends.csv").set_index("place")
    assert set(trends.index) == {"all areas", "X07000001", "X07000002"}
    assert (trends["verdict"] == "rising").all()
    assert (trends["year_verdict"] == "more").all()
    outlook = pd.read_csv(tmp_path / "need" / "outlook.csv").set_index("area")
    assert set(outlook["first"]) == {"2026-01"}
    assert set(outlook["last"]) == {"2026-12"}
    assert (outlook["low"] <= outlook["expected"]).all()
    assert (outlook["expected"] <= outlook["high"]).all()
    scores = pd.read_csv(tmp_path / "need" / "outlook_scores.csv")
    assert scores["model"].iloc[0] == "smoothed long average"
    assert len(scores) == 5


def test_what_areas_are_set_against_is_chosen(county: SmallCounty, tmp_path: Path) -> None:
    assert main(command(county, tmp_path / "own", "--compare", "district")) == 0
    own = pd.read_csv(tmp_path / "own" / "need.csv")
    assert set(own["comparison"]) == {"Tellford", "Sageby"}
    assert (own["comparison"] == own["district_name"]).all()
    assert main(command(county, tmp_path / "rate", "--compare", "Elsewhere=2000")) == 0
    rate = pd.read_csv(tmp_path / "rate" / "need.csv")
    assert set(rate["comparison_per_1000"]) == {2000.0}
    assert rate["words"].str.startswith("Almost certainly below Elsewhere").all()


def test_neighbours_may_be_pairs_or_none(county: SmallCounty, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    told = [f"{one},{other}" for one, other in itertools.pairwise(AREAS)]
    pairs.write_text("\n".join(["area,neighbour", *told, "X01999999,X01000001"]) + "\n")
    assert main(command(county, tmp_path / "pairs", "--neighbours", str(pairs))) == 0
    assert main(command(county, tmp_path / "none", "--neighbours", "none")) == 0
    with_pairs, alone = (
        json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("pairs", "none")
    )
    assert with_pairs["method"] == ["BYM2, steadied by neighbours and by all areas"]
    entry = next(one for one in with_pairs["inputs"] if one["what"] == "neighbours")
    assert (entry["rows_in"], entry["accepted"], entry["set_aside"]) == (12, 11, 1)
    assert alone["method"] == ["gamma-Poisson towards all areas"]
    assert "Hot spots: no neighbours were told. Give outlines or pairs." in alone["cannot_tell"]
    assert pd.read_csv(tmp_path / "none" / "hotspots.csv").empty


def test_every_theme_that_records_measure_and_none_that_they_do_not(
    county: SmallCounty, tmp_path: Path
) -> None:
    words = command(county, tmp_path / "need", "--neighbours", "none")
    words[words.index("violence")] = "all"
    assert main(words) == 0
    manifest = json.loads((tmp_path / "need" / "manifest.json").read_text())
    measured, not_measured = manifest["question"]["themes"], manifest["question"]["not_measured"]
    need = pd.read_csv(tmp_path / "need" / "need.csv")
    assert len(measured) > 1
    assert len(need) == 12 * len(measured)
    assert set(need["theme"]) == set(measured)
    assert not set(measured) & set(not_measured)
    assert all(reasons for reasons in not_measured.values())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--store", "here"], "--store, --police: found both"),
        (["--compare", "England"], "--compare: found 'England'"),
        (["--compare", "England=-1"], "--compare: found 'England=-1'"),
        (["--ages", "young"], "ages: found 'young'"),
        (["--master", "spark://somewhere:7077"], "--master: found spark://somewhere:7077"),
    ],
)
def test_words_that_cannot_be_used_are_told_once_and_nothing_is_written(
    county: SmallCounty,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    said: str,
) -> None:
    assert main(command(county, tmp_path / "need", *more)) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "need").exists()


def test_no_store_is_not_found(county: SmallCounty, tmp_path: Path) -> None:
    more = ["--store", str(tmp_path / "nowhere")]
    assert main(command(county, tmp_path / "need", *more, police=False)) == 3


def test_a_folder_with_something_in_it_is_left_alone(county: SmallCounty, tmp_path: Path) -> None:
    out = tmp_path / "need"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert main(command(county, out)) == 2
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_a_write_that_fails_leaves_nothing_behind(
    county: SmallCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = need_writing.write_csv

    def full_disk(path: Path, table: pd.DataFrame) -> None:
        if path.name == "trends.csv":
            raise OSError(28, "No space left on device", str(path))
        whole(path, table)

    monkeypatch.setattr(need_writing, "write_csv", full_disk)
    before = set(tmp_path.iterdir())
    assert main(command(county, tmp_path / "need")) == 2
    assert set(tmp_path.iterdir()) == before
