"""No limit, no waiting list, no end to its money: told from what is not supplied, everywhere."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories.entry import change_of, draft_of, send
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, bare, club, row, sheet_of, store_county, user_of

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import KNOWN_NONE, Visibility, reach_by_area, reach_parts
from sightline.errors import BadInput
from sightline.service.accounts.models import Role
from sightline.service.audit.queries import newest_number
from sightline.service.duplicates.merging import Take, merge
from sightline.service.entry.models import Draft
from sightline.service.register.actions import record_activity
from sightline.service.register.changes import bring_up_to_date, field_changes
from sightline.service.register.content import activity_of, content_of
from sightline.service.register.models import Activity
from sightline.service.sheets.actions import commit_upload, send_sheet

pytestmark = pytest.mark.django_db
NONES = {"no_limit": True, "no_waiting_list": True, "funded_without_end": True}
BLANK = {"people_a_year": None, "people_waiting": None, "funded_until": None}
NONE_OF = club(**NONES, **BLANK)
NOT_SAID = club(reference="CLUB-2", name="Evening boxing", **BLANK)
SAID = {
    "no_limit": ("Room for people in a year", "no limit"),
    "no_waiting_list": ("People waiting now", "no waiting list"),
    "funded_without_end": ("Money until", "no end"),
}


@pytest.fixture
def ana(client):
    store_county()
    user = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(user)
    return user


@pytest.mark.parametrize("flag", NONES)
def test_none_and_some_are_not_both(ana, flag):
    with pytest.raises(BadInput, match="is said to have none, wanted one or the other"):
        club(**{flag: True})
    record_activity(club(), by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.update(**{flag: True})


def test_pages_lists_and_files_say_which_of_the_two_it_is(client, ana):
    for facts, is_none in ((NONE_OF, True), (NOT_SAID, False)):
        key = record_activity(facts, by=None, now=NOW)
        page = text_of(client.get(reverse("register:activity", args=[key])))
        for label, word in SAID.values():
            assert f"{label} {word if is_none else 'not supplied'}" in page
    assert text_of(client.get("/activities")).count("no end") == 1
    assert text_of(client.get("/overview/timeline")).count("no end") == 1
    sheet = client.get("/activities/download.csv").content.decode("utf-8-sig")
    told = client.get("/activities/download.json").content.decode()
    for _, word in SAID.values():
        assert sheet.count(word) == 1
        assert told.count(word) == 1


def test_the_public_is_told_none_of_it(client, ana):
    key = record_activity(club(**BLANK, visibility=Visibility.PUBLIC), by=None, now=NOW)
    client.logout()
    pages = (reverse("register:activity", args=[key]), "/activities", "/activities/download.csv",
             "/activities/download.json", "/overview/timeline")  # fmt: skip
    before = [answer(client, page) for page in pages]
    facts = club(**NONES, **BLANK, visibility=Visibility.PUBLIC)
    record_activity(facts, by=None, now=NOW)
    assert Activity.objects.get().no_limit
    assert [answer(client, page) for page in pages] == before


def answer(client, page):
    found = client.get(page)
    body = b"".join(found) if found.streaming else found.content
    return found.headers.get("ETag"), re.sub(r"nonce[-=]\"?[A-Za-z0-9+/=_-]+", "", body.decode())


def test_the_form_asks_for_it_and_a_change_keeps_it(client, ana):
    draft = draft_of(ana)
    address = reverse("entry:step", args=[draft.pk, "how-many"])
    ticked = {"people_a_year_none": "on", "people_waiting_none": "on"}
    said = client.post(address, {**ticked, "version": draft.version, "people_a_year": "30"})
    assert "Give an answer, or tick “It has no limit”, not both." in text_of(said)
    both = {**ticked, "version": draft.version, "people_a_year_unknown": "on"}
    assert "Tick “It has no limit” or “I do not know”, not both." in text_of(
        client.post(address, both)
    )
    client.post(address, {**ticked, "version": draft.version})
    version = Draft.objects.get().version
    client.post(reverse("entry:step", args=[draft.pk, "when"]),
                {"status": "current", "funded_until_none": "on", "version": version})  # fmt: skip
    page = client.get(address).content.decode()
    assert re.search(r'name="people_a_year_none"[^>]*checked', page)
    assert not re.search(r'name="people_a_year_unknown"[^>]*checked', page)
    send(ana, draft.pk)
    record = Activity.objects.get()
    assert all(getattr(record, flag) for flag in NONES)
    change = change_of(ana, record.pk)
    assert {change.answers[KNOWN_NONE[flag]] for flag in NONES} == {w for _, w in SAID.values()}


def test_a_sheet_says_it_in_words_and_a_blank_cell_does_not(ana):
    words = {"people_a_year": "No limit", "people_waiting": "no waiting list",
             "funded_until": "no end"}  # fmt: skip
    rows = (row(reference="S-1", **words), row(reference="S-2", activity="Other",
            **dict.fromkeys(words, "")))  # fmt: skip
    key = send_sheet(content=sheet_of(*rows), file_name="own.csv", by=ana, now=NOW,
                     today=NOW.date())  # fmt: skip
    commit_upload(upload_id=key, seen_event=newest_number(), by=ana, now=NOW)
    first, second = Activity.objects.order_by("reference")
    assert all(getattr(first, flag) for flag in NONES)
    assert not any(getattr(second, flag) for flag in NONES)
    assert not bring_up_to_date(NONE_OF, NOT_SAID, {"people_a_year"}).no_limit
    assert bring_up_to_date(NONE_OF, NOT_SAID, {"activity"}).no_limit
    assert not bring_up_to_date(NONE_OF, club(), {"people_a_year"}).no_limit


def test_history_of_before_tells_no_change_that_nobody_made_and_a_change_is_told(client, ana):
    older = content_of(NOT_SAID)
    for flag in NONES:
        del older[flag]
    assert field_changes(older, content_of(NOT_SAID)) == ()
    assert activity_of(older) == NOT_SAID
    key = record_activity(NOT_SAID, by=None, now=NOW)
    record_activity(dataclasses.replace(NOT_SAID, **NONES), by=None, now=NOW)
    page = text_of(client.get(reverse("register:history", args=[key])))
    assert "No limit of people" in page


def test_a_merger_takes_each_with_its_number_or_not_at_all():
    other = club(organisation=OTHER, reference="O-1")
    assert merge(NONE_OF, other, {}).no_limit
    taken = merge(NONE_OF, other, {"people_a_year": Take.GONE})
    assert (taken.no_limit, taken.people_a_year) == (False, other.people_a_year)
    assert merge(bare(), NONE_OF, {}).no_limit


def test_no_limit_makes_no_figure_of_reach_another_than_a_number_that_is_not_known():
    """No limit does not tell how many come: as little is sure of it as of what is not supplied."""
    areas = pd.DataFrame(
        {"area": ["A", "B"], "area_name": "", "district": "", "district_name": "",
         "easting_m": [660_500.0, 662_500.0], "northing_m": 380_500.0}
    )  # fmt: skip
    lived = pd.DataFrame({"area": ["A", "B"], "age_from": 10, "age_to": 24, "people": 500})
    people = lived[["area", "people"]]
    found, other = [], club(reference="OTHER")
    for facts in (NONE_OF, dataclasses.replace(NOT_SAID, reference="CLUB-1")):
        parts = reach_parts(
            activities=[dataclasses.replace(each, areas_served=()) for each in (facts, other)],
            areas=areas, population=lived,
            ages=AgeRange(10, 24), theme="violence", as_of=Month(2025, 12),
        )  # fmt: skip
        found.append(reach_by_area(parts=parts, people=people))
    pd.testing.assert_frame_equal(*found)
    assert found[0]["activities_unknown"].tolist() == [1.0, 1.0]
