"""The service and the command answer alike: the same files give the same gaps, byte for byte."""

from __future__ import annotations

import pytest
from factories.county_folder import load, write_county_folder

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


def run_command(folder, out, *more):
    files = {
        "--boundaries": "areas.geojson",
        "--population": "population.csv",
        "--deprivation": "deprivation.csv",
        "--police": "police",
        "--activities": "activities.csv",
        "--partners": "partners.csv",
    }
    given = [word for option, name in files.items() for word in (option, str(folder / name))]
    asked = ["--theme", "violence", "--ages", "10-24", "--as-of", "2025-12", "--out", str(out)]
    assert main(["find-gaps", *given, *asked, *more]) == 0
    return (out / "gaps.csv").read_bytes()


def test_the_download_is_the_commands_gaps_csv(reader, tmp_path):
    folder = write_county_folder(tmp_path / "county").parent
    written = run_command(folder, tmp_path / "out")
    load(folder)
    assert reader.get("/gaps/download.csv").content.decode() == written.decode()


def test_another_policy_too(reader, tmp_path):
    folder = write_county_folder(tmp_path / "county").parent
    written = run_command(
        folder, tmp_path / "out", "--target-share", "0.25", "--target-rule", "equal"
    )
    load(folder)
    shown = reader.get("/gaps/download.csv", {"share": "25", "rule": "equal"}).content
    assert shown.decode() == written.decode()


def test_an_empty_register_too(reader, tmp_path):
    folder = write_county_folder(tmp_path / "county", activities=()).parent
    written = run_command(folder, tmp_path / "out")
    load(folder)
    assert reader.get("/gaps/download.csv").content.decode() == written.decode()
