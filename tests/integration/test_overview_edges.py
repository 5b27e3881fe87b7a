"""Overviews where there is much, where dates are odd, and where rights are asked directly."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from django.urls import reverse
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, bare, club, store_county, user_of
from icalendar import Calendar

from sightline.analysis.network import find_pairs
from sightline.analysis.provision import Status, Visibility
from sightline.errors import BadInput, NotAllowed
from sightline.service.accounts.models import Role
from sightline.service.overview import actions
from sightline.service.overview.queries import feeds
from sightline.service.overview.queries.web import HEIGHT, WIDTH, draw_web
from sightline.service.register.actions import import_rows


@pytest.fixture
def register(db):
    store_county()
    import_rows([club(), bare(days=("monday",))], by=None, now=NOW)


@pytest.fixture
def as_unit(client, register):
    client.force_login(user_of(Role.UNIT))
    return client


def test_only_the_partnership_makes_feeds_and_of_questions_that_can_be_kept(register):
    with pytest.raises(NotAllowed):
        actions.make_feed(question="", by=user_of(Role.NEIGHBOUR), now=NOW)
    with pytest.raises(BadInput, match="2,001 letters"):
        actions.make_feed(question="x" * 2_001, by=user_of(Role.ANALYST), now=NOW)


def test_what_has_ended_is_said_to_have_and_its_money_is_nobodys_affair(as_unit):
    gone = club(reference="GONE", name="Long gone", status=Status.ENDED,
                ends_on=date(2027, 8, 31))  # fmt: skip
    import_rows([gone], by=None, now=NOW)
    page = text_of(as_unit.get("/overview/calendar?month=2024-01&q=gone"))
    assert "Ended: Long gone" in page
    assert "Money ends" not in page.split("Follow this calendar")[0].split("dates from")[1]


def test_what_is_planned_without_a_start_or_paused_runs_on_no_day(as_unit):
    import_rows([club(reference="P", name="Paused club", status=Status.PAUSED)], by=None, now=NOW)
    page = text_of(as_unit.get("/overview/calendar?lists=month&month=2026-02"))
    assert "Tuesdays: 1 " in page
    assert "Mondays" not in page


def test_a_calendar_leaves_out_days_that_never_come_and_what_does_not_run(client, register):
    public = {"visibility": Visibility.PUBLIC}
    short = club(reference="S", name="One Wednesday", starts_on=date(2026, 1, 14),
                 ends_on=date(2026, 1, 14), **public)  # fmt: skip
    paused = club(reference="P", name="Paused", status=Status.PAUSED, **public)
    unsure = bare(reference="U", name="Unsure", days=("monday",), **public)
    open_end = club(reference="O", name="On and on", ends_on=None, **public)
    import_rows([short, paused, unsure, open_end], by=None, now=NOW)
    content = client.get("/overview/calendar/public.ics?date=weekly").content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"] == "On and on"
    assert "End: not supplied" in event["description"]


def test_a_calendar_that_is_too_long_says_so(client, register, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 1)
    import_rows([club(reference="O", visibility=Visibility.PUBLIC)], by=None, now=NOW)
    calendar = Calendar.from_ical(client.get("/overview/calendar/public.ics").content)
    assert len(calendar.walk("VEVENT")) == 1
    assert calendar["x-wr-caldesc"].startswith("1 of 2 dates. A calendar holds no more")


@pytest.mark.parametrize("name", ["timeline", "calendar", "where", "network"])
def test_long_answers_have_pages(as_unit, name):
    many = [
        club(reference=f"M-{n}", name=f"Club {n}", organisation=f"Fable group {n:03}",
             starts_on=date(2027, 1, 1))
        for n in range(120)
    ]  # fmt: skip
    import_rows(many, by=None, now=NOW)
    first = as_unit.get(reverse(f"overview:{name}"))
    assert b'aria-label="Pagination"' in first.content
    second = as_unit.get(reverse(f"overview:{name}") + "?page=2")
    assert second.content != first.content
    assert 'rel="prev"' in second.content.decode()


def test_filters_that_are_set_can_be_taken_away_one_by_one(as_unit):
    page = as_unit.get("/overview/where?q=boxing&status=current&ages=10-17")
    text = text_of(page)
    for words in ("Words: “boxing”", "Status: current", "Ages: overlap 10-17"):
        assert words in text
    assert 'href="/overview/where?q=boxing&amp;ages=10-17"' in page.content.decode()


def test_what_a_timeline_does_not_reach_is_said_in_its_table(as_unit):
    page = text_of(as_unit.get("/overview/timeline?from=2020-01&months=12"))
    assert "starts after this period" in page
    assert "ended before" not in page
    assert "ended before this period" in text_of(
        as_unit.get("/overview/timeline?from=2029-01&months=12")
    )


def test_room_is_said_with_how_many_say_it(as_unit):
    import_rows([club(reference="N", people_a_year=None)], by=None, now=NOW)
    assert "120 (said by 1 of 2)" in text_of(as_unit.get("/overview/reach"))


def test_withdrawn_activities_are_forgotten(as_unit):
    from sightline.service.overview.queries.keeping import rows_of
    from sightline.service.register.models import Activity
    from sightline.service.register.queries.keeping import cube_now, forget

    assert len(rows_of(cube_now())) == 2
    Activity.objects.filter(reference="CLUB-1").update(withdrawn_at=NOW)
    forget()
    assert [kept.own.name for kept in rows_of(cube_now()) if kept] == ["Street walks"]


def test_names_that_stand_too_near_are_moved_apart():
    names = [f"{letter}{'x' * 30} Fable Organisation" for letter in "ABCDEFGHIJKLMNOPQRST"]
    parts = pd.DataFrame({"activity": "one", "organisation": names})
    web = draw_web(find_pairs(parts), around="")
    assert web is not None
    assert (web.width, len(web.dots)) == (WIDTH, 20)
    assert web.height >= HEIGHT
    at = {(dot.x, dot.y) for dot in web.dots}
    assert len(at) == 20
    assert all(0 < dot.x < WIDTH and 0 < dot.y < web.height for dot in web.dots)


def test_a_name_that_shares_nothing_is_said_not_to(as_unit):
    page = text_of(as_unit.get("/overview/network?around=Nobody"))
    assert "No organisation called “Nobody” shares an activity here." in page


def test_organisations_alone_are_said_to_be(as_unit):
    page = text_of(as_unit.get("/overview/network?q=street"))
    assert "No two organisations share an activity here" in page
    assert "1 organisation shares no activity with another" in page
    assert OTHER in page
    assert f"If {TRUST}" not in page


def test_much_that_changed_is_read_at_once_and_the_rest_is_kept(as_unit, monkeypatch):
    from sightline.service.overview.queries import keeping

    monkeypatch.setattr(keeping, "MOST_BY_KEY", 1)
    assert "2 of 2 activities" in text_of(as_unit.get("/overview/timeline"))
    more = [club(reference=f"N-{n}", name=f"New club {n}") for n in range(3)]
    import_rows(more, by=None, now=NOW)
    page = text_of(as_unit.get("/overview/timeline"))
    assert "5 of 5 activities" in page
    assert "New club 2" in page


def test_names_are_drawn_in_two_lines_and_moved_for_so_many_rounds(monkeypatch):
    from sightline.service.overview.queries import web

    monkeypatch.setattr(web, "ROUNDS", 1)
    names = [
        "Fableorganisationwithaname",
        "Fableorganisationwithanamethatislongerthantwolines",
        "C",
    ]
    drawn = draw_web(
        find_pairs(pd.DataFrame({"activity": "one", "organisation": names})), around=""
    )
    assert drawn is not None
    lines = {dot.words: [words for _, words in dot.lines] for dot in drawn.dots}
    assert lines[names[0]] == ["Fableorganisationwitha", "name"]
    assert len(lines[names[1]]) == 2
    assert lines["C"] == ["C"]
