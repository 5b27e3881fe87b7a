"""Deliveries: recorded once, corrected with care, counted as attendances, guarded from others."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.timezone import localdate
from factories.register import NOW, OTHER, TODAY, TRUST, club, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.deliveries.actions import (
    Held,
    correct_delivery,
    record_delivery,
    remove_delivery,
)
from sightline.service.deliveries.models import Delivery
from sightline.service.deliveries.queries import deliveries_part
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 10)


@pytest.fixture
def key():
    store_county()
    return record_activity(club(), by=None, now=NOW)


@pytest.fixture
def owner():
    return user_of(Role.PARTNER, TRUST)


def hold(key, by, held=None, entry_key=None):
    return record_delivery(
        activity_id=key,
        held=held or Held(DAY, people=12, groups={"14 to 17": 9}),
        entry_key=entry_key or uuid.uuid4(),
        by=by,
        now=NOW,
        today=TODAY,
    )


def page_of(client, user, key):
    client.force_login(user)
    return client.get(reverse("register:activity", args=[key])).content.decode()


def test_a_session_is_recorded_from_the_page_and_counts_once_however_often_it_is_sent(
    client, key, owner
):
    client.force_login(owner)
    address = reverse("deliveries:deliveries", args=[key])
    form = {
        "held_on": "2026-01-10",
        "people": "12",
        "people_14_to_17": "9",
        "entry_key": uuid.uuid4(),
    }
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    kept = Delivery.objects.get()
    assert (kept.people, kept.groups) == (12, {"14 to 17": 9})
    assert "Attendance in all: 12." in client.get(address).content.decode()
    assert "14 to 17: 9" in client.get(address).content.decode()
    assert [event.kind for event in history_of(kept)] == ["delivery recorded"]


def test_nobody_came_is_not_the_same_as_nobody_counted(client, key, owner):
    hold(key, owner, Held(DAY, people=0))
    hold(key, owner, Held(DAY - timedelta(days=7)))
    page = page_of(client, owner, key)
    assert "Held 2 times, last on 10 January 2026. Attendance in all, 1 of them without" in page
    assert "count: 0." in page


def test_others_get_no_running_total_and_the_public_nothing(client, key, owner):
    record_activity(club(visibility=Visibility.PUBLIC), by=None, now=NOW)
    hold(key, owner, Held(DAY, people=40))
    for user in (user_of(Role.ANALYST), user_of(Role.PARTNER, OTHER, name="Another")):
        page = page_of(client, user, key)
        assert "Held 1 time, last on 10 January 2026." in page
        assert "40" not in page.split("Deliveries</h2>")[1].split("<h2")[0]
        address = reverse("deliveries:deliveries", args=[key])
        assert client.get(address).status_code == 403
    record = Activity.objects.get(pk=key)
    for nobody in (AnonymousUser(), user_of(Role.NEIGHBOUR)):
        assert deliveries_part(nobody, record) is None


def test_a_correction_needs_the_version_that_was_looked_at(key, owner):
    delivery = hold(key, owner)
    held = Held(DAY, people=14)
    correct_delivery(delivery_id=delivery, held=held, version=1, by=owner, now=NOW, today=TODAY)
    for act in (
        lambda: correct_delivery(
            delivery_id=delivery, held=held, version=1, by=owner, now=NOW, today=TODAY
        ),
        lambda: remove_delivery(delivery_id=delivery, version=1, by=owner, now=NOW),
    ):
        with pytest.raises(Conflict):
            act()
    assert Delivery.objects.get().people == 14
    assert verify_chain().faults == ()


def test_a_removed_delivery_counts_nowhere_and_keeps_its_history(client, key, owner):
    delivery = hold(key, owner)
    client.force_login(owner)
    address = reverse("deliveries:delivery", args=[delivery])
    assert "Remove this delivery" in client.get(address).content.decode()
    answer = client.post(reverse("deliveries:remove", args=[delivery]), {"version": 1})
    assert answer.status_code == 302
    assert "No delivery has been recorded" in page_of(client, owner, key)
    assert client.get(address).status_code == 404
    assert [event.kind for event in history_of(Delivery.objects.get())] == [
        "delivery removed", "delivery recorded",
    ]  # fmt: skip
    with pytest.raises(NotFound):
        remove_delivery(delivery_id=delivery, version=2, by=owner, now=NOW)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"held_on": ""}, "Enter the day it was held"),
        ({"held_on": "soon"}, "Enter a day such as"),
        ({"held_on": (localdate() + timedelta(days=1)).isoformat()}, "which is still to come"),
        ({"people": "5", "people_under_10": "6"}, "found 6 together"),
        ({"people": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(client, key, owner, form, says):
    client.force_login(owner)
    given = {"held_on": "2026-01-10", "place": "The hall", "entry_key": uuid.uuid4()} | form
    page = client.post(reverse("deliveries:deliveries", args=[key]), given).content.decode()
    assert says in page
    assert 'value="The hall"' in page
    assert not Delivery.objects.exists()


def test_it_is_corrected_from_its_page(client, key, owner):
    delivery = hold(key, owner)
    client.force_login(owner)
    address = reverse("deliveries:delivery", args=[delivery])
    page = client.get(address).content.decode()
    assert 'value="9"' in page
    client.post(address, {"held_on": "2026-01-09", "people": "11", "version": 1})
    kept = Delivery.objects.get()
    assert (kept.held_on, kept.people, kept.groups) == (date(2026, 1, 9), 11, {})
    assert client.post(address, {"held_on": "2026-01-09", "version": 1}).status_code == 409
    assert client.post(reverse("deliveries:remove", args=[delivery]), {}).status_code == 400


def test_others_record_correct_and_remove_nothing(key, owner):
    delivery = hold(key, owner)
    other = user_of(Role.PARTNER, OTHER, name="Another")
    with pytest.raises(NotAllowed):
        hold(key, other)
    with pytest.raises(NotAllowed):
        remove_delivery(delivery_id=delivery, version=1, by=other, now=NOW)


def test_a_form_of_one_activity_does_not_count_for_another(key, owner):
    entry_key = uuid.uuid4()
    hold(key, owner, entry_key=entry_key)
    second = record_activity(club(reference="CLUB-2"), by=None, now=NOW)
    with pytest.raises(BadInput, match="another activity"):
        hold(second, owner, entry_key=entry_key)
    with pytest.raises(BadInput, match="wanted known groups"):
        hold(key, owner, Held(DAY, groups={"old": 1}))
