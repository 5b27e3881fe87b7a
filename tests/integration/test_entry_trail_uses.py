"""What records were used for, from the chain of events: files with hidden places, assessments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, club, store_county, user_of

from sightline.service.accounts.models import Role
from sightline.service.audit.actions import record
from sightline.service.entry.queries import trail_uses
from sightline.service.entry.queries.uses import ASSESSED
from sightline.service.register.actions import import_rows, record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    store_county()
    houses = [club(reference=f"H-{n}", name=f"House {n}", sensitive_site=True) for n in range(2)]
    import_rows([*houses, club(reference="O", name="Open")], by=None, now=NOW)
    record_activity(club(reference="X", organisation=OTHER), by=None, now=NOW)
    return user_of(Role.UNIT)


def own():
    return frozenset(Activity.objects.filter(reference="O").values_list("organisation", flat=True))


def test_nothing_is_told_where_nothing_is_known(unit):
    assert trail_uses(own()) == ()


def test_files_with_hidden_places_are_told_at_home_and_on_the_record(client, unit):
    client.force_login(unit)
    for address in ("/activities/download.csv", "/activities/download.csv?q=house+1"):
        b"".join(answer) if (answer := client.get(address)).streaming else answer.content
    (row,) = trail_uses(own())
    assert "2 files with 2 records of yours" in row.note
    client.force_login(user_of(Role.PARTNER, TRUST, name="Ana"))
    assert row.note in text_of(client.get(reverse("pages:home")))
    for name, files in (("House 0", "1 file"), ("House 1", "2 files")):
        key = Activity.objects.get(name=name).pk
        page = text_of(client.get(reverse("register:activity", args=[key])))
        assert f"In a file with hidden places: {files}, the last on" in page
    key = Activity.objects.get(name="Open").pk
    assert "What it was used for" not in text_of(
        client.get(reverse("register:activity", args=[key]))
    )


def test_others_are_not_told(client, unit):
    client.force_login(unit)
    client.get("/activities/download.csv")
    client.force_login(user_of(Role.PARTNER, OTHER, name="Otto"))
    key = Activity.objects.get(name="House 0").pk
    page = text_of(client.get(reverse("register:activity", args=[key])))
    assert "What it was used for" not in page


def test_an_assessment_counts_the_records_of_its_themes_that_were_there(unit):
    def assess(themes, at):
        with transaction.atomic():
            record(ASSESSED, about=unit, by=unit, at=at, after={"themes": themes})

    assess(["violence"], NOW - timedelta(days=1))  # before any record was added
    assess(["knife-crime"], NOW + timedelta(days=1))  # none of them is of that
    assert trail_uses(own()) == ()
    assess(["violence"], NOW + timedelta(days=2))
    (row,) = trail_uses(own())
    assert row.note == "1 needs assessment with 3 records of yours, the last on 17 January 2026."


def test_the_kind_of_event_is_that_of_the_room_of_assessments():
    from sightline.service.assessment.actions import DOWNLOADED

    assert DOWNLOADED == ASSESSED
