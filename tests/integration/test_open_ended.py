"""That an activity has no end by intention is told from an end that is not supplied, everywhere."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories.entry import change_of, draft_of, send
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, club, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput
from sightline.service.accounts.models import Role
from sightline.service.duplicates.merging import Take, differences, merge
from sightline.service.entry.models import Draft
from sightline.service.register.actions import record_activity
from sightline.service.register.changes import bring_up_to_date, field_changes
from sightline.service.register.content import activity_of, content_of
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
OPEN = club(ends_on=None, open_ended=True, visibility=Visibility.PUBLIC)
NOT_SAID = club(ends_on=None, reference="CLUB-2", name="Evening boxing")


@pytest.fixture
def ana(client):
    store_county()
    user = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(user)
    return user


def test_an_end_and_no_end_are_not_both():
    with pytest.raises(BadInput, match="of what is open-ended, wanted one or the other"):
        club(ends_on=date(2027, 1, 1), open_ended=True)


def test_the_database_refuses_both(ana):
    record_activity(OPEN, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.update(ends_on=date(2027, 1, 1))


def test_pages_and_files_say_which_of_the_two_it_is(client, ana):
    told = {}
    for facts, words in ((OPEN, "open-ended"), (NOT_SAID, "not supplied")):
        key = record_activity(facts, by=None, now=NOW)
        told[facts.name] = words
        assert f"Ends {words}" in text_of(client.get(reverse("register:activity", args=[key])))
    sheet = client.get("/activities/download.csv").content.decode("utf-8-sig")
    assert sheet.count("open-ended") == 1
    timeline = text_of(client.get("/overview/timeline"))
    assert timeline.count("open-ended") >= 1
    ends = client.get("/overview/timeline/download.json").json()
    assert "open-ended" in str(ends)
    client.logout()  # the public knows the dates of public records, so it knows this
    key = Activity.objects.get(reference="CLUB-1").pk
    assert "Ends open-ended" in text_of(client.get(reverse("register:activity", args=[key])))


def test_the_form_asks_for_it_and_a_change_keeps_it(client, ana):
    draft = draft_of(ana)
    address = reverse("entry:step", args=[draft.pk, "when"])
    answers = {"status": "current", "funded_until": "31/03/2027", "ends_on_none": "on"}
    both = client.post(address, {**answers, "version": draft.version, "ends_on": "31/08/2027"})
    assert "Give a day, or tick “It is open-ended: no end is planned”, not both." in text_of(both)
    client.post(address, {**answers, "version": draft.version, "ends_on": ""})
    assert Draft.objects.get().answers["ends_on"] == "open-ended"
    page = client.get(address).content.decode()
    assert re.search(r'name="ends_on_none"[^>]*checked', page)
    assert not re.search(r'name="ends_on"[^>]*value=', page)
    send(ana, draft.pk)
    record = Activity.objects.get()
    assert record.open_ended
    change = change_of(ana, record.pk)
    assert change.answers["ends_on"] == "open-ended"


def test_a_sheet_with_no_word_of_dates_leaves_it_and_one_with_a_blank_takes_it_away():
    blank = club(ends_on=None)
    assert bring_up_to_date(OPEN, blank, {"activity", "themes"}).open_ended
    assert not bring_up_to_date(OPEN, blank, {"activity", "ends_on"}).open_ended
    assert not bring_up_to_date(OPEN, club(), {"ends_on"}).open_ended


def test_history_of_before_tells_no_change_that_nobody_made():
    older = content_of(NOT_SAID)
    del older["open_ended"]
    assert field_changes(older, content_of(NOT_SAID)) == ()
    assert activity_of(older) == NOT_SAID
    open_one = dataclasses.replace(NOT_SAID, open_ended=True)
    (change,) = field_changes(older, content_of(open_one))
    assert (change.field, change.after) == ("open_ended", True)


def test_a_merger_takes_it_with_the_dates_or_not_at_all():
    other = club(organisation=OTHER, reference="O-1")
    (asked,) = (each for each in differences(OPEN, other) if each.field == "starts_on")
    assert not asked.lists
    assert merge(OPEN, other, {}).open_ended
    taken = merge(OPEN, other, {"starts_on": Take.GONE})
    assert (taken.open_ended, taken.ends_on) == (False, other.ends_on)
