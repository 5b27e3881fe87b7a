"""Indicators in the service: loaded whole, accounted for, and told on the profile of a place."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories.county_folder import write_county_folder
from factories.pages import text_of
from factories.register import user_of

from sightline.demo.indicators import SEVERITY_FILE, write_indicators
from sightline.demo.places import DISTRICTS
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.need.models import DataRelease, IndicatorValue, NeedRun, WiderArea
from sightline.service.need.queries.factors import factors_of, factors_part
from sightline.service.need.queries.profile import PROFILE_PARTS
from sightline.service.need.stored import input_versions

pytestmark = pytest.mark.django_db
FILES = (
    "authority-codes-fictional.csv",
    "authority-tool-fictional.csv",
    "health-index-fictional.csv",
    SEVERITY_FILE,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "indicators"
    write_indicators(folder, np.random.default_rng(2018))
    return folder


def load(made, *names, **options):
    call_command("load_indicators", *[made / name for name in names or FILES], **options)


def card(part, name):
    return next(each for each in part.cards if each.name == name)


def test_every_row_is_accounted_for_and_the_load_is_audited(made, capsys):
    load(made, fictional=True)
    said = capsys.readouterr().out
    assert "dfe-lait: 2,240 rows in = 2,240 accepted + 0 rejected + 0 set aside" in said
    assert IndicatorValue.objects.count() == 2240 + 980 + 20
    releases = DataRelease.objects.filter(what="ons-health-index")
    assert [release.source for release in releases] == ["Made up for teaching"]
    assert Event.objects.filter(kind="indicators loaded").count() == 3


def test_zero_missing_and_their_reasons_are_kept_apart(made):
    load(made)
    hidden = IndicatorValue.objects.filter(value=None)
    assert hidden.exists()
    assert {each.missing for each in hidden} == {
        "missing or suppressed: the file does not say which"
    }
    assert not IndicatorValue.objects.filter(value__isnull=False).exclude(missing="").exists()


@pytest.mark.parametrize(("value", "missing"), [(None, ""), (0.0, "not available")])
def test_the_database_refuses_a_reading_that_is_both_or_neither(value, missing):
    with pytest.raises(IntegrityError, match="a_reading_has_a_value"), transaction.atomic():
        IndicatorValue.objects.create(
            source="s", indicator="i", area_code="X1", period="2025", value=value, missing=missing
        )


def test_loading_again_replaces_a_publication_whole_and_leaves_the_others(made, tmp_path):
    load(made)
    path = tmp_path / "health.csv"
    path.write_text("district_code,year,indicator,value\nX07000001,2024,Self-harm,0\n")
    call_command("load_indicators", path)
    kept = IndicatorValue.objects.filter(source="ons-health-index")
    assert [(each.period, each.value) for each in kept] == [("2024", 0.0)]
    assert IndicatorValue.objects.filter(source="dfe-lait").count() == 2240


def test_what_the_vocabulary_does_not_have_is_told_and_not_kept(tmp_path, capsys):
    path = tmp_path / "health.csv"
    path.write_text(
        "district_code,year,indicator,value\nX07000001,2024,Self-harm,1\nX07000001,2024,Dementia,2\n"
    )
    call_command("load_indicators", path)
    assert "2 rows in = 1 accepted + 0 rejected + 1 set aside" in capsys.readouterr().out
    release = DataRelease.objects.get(what="ons-health-index")
    assert "1 readings of 1 indicators that are not in the vocabulary" in release.problems[0]


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("a,b\n1,2\n", "odd.csv", "found none of the files of indicators"),
        ("district_code,year,indicator,value\nX07000001,2024,Dementia,1\n", "h.csv",
         "found no indicator of the vocabulary"),
        ("district_code,crime_severity_score\nX07000001,1\n", "severity.csv",
         "found no year in its name"),
        ("Short Desc,Years,LA and Regions,Values,LA Number\nLAC,2025,Here,1,9001\n", "tool.csv",
         "found numbers of local authorities and no look-up"),
        ("old_la_code,new_la_code\n1,X1\n", "codes.csv", "found no publication among the files"),
    ],
)  # fmt: skip
def test_a_file_that_is_refused_changes_nothing(made, tmp_path, text, name, message):
    load(made)
    before = IndicatorValue.objects.count()
    (tmp_path / name).write_text(text)
    with pytest.raises(CommandError, match=message):
        call_command("load_indicators", tmp_path / name)
    assert IndicatorValue.objects.count() == before


def test_two_files_of_one_publication_are_refused(made, tmp_path):
    (tmp_path / "again.csv").write_bytes((made / "health-index-fictional.csv").read_bytes())
    with pytest.raises(CommandError, match="found a second file of ons-health-index"):
        call_command("load_indicators", made / "health-index-fictional.csv", tmp_path / "again.csv")


def test_the_year_of_crime_severity_can_be_given(tmp_path):
    (tmp_path / "severity.csv").write_text("district_code,crime_severity_score\nX07000001,1\n")
    call_command("load_indicators", tmp_path / "severity.csv", severity_period="2022-23")
    assert IndicatorValue.objects.get().period == "2022-23"


def test_the_port_stands_out_and_says_against_whom_and_how_sure(made):
    load(made, fictional=True)
    port = next(n for n, each in enumerate(DISTRICTS, start=1) if each.name == "Yarnmouth")
    part = factors_of(f"X07{port:06d}", "Yarnmouth")
    assert part.lead.startswith("In Yarnmouth these stand out the worse way: ")
    out = [each for each in part.cards if each.stands_out]
    assert out == list(part.cards[: len(out)])  # they come first
    assert all("against the other districts" in each.words for each in out)
    row = out[0].rows[0]
    assert row.of == "Yarnmouth"
    assert "Made up for teaching" in row.source
    assert any("fairly sure" in each.how_sure for each in out[0].rows)
    justice = card(part, "Contact with criminal justice")
    assert not justice.stands_out
    assert "never judged as need" in justice.words
    assert {help_.name for help_ in justice.helps} == {"Pre-court diversion"}
    crime = card(part, "Crime and drugs in the neighbourhood").rows[0]
    assert crime.trend.endswith("2021 repeats the year before")


def test_a_district_of_a_county_is_told_the_countys_figure_as_such(made, tmp_path):
    load(made)
    counties = tmp_path / "lad-utla.csv"
    counties.write_text(
        "ltla23_code,ltla23_name,utla23_code,utla23_name\nXDISTRICT,Villages,X07000003,Fabledon\n"
    )
    call_command("load_indicators", made / SEVERITY_FILE, counties)
    assert WiderArea.objects.get().wider_name == "Fabledon"
    part = factors_of("XDISTRICT", "Villages")
    row = card(part, "Exclusion from school").rows[0]
    assert row.of == "Fabledon, which Villages is in"
    assert row.value != "not supplied"


def test_a_place_without_readings_is_not_supplied_and_never_none(made):
    load(made)
    part = factors_of("X99", "Nowhere")
    assert part.lead.startswith("No factor stands out the worse way in Nowhere, of 0 of ")
    assert {row.value for each in part.cards for row in each.rows} == {"not supplied"}


def test_a_county_is_loaded_with_its_indicators_and_shows_them(client, made, tmp_path):
    folder = write_county_folder(tmp_path)
    write_indicators(folder.parent / "indicators", np.random.default_rng(2018))
    call_command("load_county", folder)
    assert DataRelease.objects.filter(what="dfe-lait", source="Made up for teaching").exists()
    assert "dfe-lait" not in input_versions()  # need does not rest on them
    client.force_login(user_of(Role.ANALYST))
    page = client.get(reverse("need:profile", args=["X07000001"]))
    said = text_of(page)
    assert "Risk and protective factors" in said
    assert "Impact on violence:" in said
    assert "Confidence in the evidence:" in said
    runs = NeedRun.objects.count()
    load(made)
    client.get(reverse("need:profile", args=["X07000001"]))
    assert NeedRun.objects.count() == runs  # nothing was worked out again


def test_without_indicators_a_profile_has_no_such_part():
    assert factors_part in PROFILE_PARTS
    assert factors_part(None) is None
