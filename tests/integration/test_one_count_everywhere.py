"""The same number wherever it is told: home, due, overviews, list, files, organisations' pages."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from urllib.parse import parse_qsl

import pytest
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, bare, club, organisation_of, store_county, user_of

from sightline.analysis.provision import Status, Visibility
from sightline.service.accounts.models import Role
from sightline.service.freshness.queries import due_page, silence_of
from sightline.service.freshness.queries.partners import partner_rows
from sightline.service.partners.actions import merge_organisations
from sightline.service.register.actions import record_activity, withdraw_activity
from sightline.service.register.queries import visible_to
from sightline.service.register.queries.home import home_figures

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 28)
EMPTY, GONE, MERGED, HIDDEN = "Empty Hall", "Gone Trust", "Merged Away", "Quiet House"


@pytest.fixture(autouse=True)
def _register(monkeypatch):
    store_county()
    monkeypatch.setattr("sightline.service.register.queries.clock.localdate", lambda: TODAY)
    monkeypatch.setattr("sightline.service.register.queries.clock.instance", lambda: None)
    number = 0
    for owner in (TRUST, OTHER, GONE, MERGED):
        for status in Status:
            for confirmed in (None, date(2025, 8, 31), date(2025, 9, 1), date(2026, 2, 1)):
                for every in (None, 1, 12):
                    number += 1
                    told = {"reference": f"R-{number}", "organisation": owner, "status": status,
                            "confirmed_on": confirmed, "confirm_every_months": every,
                            "name": f"Activity {number}"}  # fmt: skip
                    record_activity(club(**told), by=None, now=NOW)
    record_activity(bare(organisation=HIDDEN, visibility=Visibility.ORGANISATION), by=None, now=NOW)
    taken_off = record_activity(bare(reference="OFF"), by=None, now=NOW)
    unit = user_of(Role.UNIT)
    withdraw_activity(activity_id=taken_off, by=unit, now=NOW, reason="never was")
    organisation_of(EMPTY)
    gone = organisation_of(GONE)
    gone.ends_on = date(2025, 12, 31)
    gone.save()
    merge_organisations(
        kept_id=organisation_of(TRUST).pk, gone_id=organisation_of(MERGED).pk, by=unit, now=NOW,
        reason="the same",
    )  # fmt: skip


@pytest.fixture(params=[Role.UNIT, Role.ANALYST, Role.PARTNER, Role.BOARD], ids=str)
def viewer(request):
    if request.param is Role.UNIT:
        return user_of(Role.UNIT)
    return user_of(request.param, *([OTHER] if request.param is Role.PARTNER else []))


def sentence(text):
    """What a page says of records not confirmed in time, and of who has not reported."""
    return set(re.findall(r"Of [\d,]+ records?, [^.]*reported\.", text))


def test_every_page_says_the_same_of_what_nobody_vouches_for(viewer, client):
    client.force_login(viewer)
    silence = silence_of(viewer, today=TODAY)
    is_unit = viewer.role == Role.UNIT
    # of each, but for what has ended: 36 of the four, of which in time are those of 1 February
    # that are confirmed monthly or rarer, those of September, and of August those confirmed yearly
    assert silence.records == 4 * 36 + is_unit
    assert (silence.partners, silence.silent) == (4, 1 if is_unit else 2)
    pages = ["/", "/overview/timeline", "/overview/where", "/overview/what", "/overview/reach",
             "/overview/network", "/overview/calendar"]  # fmt: skip
    pages += ["/due"] if viewer.role in (Role.UNIT, Role.PARTNER) else []
    pages += ["/due/partners"] if viewer.role in (Role.UNIT, Role.ANALYST) else []
    told = {page: sentence(text_of(client.get(page))) for page in pages}
    (one,) = told["/due" if "/due" in told else "/"]
    assert told == {page: {one} for page in pages}
    assert f"Of {silence.records} records, {silence.late} have not" in one


def test_partners_and_their_pages_add_up_to_what_is_due(client):
    unit = user_of(Role.UNIT)
    client.force_login(unit)
    rows = {row.organisation: row for row in partner_rows(viewer=unit, today=TODAY)}
    assert set(rows) == {TRUST, OTHER, EMPTY, HIDDEN}
    for row in rows.values():
        page = text_of(client.get(f"/organisations/{row.organisation_id}"))
        standings = {
            "Due": row.due, "Overdue": row.overdue, "Long overdue": row.long_overdue,
            "Never confirmed": row.never,
        }  # fmt: skip
        for words, count in standings.items():
            assert (f" {words}: {count} " in page) == (count > 0), (row.organisation, words)
    # what the organisation that ended has left is still to be confirmed
    silence = silence_of(unit, today=TODAY)
    assert sum(row.records for row in rows.values()) == silence.records - 36
    due = due_page(viewer=unit, today=TODAY, mine=False)
    assert f" of {silence.records} records to look at" in due.found


def test_not_confirmed_in_six_months_is_one_number(viewer, client):
    client.force_login(viewer)
    figure = home_figures(viewer)[1]
    stale, current = re.findall(r"\d+", figure.unit)
    asked = dict(parse_qsl(figure.query))
    listed = text_of(client.get("/activities", asked))
    assert f"{stale} of " in listed
    file = client.get("/activities/download.csv", asked).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(file)))) == int(stale) > 0
    whole = text_of(client.get("/activities", {"status": "current"}))
    assert f"Not confirmed in the last 6 months ({stale})" in whole
    assert f"{current} of {visible_to(viewer).count()} activities" in whole
    timeline = text_of(client.get("/overview/timeline", asked))
    assert f"{stale} of {visible_to(viewer).count()} activities" in timeline
