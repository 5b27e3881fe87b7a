"""plan-spend on files alone: its files, its words, and what it says when it cannot be done."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from factories.small_county import AREAS, SmallCounty, club, write_small_county

from sightline.cli.main import main
from sightline.cli.plan_spend import read_budget
from sightline.errors import BadInput

FILES = {
    "plan.csv",
    "frontier.csv",
    "frontier.svg",
    "floors.csv",
    "not_costed.csv",
    "problems.csv",
    "report.html",
    "manifest.json",
}
COSTS = """way,name,people_a_year,fixed_gbp,per_person_gbp,ages
new site,Street mentoring <b>,12,"2,000",£150,
more room,girls,10,,90,10-24
new site,Broken,twelve,1,1,
sponsorship,Banner,1,1,1,
new site,Old,5,1,1,24-10
more room,girls,11,,95,
more room,,11,,95,
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    folder = tmp_path_factory.mktemp("spend") / "county"
    county = write_small_county(
        folder,
        incidents={area: index for index, area in enumerate(AREAS)},
        activities=[
            club(funding_gbp="8000"),
            club(reference="girls", activity="Girls group", delivery_area=AREAS[7]),
        ],
    )
    (folder / "costs.csv").write_text(COSTS)
    (folder / "labels.csv").write_text(
        "area,kind,label\n"
        + "".join(
            f"{area},setting,{'urban' if n % 3 else 'rural'}\n" for n, area in enumerate(AREAS)
        )
        + f"{AREAS[0]},setting,again\nnowhere,setting,rural\nX07000001,police,west\n"
        + '"X07000001; X07000002",police,both\n'
    )
    return county


def command(county: SmallCounty, out: Path, *more: str) -> list[str]:
    words = {
        "--boundaries": county.boundaries,
        "--population": county.population,
        "--police": county.police,
        "--activities": county.activities,
        "--partners": county.partners,
        "--as-of": "2025-12",
        "--out": out,
        "--costs": county.folder / "costs.csv",
    }
    return ["plan-spend", *(str(word) for pair in words.items() for word in pair), *more]


@pytest.fixture(scope="module")
def written(county: SmallCounty, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("spend") / "out"
    labels = str(county.folder / "labels.csv")
    asked = ("--budget", "£20,000", "--floor", "district=0.6", "--floor", "setting:rural=0.9")
    assert main(command(county, out, *asked, "--labels", labels)) == 0
    return out


def test_every_file_is_written_and_can_be_checked(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == FILES
    manifest = json.loads((written / "manifest.json").read_text())
    assert manifest["fictional"] is True
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == digest
    for entry in manifest["inputs"]:
        assert entry["rows_in"] == entry["accepted"] + entry["rejected"] + entry["set_aside"], entry
    certificate = manifest["certificate"]
    assert certificate["people"] <= certificate["bound"]
    assert certificate["gap"] <= 0.005


def test_the_plan_keeps_the_budget_and_the_floors(written: Path) -> None:
    plan, floors = pd.read_csv(written / "plan.csv"), pd.read_csv(written / "floors.csv")
    assert 0 < plan["cost_gbp"].sum() <= 20_000
    assert (floors["kept_share"] >= floors["asked_share"] - 1e-4).all()
    assert set(floors["floor"]) == {"district Sageby", "district Tellford", "setting rural"}
    assert plan["reasons"].str.contains("Costs £").all()
    assert "girls: another place: " + AREAS[11] in set(
        pd.read_csv(written / "not_costed.csv")["candidate"]
    )


def test_the_picture_and_the_page_tell_what_the_tables_tell(written: Path) -> None:
    frontier = pd.read_csv(written / "frontier.csv")
    text = (written / "frontier.svg").read_text()
    picture = ElementTree.fromstring(text)  # noqa: S314 - our own picture
    circles = [one for one in picture.iter() if one.tag.endswith("circle")]
    assert len(circles) == len(frontier)
    (told,) = [one.text or "" for one in picture.iter() if one.tag.endswith("desc")]
    page = (written / "report.html").read_text()
    for _, row in frontier.iterrows():
        assert f"£{row['budget_gbp']:,.0f}:" in told
        assert f"£{row['budget_gbp']:,.2f}" in page
    assert "Certificate:" in page
    assert "Fictional" in page
    assert "What this cannot tell" in page
    assert "setting rural: 90% of its fair share" in page
    assert "Street mentoring <b>" not in page


def test_rows_that_cannot_be_used_are_listed_with_a_remedy(written: Path) -> None:
    problems = pd.read_csv(written / "problems.csv", keep_default_na=False)
    costs = problems[problems["file"] == "costs.csv"]
    assert costs["row"].astype(int).tolist() == [4, 5, 6, 7, 8]
    for words in ("twelve", "sponsorship", "younger age first", "one above", "nothing as name"):
        assert costs["found"].str.contains(words).any() or costs["wanted"].str.contains(words).any()
    labels = problems[problems["file"] == "labels.csv"]
    assert labels["found"].str.contains("2 areas").any()
    assert len(labels) == 3


def test_the_same_files_give_the_same_plan(county: SmallCounty, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(command(county, tmp_path / name, "--budget", "9000")) == 0
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_certificate_is_printed_in_words(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(county, tmp_path / "out", "--budget", "0")) == 0
    said = capsys.readouterr().out
    assert "£0.00 of £0.00 a year reaches about 0 of the" in said
    assert "Certificate: the best there can be" in said


WRONG = {
    "budget": (("--budget", "plenty"), 2, "wanted pounds"),
    "floor": (("--budget", "1", "--floor", "district"), 2, "KIND=SHARE"),
    "label": (("--budget", "1", "--floor", "colour=0.5"), 2, "wanted one of"),
    "too little": (("--budget", "1", "--floor", "district=0.5"), 6, "percentage points too few"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_done_is_told_once_and_nothing_is_written(
    what: str, county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more, code, words = WRONG[what]
    assert main(command(county, tmp_path / "out", *more)) == code
    said = capsys.readouterr().err
    assert words in said
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_label_that_the_boundaries_give_is_refused(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(f"area,kind,label\n{AREAS[0]},district,Mine\n")
    assert main(command(county, tmp_path / "out", "--budget", "1", "--labels", str(labels))) == 2
    assert "comes from the boundaries" in capsys.readouterr().err


def test_out_must_be_a_folder(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")
    assert main(command(county, tmp_path / "out", "--budget", "1")) == 2
    assert "wanted a folder" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["NaN", "-1", "1e11", "", "ten"])
def test_a_budget_is_pounds(text: str) -> None:
    with pytest.raises(BadInput, match="wanted pounds"):
        read_budget(text)
