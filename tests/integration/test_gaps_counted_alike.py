"""Home, list, report and command count the areas that are short alike, and say the same months."""

from __future__ import annotations

import re
import shutil

import pandas as pd
import pypdf
import pytest
from factories.county_folder import load, write_county_folder
from factories.pages import text_of
from factories.small_county import club

from sightline.analysis.gaps import bands_of_shortfall
from sightline.cli.main import main
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """Somebody of the partnership."""
    client.force_login(
        set_up_demo_user(
            email="analyst@sightline.example", name="A", role=Role.ANALYST, password="a long pass"
        )
    )
    return client


def say_partners(folder, *names):
    lines = [f"{name},charity,all" for name in names]
    (folder / "partners.csv").write_text("\n".join(["organisation,kind,areas_covered", *lines]))


def run_command(folder, out, capsys, *more, without=()):
    """What the command says, and the words of its report."""
    files = {
        "--boundaries": "areas.geojson",
        "--population": "population.csv",
        "--deprivation": "deprivation.csv",
        "--police": "police",
        "--activities": "activities.csv",
        "--partners": "partners.csv",
    }
    given = [
        word
        for option, name in files.items()
        if option not in without
        for word in (option, str(folder / name))
    ]
    assert main(["find-gaps", *given, "--as-of", "2025-12", "--out", str(out), *more]) == 0
    pages = pypdf.PdfReader(out / "report.pdf").pages
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    return capsys.readouterr().out, words


def test_every_count_of_areas_that_are_short_is_the_same(reader, tmp_path, capsys):
    folder = write_county_folder(tmp_path / "county").parent
    said, report = run_command(folder, tmp_path / "out", capsys)
    load(folder)
    short, fewest, most = re.search(
        r"(\d+) of 12 areas have a shortfall \(between (\d+) and (\d+)\)", said
    ).groups()
    assert int(fewest) <= int(short) <= int(most)
    assert f"Areas with a shortfall: {short} (between {fewest} and {most})" in report
    listed = text_of(reader.get("/gaps"))
    assert f"In {short} of 12 areas fewer people are reached" in listed
    assert f"low end of its range it is {fewest} areas, at the high end {most}." in listed
    home = text_of(reader.get("/"))
    assert f"Areas where too few are reached {short} of 12 areas" in home
    assert f"Between {fewest} and {most}" in home


def test_the_maps_of_page_and_report_have_the_same_bands(reader, tmp_path, capsys):
    folder = write_county_folder(tmp_path / "county").parent
    _, report = run_command(folder, tmp_path / "out", capsys)
    load(folder)
    bands = bands_of_shortfall(pd.read_csv(tmp_path / "out/gaps.csv")["shortfall"])
    listed = reader.get("/gaps").content.decode()
    assert len(bands.words) > 2
    for number, words in enumerate(bands.words):
        areas = int((bands.of_row == number).sum())
        assert f"{words}: {areas} area" in listed
        assert (words in report) or not areas


def test_less_than_half_a_person_short_is_no_area_short(reader, tmp_path, capsys):
    """0.3% of 150 people are 0.45 of one: nowhere is a person short, to the nearest person."""
    folder = write_county_folder(tmp_path / "county").parent
    policy = ("--target-share", "0.003", "--target-rule", "equal")
    said, report = run_command(folder, tmp_path / "out", capsys, *policy)
    assert "0 of 12 areas have a shortfall (between 0 and 0)" in said
    assert "Areas with a shortfall: 0 (between 0 and 0)" in report
    load(folder)
    listed = text_of(reader.get("/gaps", {"share": "0.3", "rule": "equal"}))
    assert "In 0 of 12 areas fewer people are reached" in listed
    assert "Target met (12)" in listed


def test_months_that_are_not_known_are_not_said_to_be(reader, tmp_path, capsys):
    folder = write_county_folder(tmp_path / "county").parent
    shutil.rmtree(folder / "police" / "2025-12")
    said, report = run_command(folder, tmp_path / "out", capsys)
    load(folder)
    words = "11 of the 12 months to December 2025"
    pages = [text_of(reader.get(address)) for address in ("/", "/gaps")]
    for text in (said, report, *pages):
        assert words in text
        assert "12 months to December 2025" not in text.replace(words, "")


def test_the_report_does_not_say_need_twice_and_claims_no_deprivation_it_was_not_given(
    tmp_path, capsys
):
    folder = write_county_folder(tmp_path / "county").parent
    _, report = run_command(folder, tmp_path / "out", capsys, without=("--deprivation",))
    assert "Need is about" not in report
    assert "as deprived as it" not in report
    assert "all the areas together" in report
    assert "only those who may come" not in report
    _, report = run_command(folder, tmp_path / "out", capsys)
    assert "areas as deprived as it" in report


def test_a_record_confirmed_after_the_months_asked_about_is_no_mistake(reader, tmp_path, capsys):
    """Police records come out months late; what partners confirmed since then still counts."""
    activities = [club(confirmed_on="03/01/2026")]
    folder = write_county_folder(tmp_path / "county", activities=activities).parent
    run_command(folder, tmp_path / "out", capsys)
    load(folder)
    shown = reader.get("/gaps/download.csv").content
    assert shown == (tmp_path / "out/gaps.csv").read_bytes()
    reached = pd.read_csv(tmp_path / "out/gaps.csv")["people_reached"]
    assert reached.sum() > 0


def test_an_organisation_under_a_name_that_is_not_listed_is_told(tmp_path, capsys):
    activities = [club(organisation="Lantern  trust"), club(reference="b", organisation="Lamp Ltd")]
    folder = write_county_folder(tmp_path / "county", activities=activities).parent
    say_partners(folder, "Lantern Trust", "Lamp")
    run_command(folder, tmp_path / "out", capsys)
    problems = pd.read_csv(tmp_path / "out/problems.csv", dtype=str)
    told = problems[problems["column"] == "organisation"]
    assert told["found"].tolist() == ["'Lamp Ltd', which is not on the list of partners"]
    assert told["what_happened"].tolist() == ["note"]
