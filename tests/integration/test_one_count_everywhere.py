"""The same number wherever it is told: home, due, overviews, list, files, organisations' pages."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from urllib.parse import parse_qs

import pytest
from factories.county_folder import load, write_county_folder
from factories.pages import cells_of, text_of
from factories.register import NOW, OTHER, TRUST, bare, club, organisation_of, store_county, user_of
from factories.small_county import AREAS

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import Status, Visibility
from sightline.service.accounts.models import Role
from sightline.service.assessment.queries.asked import Ask
from sightline.service.assessment.queries.provision import provision
from sightline.service.freshness.queries import due_page, silence_of
from sightline.service.freshness.queries.partners import partner_rows
from sightline.service.pages.queries import Instance
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


def test_not_confirmed_in_time_is_one_number(viewer, client):
    client.force_login(viewer)
    figure = home_figures(viewer)[1]
    stale, current = re.findall(r"\d+", figure.unit)
    asked = parse_qs(figure.query)
    listed = text_of(client.get("/activities", asked))
    assert f"{stale} of " in listed
    file = client.get("/activities/download.csv", asked).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(file)))) == int(stale) > 0
    whole = text_of(client.get("/activities", {"status": "current"}))
    if "fresh" in asked:
        standings = re.findall(r"(overdue|long overdue|never confirmed) \((\d+)\)", whole)
        assert sum(int(count) for _, count in standings) == int(stale)
    else:  # outside the partnership nobody is told how often a record should be confirmed
        assert f"Not confirmed in the last 6 months ({stale})" in whole
    assert f"{current} of {visible_to(viewer).count()} activities" in whole
    timeline = text_of(client.get("/overview/timeline", asked))
    assert f"{stale} of {visible_to(viewer).count()} activities" in timeline


def test_the_list_counts_each_standing_as_the_room_of_freshness_does(client):
    unit = user_of(Role.UNIT)
    client.force_login(unit)
    late = {"confirmed_on": date(2026, 1, 10), "confirm_every_months": 1}
    record_activity(club(reference="LATE", **late), by=None, now=NOW)
    rows = list(partner_rows(viewer=unit, today=TODAY))
    of = "&".join(f"organisation={row.organisation_id}" for row in rows if row.records)
    wanted = {
        "due": sum(row.due for row in rows),
        "overdue": sum(row.overdue for row in rows),
        "long-overdue": sum(row.long_overdue for row in rows),
        "never-confirmed": sum(row.never for row in rows),
    }
    assert all(wanted.values())
    facets = {each.name: each for each in client.get(f"/activities?{of}").context["page"].facets}
    counted = {each.value: int(each.count) for each in facets["fresh"].choices}
    assert {name: counted[name] for name in wanted} == wanted
    assert sum(counted.values()) == sum(row.records for row in rows)
    for name, count in wanted.items():
        page = client.get(f"/activities?{of}&fresh={name}").context["page"]
        assert page.found.startswith(f"{count} of ")
        assert [each.words for each in page.applied if each.kind == "Freshness"] == [
            name.replace("-", " ")
        ]
        file = client.get(f"/activities/download.csv?{of}&fresh={name}").content
        assert len(list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))) == count


def test_a_needs_assessment_counts_current_activities_as_the_list_does(viewer, client):
    client.force_login(viewer)
    county = Instance("Fableshire", True, Month.of(TODAY), "violence", "10-24", NOW)
    ask = Ask(viewer, county, (), AgeRange(10, 24), TODAY, {}, ())
    strands, endings = provision(ask)[0].tables
    listed = client.get("/activities?status=current").context["page"]
    assert f"{sum(int(row[1]) for row in strands.rows)} of " in listed.found
    assert all(int(row[1]) == sum(map(int, row[2:])) for row in strands.rows)
    # the money of each current activity of four organisations ends on 31 March
    assert {row[4] for row in endings.rows} == {"31 March 2026"}


def test_outside_the_partnership_nobody_can_ask_how_a_record_stands(client):
    asked = client.get("/activities?fresh=overdue")
    plain = client.get("/activities")
    assert asked.context["page"].found == plain.context["page"].found
    assert "fresh" not in {facet.name for facet in asked.context["page"].facets}
    assert asked.context["page"].stale_count


@pytest.mark.parametrize("area", [AREAS[0], AREAS[5], AREAS[11]])
def test_need_of_an_area_is_one_number_in_the_rooms_of_gaps_and_of_need(client, tmp_path, area):
    load(write_county_folder(tmp_path))
    client.force_login(user_of(Role.ANALYST))
    gap = cells_of(client.get("/gaps", {"area": area}), area)["Need per 1,000 a year"]
    assert cells_of(client.get("/need"), area)["Need per 1,000 a year"] == gap
    number, of_interval = gap.split("|")[0], gap.split("|")[1]
    words = f"{number} a year per 1,000 (90% interval {of_interval})"
    for page in (f"/gaps/areas/{area}", f"/gaps/areas/{area}/panel", f"/need/{area}/panel"):
        assert f"Need {words}" in text_of(client.get(page)), page
    profile = client.get(f"/need/{area}")
    assert f"{number} incidents a year per 1,000 people" in text_of(profile)
    gaps, need = (client.get(f"/{where}").content.decode() for where in
                  ("gaps/download.csv", "need/download.csv"))  # fmt: skip
    told = [
        {row["area"]: row["need_per_1000"] for row in csv.DictReader(io.StringIO(file))}
        for file in (gaps, need)
    ]
    assert told[0] == told[1]
    records = client.get(f"/gaps/areas/{area}").context["page"].records
    assert profile.context["page"].records == records
