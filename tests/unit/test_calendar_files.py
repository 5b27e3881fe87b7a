"""Calendars: what a calendar program reads back is what was written."""

from __future__ import annotations

from datetime import UTC, date, datetime

from icalendar import Calendar

from sightline.exchange.calendar import CalendarEntry, write_calendar

CHANGED = datetime(2026, 1, 15, 12, 30, 5, 999, tzinfo=UTC)
SAYS = "Ends; or, as some say, stops\nSTATUS:not a property\r\nBEGIN:VEVENT"


def entry(**given) -> CalendarEntry:
    told = {
        "key": "k-ends",
        "on": date(2026, 3, 31),
        "title": "Ends: Fable club, the “first”; and more",
        "says": SAYS,
        "place": "Northmere",
        "groups": ("Knife crime", "a, b"),
        "address": "https://sightline.example/activities/1",
        "version": 3,
        "changed_at": CHANGED,
    }
    return CalendarEntry(**(told | given))


def read(*entries: CalendarEntry):
    content = write_calendar(entries, name="Northmere", about="All dates")
    return Calendar.from_ical(content)


def test_an_entry_is_read_back_as_a_whole_day_with_everything_it_says() -> None:
    (event,) = read(entry()).walk("VEVENT")
    assert event["uid"] == "k-ends@sightline"
    assert event["dtstart"].dt == date(2026, 3, 31)
    assert event["dtend"].dt == date(2026, 4, 1)
    assert event["dtstamp"].dt == datetime(2026, 1, 15, 12, 30, 5, tzinfo=UTC)
    assert event["sequence"] == 3
    assert event["summary"] == "Ends: Fable club, the “first”; and more"
    assert event["location"] == "Northmere"
    assert event["url"] == "https://sightline.example/activities/1"
    assert event["transp"] == "TRANSPARENT"
    assert [str(group) for group in event["categories"].cats] == ["Knife crime", "a, b"]


def test_a_text_can_add_no_entry_and_no_property() -> None:
    events = read(entry(title="x\r\nBEGIN:VEVENT\r\nUID:other", place="a\nDTSTART:20200101"))
    (event,) = events.walk("VEVENT")
    assert event["uid"] == "k-ends@sightline"
    assert event["dtstart"].dt == date(2026, 3, 31)
    assert "status" not in event


def test_a_day_of_the_week_repeats_until_its_end_and_without_end_where_none_is_known() -> None:
    ending, going_on = read(
        entry(days=("friday", "monday"), until=date(2026, 5, 1)), entry(days=("sunday",))
    ).walk("VEVENT")
    assert ending["rrule"]["freq"] == ["WEEKLY"]
    assert ending["rrule"]["byday"] == ["MO", "FR"]
    assert ending["rrule"]["until"] == [date(2026, 5, 1)]
    assert going_on["rrule"]["byday"] == ["SU"]
    assert "until" not in going_on["rrule"]


def test_what_is_not_known_is_left_out() -> None:
    (event,) = read(entry(place="", groups=(), address="")).walk("VEVENT")
    assert not {"location", "categories", "url", "rrule"} & set(map(str.lower, event))


def test_the_calendar_says_its_name_and_time_zone_and_when_to_ask_again() -> None:
    calendar = read()
    assert calendar["x-wr-timezone"] == "Europe/London"
    assert calendar["name"] == calendar["x-wr-calname"] == "Northmere"
    assert calendar["refresh-interval"].to_ical() == b"PT12H"


def test_the_same_entries_give_the_same_bytes() -> None:
    once = write_calendar([entry()], name="N", about="A")
    assert once == write_calendar([entry()], name="N", about="A")
    assert b"\r\n" in once
