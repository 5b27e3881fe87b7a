"""Gaps in months to come and the cliff calendar: the same numbers as now, the list and the file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.pages import text_of

from sightline.analysis.periods import Month
from sightline.analysis.words import say_people
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.gaps.models import AreaGap, GapRun, KeptCliff, MonthOfGaps
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
NUMBERS = ("people_reached", "shortfall", "shortfall_low", "shortfall_high")


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small county, whose first activity loses its money on 31 March 2026."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        first = Activity.objects.order_by("name").first()
        first.funded_until = date(2026, 3, 31)
        first.version += 1  # so that what is kept of the register is worked out anew
        first.save()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(client):
    client.force_login(
        set_up_demo_user(
            email="p@sightline.example", name="P", role=Role.ANALYST, password="a long password"
        )
    )
    client.get(reverse("gaps:where"))
    return client


def rows_of_file(reader, route, **asked):
    told = reader.get(reverse(route, args=["csv"]), asked).content.decode("utf-8")
    return list(csv.DictReader(io.StringIO(told)))


def test_the_first_month_is_the_answer_of_now(reader):
    """What is kept of the month asked about is what the list of gaps says of it."""
    run = GapRun.objects.get()
    now = MonthOfGaps.objects.get(run=run, month=run.as_of).columns
    kept = {row.area_id: row for row in AreaGap.objects.filter(run=run)}
    assert sorted(now["area"]) == sorted(kept)
    for name in NUMBERS[:2]:
        for area, number in zip(now["area"], now[name], strict=True):
            assert number == pytest.approx(getattr(kept[area], name), abs=1e-4)


def test_without_a_month_the_first_after_the_end_of_the_financial_year_is_shown(reader):
    page = text_of(reader.get(reverse("gaps:months")))
    assert "Gaps in April 2026" in page
    for odd in ("2020-01", "9999-99", "none", "<script>"):
        assert "Gaps in April 2026" in text_of(reader.get(reverse("gaps:months"), {"month": odd}))


def test_the_file_has_exactly_the_rows_of_the_page(reader):
    page = reader.get(reverse("gaps:months"))
    rows = rows_of_file(reader, "gaps:months_file")
    assert f"{len(rows):,} of {len(rows):,} areas" in text_of(page)
    assert {row["month"] for row in rows} == {"2026-04"}
    shown = page.content.decode("utf-8")
    for row in rows[:5]:
        assert f"{row['area_name']}</a>" in shown
        assert say_people(float(row["shortfall_confirmed"])) in shown


def test_money_that_ends_is_a_gap_of_the_month_after_and_of_none_before(reader):
    march = rows_of_file(reader, "gaps:months_file", month="2026-03")
    april = rows_of_file(reader, "gaps:months_file", month="2026-04")
    before = {row["area"]: row for row in march}
    lost = [row for row in april
            if float(row["shortfall_confirmed"]) > float(before[row["area"]]["shortfall_confirmed"])
            ]  # fmt: skip
    assert lost
    for row in april:  # if the money is found, nothing is lost
        assert float(row["shortfall"]) == pytest.approx(float(before[row["area"]]["shortfall"]))


def test_the_calendar_marks_31_march_and_names_what_ends_and_who_pays(reader):
    first = Activity.objects.order_by("name").first()
    page = text_of(reader.get(reverse("gaps:cliffs")))
    assert "What goes dark: March 2026" in page
    assert "31 March" in page
    assert first.name in page
    assert "its money ends" in page
    rows = rows_of_file(reader, "gaps:cliffs_file")
    assert {row["activity"] for row in rows} == {str(first.pk)}
    assert {row["day"] for row in rows} == {"2026-03-31"}
    kept = KeptCliff.objects.get(activity=str(first.pk)).rows
    assert len(kept) == len(rows)


def test_what_ends_in_another_month_or_district_is_asked_for_by_address(reader):
    nothing = rows_of_file(reader, "gaps:cliffs_file", district="nowhere")
    assert nothing == []
    page = reader.get(reverse("gaps:cliffs"), {"month": "2031-01", "page": "99"})
    assert page.status_code == 200
    assert "March 2026" in text_of(page)


def test_it_takes_three_clicks_from_the_gaps_to_what_a_place_loses_and_who_goes_on(reader):
    first = reader.get(reverse("gaps:where")).content.decode("utf-8")
    assert reverse("gaps:months") in first
    second = reader.get(reverse("gaps:months")).content.decode("utf-8")
    assert reverse("gaps:cliffs") in second
    third = text_of(reader.get(reverse("gaps:cliffs")))
    assert "Who could cover it" in third


def test_only_csv_is_handed_over(reader):
    for route in ("gaps:months_file", "gaps:cliffs_file"):
        assert reader.get(reverse(route, args=["xlsx"])).status_code == 404


def test_months_go_on_for_a_year_and_a_half(reader):
    months = [Month.parse(name) for name in MonthOfGaps.objects.values_list("month", flat=True)]
    assert months == [months[0].plus(step) for step in range(len(months))]
    assert len(months) > 12
