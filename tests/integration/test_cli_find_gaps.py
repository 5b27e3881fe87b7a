"""The command on files alone: its files, its accounts, and its words when a file cannot be used."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from factories.small_county import (
    AREAS,
    SmallCounty,
    club,
    street_row,
    write_sheet,
    write_small_county,
    write_street_file,
)

from sightline.cli.main import main

FILES = {
    "need.csv",
    "provision.csv",
    "gaps.csv",
    "gaps.geojson",
    "gaps_by_month.csv",
    "places.csv",
    "cliffs.csv",
    "awards.csv",
    "findings.csv",
    "problems.csv",
    "report.pdf",
    "manifest.json",
}
ASKED = (
    "area area_name theme ages as_of population need_per_1000 need_low need_high people_to_reach "
    "people_reached shortfall shortfall_low shortfall_high kind share_silent"
).split()


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    return write_small_county(
        tmp_path / "county",
        incidents={area: index for index, area in enumerate(AREAS)},
        activities=[club()],
    )


def command(county: SmallCounty, out: Path, *more: str, without: str = "") -> list[str]:
    words = {
        "--boundaries": county.boundaries,
        "--population": county.population,
        "--police": county.police,
        "--activities": county.activities,
        "--partners": county.partners,
        "--as-of": "2025-12",
        "--out": out,
    }
    given = [str(word) for pair in words.items() if pair[0] != without for word in pair]
    return ["find-gaps", *given, *more]


def words_of(report: Path) -> str:
    pages = pypdf.PdfReader(report).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


def test_every_file_is_written_and_every_row_accounted_for(
    county: SmallCounty, tmp_path: Path
) -> None:
    assert main(command(county, tmp_path / "out")) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    gaps = pd.read_csv(tmp_path / "out/gaps.csv", keep_default_na=False)
    assert list(gaps.columns[: len(ASKED)]) == ASKED
    assert sorted(gaps["area"]) == sorted(AREAS)
    assert (gaps["population"] == 150).all()  # ten of each age from 10 to 24
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    for entry in manifest["inputs"]:
        assert entry["rows_in"] == entry["accepted"] + entry["rejected"] + entry["set_aside"], entry
    assert manifest["fictional"] is True
    police = [entry for entry in manifest["inputs"] if entry["what"] == "police"]
    assert sum(entry["accepted"] for entry in police) == 12 * (sum(range(12)) + 1)
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_months_places_cliffs_and_findings_are_written_and_agree(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sheet(
        county.activities,
        [club(funded_until="31/03/2026", funders="Fable Fund (fictional)", funding_gbp=1200)],
    )
    assert main(command(county, tmp_path / "out")) == 0
    tables = {
        name: pd.read_csv(tmp_path / f"out/{name}.csv", keep_default_na=False)
        for name in ("gaps", "gaps_by_month", "places", "cliffs", "awards", "findings")
    }
    months = tables["gaps_by_month"]
    assert months["month"].unique().tolist()[::18] == ["2025-12", "2027-06"]
    first = months[months["month"] == "2025-12"].set_index("area")["shortfall"]
    assert first.to_dict() == tables["gaps"].set_index("area")["shortfall"].to_dict()
    places = "; ".join(tables["places"]["area_codes"]).split("; ")
    short = tables["gaps"].loc[tables["gaps"]["shortfall"] >= 0.5, "area"]
    assert set(short) <= set(places)
    assert len(places) == len(set(places))
    cliffs = tables["cliffs"]
    assert set(cliffs["activity"]) == {"club"}
    assert len(cliffs) == cliffs["place"].nunique()  # a row for each district that loses it
    assert set(cliffs["day"] + ", " + cliffs["because"]) == {"2026-03-31, its money ends"}
    assert cliffs["people_reached"].sum() == pytest.approx(40, abs=0.001)
    (award,) = tables["awards"].to_dict("records")
    assert (award["funder"], award["money_gbp"]) == ("Fable Fund (fictional)", 1200)
    assert set(tables["findings"]["kind"]) == {"gap", "cliff"}
    assert "gaps and 1 cliff." in capsys.readouterr().out
    words = words_of(tmp_path / "out/report.pdf")
    assert "What goes dark, and when" in words
    assert "31 March 2026" in words
    assert "Places where neighbours lack the same" in words


def test_the_same_files_give_the_same_answer_byte_for_byte(
    county: SmallCounty, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        assert main(command(county, tmp_path / name)) == 0
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_need_counts_only_the_categories_of_the_theme(county: SmallCounty, tmp_path: Path) -> None:
    assert main(command(county, tmp_path / "out")) == 0
    need = pd.read_csv(tmp_path / "out/need.csv").set_index("area")
    assert need.loc[AREAS[0], "incidents"] == 0  # its bicycle thefts are not violence
    assert need.loc[AREAS[11], "incidents"] == 12 * 11


def test_an_empty_register_is_silence_and_not_a_gap(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(county, tmp_path / "out", without="--activities")) == 0
    gaps = pd.read_csv(tmp_path / "out/gaps.csv", keep_default_na=False)
    assert set(gaps["kind"]) == {"nobody has reported"}
    assert set(gaps["shortfall"]) == set(gaps["people_reached"]) == {""}
    assert "no gap is claimed" in capsys.readouterr().out
    words = words_of(tmp_path / "out/report.pdf")
    assert "areas where most people are to be reached" in words
    assert "Need: incidents a year per 1,000 people" in words
    assert words.index("Sageby 012A") < words.index("Sageby 011A")  # most need first


def test_the_report_says_the_policy_the_range_and_what_it_cannot_tell(
    county: SmallCounty, tmp_path: Path
) -> None:
    assert main(command(county, tmp_path / "out", "--target-share", "0.2")) == 0
    words = words_of(tmp_path / "out/report.pdf")
    assert "reach 20% of the group a year" in words
    assert "Fictional" in words
    assert "people of ages 10 to 24" in words
    assert "What this cannot tell" in words
    assert "rows in = accepted + rejected + set aside" in words


def test_a_formula_in_a_name_never_runs(county: SmallCounty, tmp_path: Path) -> None:
    text = county.boundaries.read_text().replace("Sageby 012A", "=1+1 012A")
    county.boundaries.write_text(text)
    assert main(command(county, tmp_path / "out", without="--partners")) == 0
    gaps = pd.read_csv(tmp_path / "out/gaps.csv")
    assert not gaps["area_name"].str.startswith("=").any()


def spoil_police(change: Callable[[Path], None]) -> Callable[[SmallCounty], None]:
    def spoil(county: SmallCounty) -> None:
        change(county.police / "2025-03/2025-03-tell-street.csv")

    return spoil


def rewrite(path: Path, *, encoding: str, old: str = "", new: str = "") -> None:
    path.write_bytes(path.read_text().replace(old, new).encode(encoding))


def truncated_zip(county: SmallCounty) -> None:
    whole = county.folder / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(county.police / "2025-03/2025-03-tell-street.csv", "2025-03-tell-street.csv")
    county.police = county.folder / "police.zip"
    county.police.write_bytes(whole.read_bytes()[:-30])


def older_areas(county: SmallCounty) -> None:
    """One row in five has a code these boundaries lack, though its district is theirs."""
    rows = [
        street_row(AREAS[0], month="2025-03", number=number, category="Robbery")
        for number in range(40)
    ]
    older = [row.replace(AREAS[0], "X01999999") for row in rows[:10]]
    write_street_file(county.police, "2025-03", rows + older)


def metres_for_degrees(county: SmallCounty) -> None:
    shapes = json.loads(county.boundaries.read_text())
    for feature in shapes["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"][0] = [[x * 200_000, y * 7_000] for x, y in ring]
    county.boundaries.write_text(json.dumps(shapes))


UNUSABLE = {
    "a column is missing": (
        spoil_police(lambda path: rewrite(path, encoding="utf-8", old="Crime type", new="Kind")),
        ["2025-03-tell-street.csv", "Crime type"],
    ),
    "an empty file": (
        spoil_police(lambda path: path.write_bytes(b"")),
        ["2025-03-tell-street.csv"],
    ),
    "a truncated zip": (truncated_zip, ["police.zip"]),
    "areas of another year": (older_areas, ["2025-03-tell-street.csv", "20.0%"]),
    "metres for degrees": (metres_for_degrees, ["areas.geojson"]),
    "no such file": (lambda county: county.population.unlink(), ["population.csv"]),
    "a sheet without a column": (
        lambda county: rewrite(county.activities, encoding="utf-8", old="themes", new="topic"),
        ["activities.csv", "themes"],
    ),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_file_that_cannot_be_used_stops_with_one_message_and_writes_nothing(
    what: str, county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, named = UNUSABLE[what]
    out = tmp_path / "out"
    assert main(command(county, out)) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    capsys.readouterr()
    spoil(county)
    assert main(command(county, out)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1, said.err
    for word in named:
        assert word in said.err
    assert "wanted" in said.err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


READ_WITH_A_NOTE = {"utf-8-sig": "byte order mark", "cp1252": "1252", "utf-16": "UTF-16"}


@pytest.mark.parametrize("encoding", READ_WITH_A_NOTE)
def test_a_sheet_in_another_encoding_is_read_and_said(
    encoding: str, county: SmallCounty, tmp_path: Path
) -> None:
    write_sheet(county.activities, [club(activity="Café d'été")])
    rewrite(county.activities, encoding=encoding)
    assert main(command(county, tmp_path / "out")) == 0
    assert "Café d'été" in (tmp_path / "out/provision.csv").read_text(encoding="utf-8")
    problems = pd.read_csv(tmp_path / "out/problems.csv")
    notes = problems[problems["file"] == "activities.csv"]
    assert (notes["what_happened"] == "note").all()
    assert len(notes) >= 1


def test_a_bad_row_is_listed_with_its_remedy_and_the_rest_is_used(
    county: SmallCounty, tmp_path: Path
) -> None:
    write_sheet(
        county.activities,
        [club(), club(reference="b", activity="Late club", starts_on="31/02/2025")],
    )
    assert main(command(county, tmp_path / "out")) == 0
    problems = pd.read_csv(tmp_path / "out/problems.csv")
    bad = problems[problems["column"] == "starts_on"].iloc[0]
    assert bad["row"] == 3
    assert bad["what_happened"] == "rejected"
    assert "31/02/2025" in bad["found"]
    assert set(pd.read_csv(tmp_path / "out/provision.csv")["activity_name"]) == {"Evening club"}


def test_a_month_without_a_file_is_not_supplied_and_not_zero(
    county: SmallCounty, tmp_path: Path
) -> None:
    (county.police / "2025-03/2025-03-tell-street.csv").unlink()
    assert main(command(county, tmp_path / "out")) == 0
    question = json.loads((tmp_path / "out/manifest.json").read_text())["question"]
    assert len(question["months"]) == 11
    assert "2025-03" not in question["months"]
    problems = pd.read_csv(tmp_path / "out/problems.csv")
    assert problems["found"].str.contains("no file for 2025-03").any()
    need = pd.read_csv(tmp_path / "out/need.csv").set_index("area")
    assert need.loc[AREAS[11], "incidents"] == 11 * 11
    assert need.loc[AREAS[11], "rate_per_1000"] == pytest.approx(11 * 12 / 0.150)  # a year's


def test_out_must_be_a_folder(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("something of mine")
    assert main(command(county, tmp_path / "out")) == 2
    assert "wanted a folder" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "something of mine"


def test_two_organisations_with_the_same_reference_are_both_counted(
    county: SmallCounty, tmp_path: Path
) -> None:
    write_sheet(county.activities, [club(), club(organisation="Quiet Partner")])
    assert main(command(county, tmp_path / "out")) == 0
    provision = pd.read_csv(tmp_path / "out/provision.csv")
    assert set(provision["organisation"]) == {"Tellford Lanterns", "Quiet Partner"}
    assert provision["people_reached"].sum() == pytest.approx(80, abs=0.01)


def test_a_theme_that_records_cannot_tell_is_refused(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(county, tmp_path / "out", "--theme", "domestic-abuse")) == 6
    assert "cannot tell" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--ages", "24-10"),
        ("--as-of", "2025-13"),
        ("--target-share", "1.5"),
        ("--theme", "vilence"),
    ],
)
def test_a_wrong_word_is_explained(
    option: str, value: str, county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(county, tmp_path / "out", option, value)) == 2
    assert "wanted" in capsys.readouterr().err


@pytest.mark.real
def test_real_essex(shared_data: Path, tmp_path: Path) -> None:
    """1,111 areas with intervals, 158,217 rows accounted for."""
    words = [
        "find-gaps",
        *("--boundaries", str(shared_data / "geography/lsoa21_essex.geojson")),
        *("--population", str(shared_data / "population/census2021_lsoa21_age6.csv.gz")),
        *("--deprivation", str(shared_data / "deprivation/iod2025_lsoa21.csv.gz")),
        *("--police", str(shared_data / "crime/police-uk")),
        *("--as-of", "2025-12", "--out", str(tmp_path)),
    ]
    assert main(words) == 0
    gaps = pd.read_csv(tmp_path / "gaps.csv")
    assert len(gaps) == 1_111
    assert gaps[["need_per_1000", "need_low", "need_high"]].notna().all().all()
    assert (gaps["need_low"] < gaps["need_per_1000"]).all()
    assert (gaps["need_per_1000"] < gaps["need_high"]).all()
    assert set(gaps["kind"]) == {"nobody has reported"}
    inputs = json.loads((tmp_path / "manifest.json").read_text())["inputs"]
    police = [entry for entry in inputs if entry["what"] == "police"]
    assert sum(entry["rows_in"] for entry in police) == 158_217
    for entry in inputs:
        assert entry["rows_in"] == entry["accepted"] + entry["rejected"] + entry["set_aside"]
