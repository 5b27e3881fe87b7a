"""What a partner's records were used for, and a gap from which the unit makes an offer."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.pages import text_of
from factories.register import user_of
from factories.small_county import AREAS

from sightline.service.accounts.models import Role
from sightline.service.entry.models import Draft
from sightline.service.gaps.models import GapRun, ReachPart
from sightline.service.gaps.queries import gap_uses
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small county, loaded once for all of these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        yield
        transaction.set_rollback(True)


def test_home_says_how_far_the_records_of_a_partner_counted(client):
    part = ReachPart.objects.filter(right_ages=True).first()
    record = Activity.objects.get(pk=part.activity)
    organisation = record.organisation
    own = organisation.activities.filter(withdrawn_at=None)
    counted = ReachPart.objects.filter(right_ages=True, activity__in=[str(each.pk) for each in own])
    activities = len({each.activity for each in counted})
    areas = len({each.area_id for each in counted})
    (row,) = gap_uses(frozenset([organisation.pk]))
    assert row.address == reverse("gaps:where")
    assert f"{activities} of your {own.count()} activit" in row.note
    assert f"counted in {areas} area" in row.note
    people = sum(each.people_reached or 0.0 for each in counted)
    said = float(re.search(r"as room for ([0-9,]+) people", row.note)[1].replace(",", ""))
    assert abs(said - people) <= 0.5
    client.force_login(user_of(Role.PARTNER, organisation.name))
    page = text_of(client.get(reverse("pages:home")))
    assert "What your records were used for" in page
    assert row.note in page
    GapRun.objects.all().delete()
    assert gap_uses(frozenset([organisation.pk])) == ()


def test_the_unit_offers_an_activity_from_a_gap(client):
    address = reverse("gaps:area", args=[AREAS[0]])
    client.force_login(user_of(Role.ANALYST))
    assert "Offer an activity for this area" not in text_of(client.get(address))
    client.force_login(user_of(Role.UNIT))
    page = client.get(address).content.decode()
    link = re.search(r'href="([^"]+)">Offer an activity for this area', page)[1]
    form = client.get(link.replace("&amp;", "&"))
    key = re.search(r'name="key" value="([^"]+)"', form.content.decode())[1]
    organisation = Activity.objects.first().organisation
    said = {"key": key, "organisation": organisation.pk, "activity": "A club", "words": "A gap"}
    client.post(link.replace("&amp;", "&"), said)
    answers = Draft.objects.get().answers
    assert answers["areas_served"] == AREAS[0]
    assert answers["themes"] == GapRun.objects.get().theme
