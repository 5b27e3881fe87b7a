"""Loading a county: every row accounted for, all or nothing, and kept in step with the register."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from factories.county_folder import COUNTY, load, write_county_folder
from factories.small_county import AREAS, club

from sightline.errors import BadInput
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.gaps import actions
from sightline.service.gaps.models import AreaGap, GapRun, ReachPart
from sightline.service.need import queries as need
from sightline.service.need.models import DataRelease, IncidentCount
from sightline.service.pages.queries import instance
from sightline.service.places import queries as places

pytestmark = pytest.mark.django_db


def run_command(folder, name="load_county"):
    out = io.StringIO()
    call_command(name, str(folder), stdout=out)
    return out.getvalue()


def test_the_command_says_where_every_row_went(tmp_path):
    write_county_folder(tmp_path)
    said = run_command(tmp_path)
    assert "Tell: 12 areas loaded; gaps worked out." in said
    for release in DataRelease.objects.all():
        line = (
            f"{release.what}: {release.rows_in:,} rows in = {release.accepted:,} accepted + "
            f"{release.rejected:,} rejected + {release.set_aside:,} set aside"
        )
        assert line in said


def test_the_county_is_named_with_its_question(tmp_path):
    load(write_county_folder(tmp_path))
    named = instance()
    assert (named.name, named.fictional, str(named.as_of), named.ages) == (
        "Tell", True, "2025-12", "10-24",
    )  # fmt: skip
    run = GapRun.objects.get()
    assert (run.theme, run.as_of, run.age_from, run.age_to) == ("violence", "2025-12", 10, 24)
    assert run.inputs["police"] == need.input_versions()["police"]
    assert len(run.months) == 12


def test_loading_again_gives_the_same_answer_in_place_of_the_first(tmp_path):
    path = write_county_folder(tmp_path)
    load(path)
    first = list(AreaGap.objects.order_by("area_id").values_list("area_id", "shortfall", "kind"))
    load(path)
    assert GapRun.objects.count() == 1
    again = list(AreaGap.objects.order_by("area_id").values_list("area_id", "shortfall", "kind"))
    assert again == first


@pytest.mark.parametrize(("broken", "told"), [
    (COUNTY.replace('"areas.geojson"', '"nowhere.geojson"'), "nowhere.geojson"),
    (COUNTY.replace("fictional = true", 'fictional = "yes"'), "wanted true or false"),
    (COUNTY.replace('as_of = "2025-12"', 'as_of = "May"'), "wanted a month such as 2025-12"),
    (COUNTY.replace('ages = "10-24"', 'ages = "24-10"'), "ages: found 24 to 10"),
    (COUNTY.replace('theme = "violence"', 'theme = "vileness"'), "found 'vileness'"),
    (COUNTY.replace('name = "Tell"', ""), "county.toml, name: found nothing"),
    (COUNTY.replace('"Tell"', '"Te\\u0000ll"'), "found 'Te\\x00ll', wanted one line"),
    (COUNTY.replace('"Tell"', f'"{"l" * 101}"'), "county.toml, name: found 101 characters"),
    (COUNTY.replace("population =", "populaton ="), "found populaton"),
    (COUNTY.replace('police = ["police"]', 'police = "police"'), "wanted a list"),
    (COUNTY + "[sources.people]\nsauce = 1\n", "sources"),
    ("name = ", "wanted TOML"),
])  # fmt: skip
def test_a_county_that_is_refused_changes_nothing(tmp_path, broken, told):
    load(write_county_folder(tmp_path / "good"))
    before = list(AreaGap.objects.values_list("area_id", "shortfall"))
    write_county_folder(tmp_path / "bad", county=broken)
    with pytest.raises(CommandError) as refused:
        run_command(tmp_path / "bad")
    assert told in str(refused.value)
    assert "Nothing stored was changed." in str(refused.value)
    assert list(AreaGap.objects.values_list("area_id", "shortfall")) == before


@pytest.mark.parametrize("file", ["areas.geojson", "population.csv", "deprivation.csv",
                                  "activities.csv", "partners.csv"])  # fmt: skip
def test_a_file_that_cannot_be_read_changes_nothing(tmp_path, file):
    load(write_county_folder(tmp_path / "good"))
    before = list(AreaGap.objects.values_list("area_id", "shortfall"))
    path = write_county_folder(tmp_path / "bad")
    (path.parent / file).write_bytes(b"\x00\x01\x02")
    with pytest.raises(CommandError, match="Nothing stored was changed"):
        run_command(path)
    assert list(AreaGap.objects.values_list("area_id", "shortfall")) == before


def test_a_failure_while_storing_takes_everything_back(tmp_path, monkeypatch):
    path = write_county_folder(tmp_path)
    load(path)
    before = (IncidentCount.objects.count(), GapRun.objects.get().pk, len(places.areas()))

    def fail(**_given):
        raise BadInput("the disk is full")

    monkeypatch.setattr("sightline.service.gaps.actions.loading.work_out_gaps", fail)
    with pytest.raises(BadInput):
        load(path)
    after = (IncidentCount.objects.count(), GapRun.objects.get().pk, len(places.areas()))
    assert after == before


def test_a_folder_without_a_county_is_told_so(tmp_path):
    with pytest.raises(CommandError, match=r"found no county\.toml"):
        run_command(tmp_path)


def test_a_folder_without_open_data_is_told_so(tmp_path):
    with pytest.raises(CommandError, match="found no months of police records"):
        run_command(tmp_path, "load_open_data")


def test_open_data_is_the_twelve_months_to_the_last_there_is(tmp_path):
    for month in ("2018-10", "2024-12", "2025-01", "2025-12"):
        (tmp_path / "crime/police-uk" / month).mkdir(parents=True)
    for name in (
        "geography/lsoa21_essex.geojson",
        "population/census2021_lsoa21_age6.csv.gz",
        "deprivation/iod2025_lsoa21.csv.gz",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    files = actions.open_data_county(tmp_path)
    assert [path.name for path in files.police] == ["2025-01", "2025-12"]
    assert str(files.as_of) == "2025-12"
    assert files.neighbours is None
    assert files.activities is None
    assert files.words_of("police").period == "January 2025 to December 2025"
    (tmp_path / "geography/lsoa21_essex.geojson").unlink()
    with pytest.raises(BadInput, match=r"found no geography/lsoa21_essex\.geojson"):
        actions.open_data_county(tmp_path)


def test_the_parts_of_the_reach_add_up_to_the_area(tmp_path):
    load(write_county_folder(tmp_path))
    for gap in AreaGap.objects.all():
        parts = ReachPart.objects.filter(area_id=gap.area_id, right_ages=True)
        reached = sum(part.people_reached or 0 for part in parts)
        assert gap.people_reached == pytest.approx(min(reached, gap.people))


def test_gaps_are_worked_out_anew_once_the_register_has_changed(tmp_path, monkeypatch):
    load(write_county_folder(tmp_path))
    run = GapRun.objects.get()
    assert actions.refresh_gaps(now=timezone.now()).pk == run.pk
    monkeypatch.setattr(
        "sightline.service.gaps.actions.runs.register.register_version", lambda: "another"
    )
    anew = actions.refresh_gaps(now=timezone.now())
    assert anew.pk != run.pk
    assert anew.register_version == "another"
    assert actions.refresh_gaps(now=timezone.now()).pk == anew.pk


def test_looking_locks_nothing_while_nothing_has_changed(tmp_path, django_assert_max_num_queries):
    load(write_county_folder(tmp_path))
    with django_assert_max_num_queries(4) as asked:
        actions.refresh_gaps(now=timezone.now())
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_with_nothing_loaded_there_is_nothing_to_refresh():
    assert actions.refresh_gaps(now=timezone.now()) is None


def test_where_a_sensitive_site_stands_in_its_district_changes_no_byte(tmp_path, client):
    """Trust: moving a hidden site within its district changes nothing that can be read."""
    client.force_login(
        set_up_demo_user(
            email="partner@sightline.example", name="P", role=Role.PARTNER, password="a long pass"
        )
    )
    seen = []
    for place in (AREAS[0], AREAS[9]):  # both in Tellford
        refuge = club(reference="refuge", delivery_area=place, sensitive_site="yes")
        load(write_county_folder(tmp_path / place, activities=[refuge, club()]))
        page = client.get(f"/gaps/areas/{AREAS[0]}").content.decode()
        seen.append(
            (
                client.get("/gaps/download.csv").content,
                client.get("/gaps/shapes.geojson").content,
                re.sub(r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"| at \d\d:\d\d', "", page),
            )
        )
    assert seen[0] == seen[1]


@pytest.mark.real
def test_real_essex_loads_with_every_police_row_accounted_for(shared_data):
    said = run_command(shared_data, "load_open_data")
    assert "Essex: 1,111 areas loaded; nobody has reported yet" in said
    police = DataRelease.objects.get(what="police")
    assert police.rows_in == 158_217
    assert police.rows_in == police.accepted + police.rejected + police.set_aside
    assert AreaGap.objects.count() == 1_111
    assert set(AreaGap.objects.values_list("kind", flat=True)) == {"nobody has reported"}
    assert AreaGap.objects.filter(shortfall__isnull=False).count() == 0
