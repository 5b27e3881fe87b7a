"""The hospital of the demonstration: a year of made-up months, released by two people."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse
from factories.register import NOW, store_county, user_of

from sightline.service.accounts.models import Role
from sightline.service.demonstration import hospital
from sightline.service.demonstration.people import PART_OF
from sightline.service.partners.actions import find_or_add_organisations
from sightline.service.sources.models import Cell, Release, WithheldText
from sightline.service.sources.queries import source_page

pytestmark = pytest.mark.django_db


def test_the_hospital_gives_a_year_and_two_people_release_it(client):
    store_county()
    find_or_add_organisations([PART_OF[0]], by=None, now=NOW)
    unit = user_of(Role.UNIT)
    today = date(2026, 1, 15)
    hospital.give_hospital_data(SimpleNamespace(unit=unit), now=NOW, today=today)
    release = Release.objects.get()
    assert release.months[0] == "2025-01"
    assert len(release.months) == 12
    assert release.approved_by != release.proposed_by
    assert WithheldText.objects.count() == 2
    assert all("(fictional)" in text.text for text in WithheldText.objects.all())
    page = source_page(
        viewer=user_of(Role.BOARD), source_id=release.source_id, month="", today=today
    )
    assert page.standing.tag == "Review due"
    assert len(page.counts.rows) == Cell.objects.filter(month="2025-12").count()
    public = client.get(reverse("sources:released", args=[release.source_id])).content.decode()
    assert "January 2025 to December 2025" in public
    assert "Inkwell" not in public
