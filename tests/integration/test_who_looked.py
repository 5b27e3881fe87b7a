"""Whoever is shown a hidden place of others leaves one line for each page and each file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from factories.register import (
    NOW,
    OTHER,
    TODAY,
    TRUST,
    club,
    row,
    sheet_of,
    store_county,
    user_of,
)

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import newest_number, verify_chain
from sightline.service.entry.actions import set_scope
from sightline.service.entry.models import Scope
from sightline.service.register.actions import import_rows, record_activity
from sightline.service.register.models import Activity
from sightline.service.sheets.actions import commit_upload, send_sheet

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
READ = "restricted record read"
HOUSES = [
    club(reference=f"HOUSE-{number}", name=f"House {number}", sensitive_site=True,
         visibility=Visibility.PUBLIC)
    for number in range(3)
]  # fmt: skip


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([*HOUSES, club(reference="OPEN", name="Open club")], by=None, now=NOW)


@pytest.fixture
def unit(client):
    user = user_of(Role.UNIT)
    client.force_login(user)
    return user


def house(number=0):
    return Activity.objects.whole().get(reference=f"HOUSE-{number}")


def reads():
    return list(Event.objects.filter(kind=READ).order_by("number"))


def test_the_history_of_a_hidden_place_and_two_of_its_versions_are_looks(client, unit):
    moved = replace(house().facts(), postcode="ZZ1 1AB")
    record_activity(moved, by=None, now=LATER)
    numbers = Event.objects.filter(about_id=str(house().pk)).values_list("number", flat=True)
    address = reverse("register:history", args=[house().pk])
    earlier, later = numbers
    for count, asked in enumerate(({}, {"earlier": earlier, "later": later}), start=1):
        assert "ZZ1 1AB" in client.get(address, asked).content.decode()
        assert len(reads()) == count
    assert {(each.about_id, each.by_name) for each in reads()} == {(str(house().pk), "The unit")}


def test_what_was_hidden_once_is_still_looked_at_in_the_history(client, unit):
    record_activity(replace(house().facts(), sensitive_site=False), by=None, now=LATER)
    client.get(reverse("register:history", args=[house().pk]))
    assert len(reads()) == 1


def test_changes_that_tell_where_a_hidden_place_moved_leave_one_line(client, unit):
    for number in range(3):
        record_activity(replace(house(number).facts(), postcode="ZZ1 1AB"), by=None, now=LATER)
    record_activity(replace(house(0).facts(), name="The house"), by=None, now=LATER)
    page = client.get(reverse("register:changes"), {"since": "2026-01-01"}).content.decode()
    assert page.count("ZZ1 1AB") == 3
    (line,) = reads()
    assert line.about_type == "accounts.User"
    assert line.reason == "the places of 3 sensitive sites, among the changes"
    for number in range(3):
        assert str(house(number).pk) in line.after


def test_changes_that_tell_no_hidden_place_leave_none(client, unit):
    record_activity(replace(house().facts(), name="The house"), by=None, now=LATER)
    assert (
        "The house"
        in client.get(reverse("register:changes"), {"since": "2026-01-01"}).content.decode()
    )
    assert reads() == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "geojson"])
def test_a_file_with_hidden_places_leaves_one_line_however_many(client, unit, kind):
    assert client.get(reverse("register:download", args=[kind])).status_code == 200
    (line,) = reads()
    assert line.reason == "the places of 3 sensitive sites, in a file"
    assert client.get(reverse("register:download", args=[kind]), {"q": "open"}).status_code == 200
    assert len(reads()) == 1
    assert (
        client.get(reverse("register:download", args=[kind]), {"q": "house 1"}).status_code == 200
    )
    assert reads()[1].about_id == str(house(1).pk)
    assert verify_chain().faults == ()


@pytest.mark.parametrize("role", [Role.PARTNER, Role.ANALYST, Role.NEIGHBOUR, None])
def test_who_is_shown_no_hidden_place_of_others_leaves_no_line(client, role):
    if role:
        client.force_login(user_of(role, *([TRUST] if role is Role.PARTNER else [])))
    record_activity(replace(house().facts(), postcode="ZZ1 1AB"), by=None, now=LATER)
    client.get(reverse("register:history", args=[house().pk]))
    client.get(reverse("register:changes"), {"since": "2026-01-01"})
    client.get(reverse("register:download", args=["csv"]))
    assert reads() == []


def sent_by(user, *rows):
    return send_sheet(content=sheet_of(*rows), file_name="h.csv", by=user, now=NOW, today=TODAY)


def a_row(**given):
    return row(reference="HOUSE-0", activity="House 0", sensitive_site="yes", **given)


def test_a_sheet_beside_which_a_hidden_place_stands_leaves_one_line(client, unit):
    key = sent_by(unit, a_row(postcode="ZZ1 1AB"))
    assert "ZZ1 1AA" in client.get(reverse("sheets:preview", args=[key])).content.decode()
    (line,) = reads()
    assert line.about_id == str(house().pk)
    # and that somebody looked is no change that the sheet could be in conflict with
    commit_upload(upload_id=key, seen_event=newest_number() - 1, by=unit, now=LATER)


def test_a_conflict_that_tells_a_hidden_place_leaves_one_line(client, unit):
    key, seen = sent_by(unit, a_row(postcode="ZZ1 1AB")), newest_number()
    record_activity(replace(house().facts(), postcode="ZZ1 1AC"), by=None, now=LATER)
    page = client.post(reverse("sheets:commit", args=[key]), {"seen_event": seen})
    assert page.status_code == 409
    assert len(reads()) == 1


def test_a_partners_sheet_with_a_new_hidden_place_is_looked_over_with_a_line(client, unit):
    set_scope(scope=Scope.EVERYTHING, version=1, by=unit, now=NOW)
    partner = user_of(Role.PARTNER, OTHER)
    told = a_row(organisation=OTHER, description="Behind the school")
    key = sent_by(partner, told, row(organisation=OTHER, reference="W", activity=""))
    commit_upload(upload_id=key, seen_event=newest_number(), by=partner, now=LATER)
    for count, name in enumerate(("preview", "marked"), start=1):
        assert client.get(reverse(f"sheets:{name}", args=[key])).status_code == 200
        assert len(reads()) == count
    assert {line.about_id for line in reads()} == {str(key)}
    client.force_login(partner)  # reads what it wrote
    client.get(reverse("sheets:preview", args=[key]))
    assert len(reads()) == 2
