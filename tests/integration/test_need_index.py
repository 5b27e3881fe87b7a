"""An index of need: weights anybody can try, what flips, and what is refused."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.pages import text_of
from factories.register import user_of

from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.accounts.models import Role
from sightline.service.need.models import IndicatorValue

pytestmark = pytest.mark.django_db
TELLFORD, SAGEBY = "X07000001", "X07000002"
PLACES = (TELLFORD, SAGEBY, *(f"X07{number:06d}" for number in range(3, 23)))


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small county, loaded once for all of these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        IndicatorValue.objects.all().delete()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(client):
    """An analyst of the partnership."""
    client.force_login(user_of(Role.ANALYST))
    return client


def store(term, values, period="2024/25"):
    facts = read_vocabularies()["indicators"].terms[term].facts
    IndicatorValue.objects.bulk_create(
        IndicatorValue(source=facts["publication"], indicator=facts["published_as"],
                       area_code=place, period=period, value=value)
        for place, value in zip(PLACES, values, strict=False)
    )  # fmt: skip


@pytest.fixture
def _three():
    """School: the first place is worst. Family: the last is. Deprivation: the second is."""
    count = len(PLACES)
    store("suspensions", range(count, 0, -1))
    store("suspensions", range(count), period="2020/21")  # older: not the one that is used
    store("children-looked-after", range(count))
    store("low-income-families", [5, 99, *range(count - 2)])
    store("first-time-entrants", range(count))


def index(reader, **weights):
    asked = {f"weight-{domain}": value for domain, value in weights.items()}
    return reader.get(reverse("need:index"), asked)


@pytest.mark.usefixtures("_three")
def test_districts_are_told_by_name_with_ranges_and_enforcement_is_left_out(reader):
    page = index(reader).context["page"]
    assert [row.name for row in page.rows] == ["Sageby", "Tellford"]
    assert [box.domain for box in page.boxes] == ["school", "family", "deprivation"]
    assert {box.percent for box in page.boxes} == {"33.33"}
    assert page.places_in_all == "22"
    police = [name for name, why in page.left_out if why == "it counts what police and courts do"]
    assert read_vocabularies()["indicators"].terms["first-time-entrants"].name in police
    assert "2024/25" in page.boxes[0].indicators[0]
    tellford = page.rows[1]
    assert tellford.points[0] == "100.0"  # the worst of all at school, by the latest period
    assert tellford.known == "100%"


@pytest.mark.usefixtures("_three")
def test_other_weights_are_scaled_and_what_flips_is_told(reader):
    equal = index(reader).context["page"]
    assert equal.is_equal
    page = index(reader, school="90", family="0", deprivation="10").context["page"]
    assert [box.percent for box in page.boxes] == ["90", "0", "10"]
    assert "places enter the tenth with the most need" in page.flips
    assert page.rows[1].rank == "1"
    assert "cannot stand without one of them" in page.without_refused
    one = index(reader, deprivation="0").context["page"]
    assert [box.percent for box in one.boxes] == ["50", "50", "0"]  # the others keep their share
    halves = index(reader, school="50", family="50", deprivation="50").context["page"]
    assert halves.is_equal
    assert [row.rank for row in halves.rows] == [row.rank for row in equal.rows]


@pytest.mark.usefixtures("_three")
def test_each_indicator_is_left_out_in_turn(reader):
    page = index(reader).context["page"]
    assert len(page.without) == 3
    likeness = [float(row.alike) for row in page.without]
    assert likeness == sorted(likeness)  # what the index rests on most comes first


@pytest.mark.usefixtures("_three")
def test_deprivation_alone_is_refused_in_the_words_of_the_analysis(reader):
    refused = index(reader, school="0", family="0", deprivation="100")
    assert refused.status_code == 422
    assert "deprivation alone, which is not need by itself" in refused.content.decode()


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize("wrong", ["lots", "-1", "101"])
def test_a_weight_that_is_none_is_said(reader, wrong):
    response = index(reader, school=wrong)
    assert "School: write a weight from 0 to 100" in text_of(response)
    assert response.context["page"].is_equal


def test_without_indicators_the_page_says_who_can_load_them(reader):
    assert "No indicator of need that differs between places has been loaded." in text_of(
        index(reader)
    )
    store("low-income-families", range(len(PLACES)))  # deprivation is no index by itself
    assert "There is no index yet" in text_of(index(reader))


def test_a_district_without_figures_is_not_supplied_and_never_nought(reader):
    store("suspensions", range(len(PLACES)))
    store("children-looked-after", range(len(PLACES)))
    IndicatorValue.objects.filter(area_code=SAGEBY).delete()
    (row, _) = index(reader).context["page"].rows
    assert (row.name, row.rank, row.score) == ("Sageby", "not supplied", "not supplied")
