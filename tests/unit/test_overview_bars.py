"""The bars of the timeline: what is said is drawn full, what is not said is drawn open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from sightline.analysis.periods import Month
from sightline.analysis.provision import Status
from sightline.service.overview.queries.bars import WIDTH, Bar, Window, draw
from sightline.service.overview.queries.reading import Row

TODAY = date(2026, 10, 1)
YEAR = Window(Month(2026, 4), 12)
HALF = YEAR.place(TODAY)
CHANGED = datetime(2026, 1, 1, tzinfo=UTC)


def row(**given) -> Row:
    told = {
        "id": UUID(int=1),
        "version": 1,
        "name": "Fable club",
        "organisation_id": UUID(int=2),
        "organisation": "Lantern House",
        "strand": "",
        "approach": "",
        "district": "",
        "status": Status.CURRENT,
        "starts_on": None,
        "ends_on": None,
        "funded_until": None,
        "confirmed_on": None,
        "confirm_every_months": None,
        "days": (),
        "people_a_year": None,
        "changed_at": CHANGED,
        "money_hidden": False,
        "served": (),
        "themes": (),
    }
    return Row(**(told | given))


def bar(**given) -> Bar:
    (only,) = draw([("all", row(**given))], window=YEAR, today=TODAY).bars
    return only


def test_a_bar_goes_from_its_first_day_to_the_end_of_its_last() -> None:
    found = bar(starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31))
    assert found.known is not None
    assert (found.known.x, found.known.width) == (0, WIDTH)
    assert found.unknown == ()
    assert not found.goes_back
    assert not found.goes_on


def test_what_lies_outside_the_period_has_an_arrow() -> None:
    found = bar(starts_on=date(2020, 1, 1), ends_on=date(2030, 1, 1))
    assert found.goes_back
    assert found.goes_on


def test_an_end_that_nobody_gave_is_open_and_not_drawn_as_going_on() -> None:
    found = bar(starts_on=date(2026, 4, 1))
    assert found.known is not None
    assert abs(found.known.end - HALF) <= 4  # it is current, so it runs today, and no longer
    (unknown,) = found.unknown
    assert unknown.end == WIDTH
    assert len(found.questions) == 1
    assert not found.goes_on
    assert "end not supplied" in found.words


def test_a_start_that_nobody_gave_is_open_to_the_left() -> None:
    found = bar(ends_on=date(2027, 3, 31))
    assert found.known is not None
    assert abs(found.known.x - HALF) <= 1
    assert found.unknown[0].x == 0
    assert not found.goes_back


def test_of_a_planned_one_without_dates_nothing_is_drawn_full_and_nothing_before_today() -> None:
    found = bar(status=Status.PLANNED)
    assert found.known is None
    (unknown,) = found.unknown
    assert (unknown.x, unknown.end) == (HALF, WIDTH)
    assert "dates not supplied" in found.words


def test_of_an_ended_one_without_an_end_nothing_is_drawn_after_today() -> None:
    found = bar(status=Status.ENDED, starts_on=date(2026, 5, 1))
    (unknown,) = found.unknown
    assert unknown.end == HALF


def test_what_ended_before_the_period_leaves_its_line_empty() -> None:
    found = bar(status=Status.ENDED, starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1))
    assert found.known is None
    assert found.unknown == ()
    assert not found.goes_back


@pytest.mark.parametrize(
    ("day", "shown"), [(date(2026, 12, 31), True), (date(2027, 4, 1), False), (None, False)]
)
def test_the_end_of_money_is_marked_where_it_is_shown(day: date | None, shown: bool) -> None:
    assert (bar(funded_until=day).money_x is not None) is shown


def test_31_march_and_today_are_marked() -> None:
    ticks = draw([("all", row())], window=YEAR, today=TODAY).ticks
    assert [tick.words for tick in ticks if tick.kind == "year-end"] == ["31 March 2027"]
    assert [tick.x for tick in ticks if tick.kind == "year-end"] == [WIDTH]
    assert [tick.x for tick in ticks if tick.kind == "today"] == [HALF]


def test_each_group_is_named_once_and_the_status_is_told_in_words() -> None:
    rows = [("North", row(status=Status.PAUSED)), ("North", row()), ("South", row())]
    drawing = draw(rows, window=YEAR, today=TODAY)
    assert [group.words for group in drawing.groups] == ["North", "South"]
    assert "paused" in drawing.bars[0].words
    assert [each.kind for each in drawing.bars] == ["paused", "current", "current"]
    tops = [each.top for each in drawing.bars]
    assert tops == sorted(set(tops))


def test_a_date_at_the_end_of_time_is_drawn() -> None:
    assert bar(starts_on=date.min, ends_on=date.max).goes_on
