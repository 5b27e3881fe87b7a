"""Incidents and releases of data: kept, read back, and shown with where every row went."""

from __future__ import annotations

import pandas as pd
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from factories.small_county import AREAS, write_small_county

from sightline.analysis.periods import Month, months_to
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.population import read_population
from sightline.exchange.problems import Account, Problem
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.need import actions, queries
from sightline.service.need.models import DataRelease
from sightline.service.places import actions as places

pytestmark = pytest.mark.django_db
VIOLENCE, THEFT = "Violence and sexual offences", "Bicycle theft"
YEAR = months_to(Month(2025, 12), how_many=12)


@pytest.fixture
def _county(tmp_path):
    files = write_small_county(tmp_path)
    geography = read_boundaries(files.boundaries).rows
    population = read_population(files.population).rows
    places.store_places(
        places.CountyPlaces(name="Tell", geography=geography, population=population)
    )


@pytest.fixture
def client_in(client):
    user = set_up_demo_user(
        email="partner@sightline.example", name="P", role=Role.PARTNER, password="a long password"
    )
    client.force_login(user)
    return client


def cube(*rows):
    return pd.DataFrame(rows, columns=["area", "month", "category", "incidents"])


def release(**given):
    values = {
        "what": DataRelease.What.POLICE,
        "source": "police.uk",
        "licence": "Open Government Licence v3.0",
        "period": "2025",
        "accounts": (
            Account("a.csv", "0" * 64, 10, 7, 1, 2, {"no location": 2, "not a month": 1}),
            Account("b.csv", "1" * 64, 5, 5),
        ),
        "problems": (Problem("row 3, month", "'May'", "a month", "Correct it.", file="a.csv"),),
    }
    return actions.ReleaseRead(**(values | given))


@pytest.mark.usefixtures("_county")
def test_the_cube_comes_back_for_the_categories_and_months_asked():
    actions.store_incidents(
        cube(
            (AREAS[0], "2025-01", VIOLENCE, 3),
            (AREAS[0], "2025-01", THEFT, 2),
            (AREAS[1], "2025-02", VIOLENCE, 0),
            (AREAS[1], "2025-03", VIOLENCE, 4),
        ),
        months=["2025-01", "2025-02", "2025-03"],
    )
    found = queries.cube(categories=[VIOLENCE], months=YEAR[:2])
    assert found.values.tolist() == [[AREAS[0], "2025-01", VIOLENCE, 3]]
    assert queries.incidents_in_all(categories=[VIOLENCE], months=YEAR) == 7


@pytest.mark.usefixtures("_county")
def test_a_month_with_no_incident_is_supplied_and_a_month_without_a_file_is_not():
    actions.store_incidents(cube((AREAS[0], "2025-01", THEFT, 1)), months=["2025-01", "2025-02"])
    assert queries.months_supplied() == (Month(2025, 1), Month(2025, 2))


@pytest.mark.usefixtures("_county")
def test_the_records_of_an_area_are_by_category_and_month_most_first():
    actions.store_incidents(
        cube(
            (AREAS[0], "2025-01", THEFT, 1),
            (AREAS[0], "2025-01", VIOLENCE, 3),
            (AREAS[0], "2025-12", VIOLENCE, 2),
            (AREAS[1], "2025-12", VIOLENCE, 9),
        ),
        months=[str(month) for month in YEAR],
    )
    first, second = queries.incidents_of_areas((AREAS[0],), months=YEAR)
    assert (first.category, first.in_all) == (VIOLENCE, 5)
    assert first.by_month == (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)
    assert (second.category, second.in_all) == (THEFT, 1)


@pytest.mark.usefixtures("_county")
def test_the_database_refuses_a_month_that_is_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.store_incidents(cube((AREAS[0], "2025-13", THEFT, 1)), months=[])


def test_the_page_accounts_for_every_row(client_in):
    actions.record_release(release(), now=timezone.now())
    page = client_in.get(reverse("need:release")).content.decode()
    assert "15 in = 12 accepted + 1 rejected + 2 set aside" in page
    assert "2: no location" in page
    assert "a.csv, row 3, month: found &#x27;May&#x27;, wanted a month. Correct it." in page
    assert "0" * 64 in page
    assert "Population" in page.split("Not supplied")[1]


def test_a_release_takes_the_place_of_the_one_before():
    actions.record_release(release(), now=timezone.now())
    actions.record_release(release(source="another"), now=timezone.now())
    (card,) = queries.release_page().inputs
    assert card.source == "another"
    assert queries.input_versions() == {"police": ["0" * 64, "1" * 64]}


def test_only_the_first_problems_are_kept_and_the_rest_are_counted():
    many = tuple(Problem(f"row {row}", "1", "2", "Correct it.") for row in range(60))
    actions.record_release(release(problems=many), now=timezone.now())
    (card,) = queries.release_page().inputs
    assert (len(card.problems), card.problems_not_shown) == (50, 10)


def test_with_no_data_the_page_says_who_can_supply_it(client_in):
    page = client_in.get(reverse("need:release")).content.decode()
    assert "No data has been loaded yet" in page


def test_a_stranger_is_asked_to_sign_in(client):
    address = reverse("need:release")
    assert client.get(address).headers["Location"] == f"/sign-in?next={address}"


def test_the_page_asks_the_database_little(client_in, django_assert_max_num_queries):
    actions.record_release(release(), now=timezone.now())
    with django_assert_max_num_queries(8):
        client_in.get(reverse("need:release"))
