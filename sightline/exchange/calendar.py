"""Dates as iCalendar (RFC 5545), for calendar programs to follow.

Every entry is of a whole day, has an identity that stays the same, and is stamped with when its
record last changed, so the same records give the same bytes. It says what and where, and never
whom to call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vDuration

from sightline.analysis.provision import DAYS

TIME_ZONE = "Europe/London"
_MAKER = "-//Sightline//Calendar of activities//EN"
_ASK_AGAIN = timedelta(hours=12)


@dataclass(frozen=True)
class CalendarEntry:
    """One day of a calendar, or the same days of every week from it on.

    days: of the week; none means that one day alone. until: the last day on which it may repeat,
    None while no end is known.
    """

    key: str  # stays the same however often the record changes
    on: date
    title: str
    says: str
    place: str  # a district, never an address; empty if not known
    groups: tuple[str, ...]  # such as its strand
    address: str  # of the page about it; empty if there is none
    version: int
    changed_at: datetime
    days: tuple[str, ...] = ()
    until: date | None = None


def write_calendar(entries: Iterable[CalendarEntry], *, name: str, about: str) -> bytes:
    """A calendar of those entries, in the order given.

    >>> write_calendar([], name="Northmere", about="Nothing yet").decode().splitlines()[0]
    'BEGIN:VCALENDAR'
    """
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-caldesc", about)
    calendar.add("x-wr-timezone", TIME_ZONE)
    calendar.add("refresh-interval", vDuration(_ASK_AGAIN), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def first_on(day: date, days: Iterable[str]) -> date:
    """The first of those days of the week, on that day or after it.

    >>> first_on(date(2026, 1, 15), ["tuesday", "friday"])
    datetime.date(2026, 1, 16)
    """
    wanted = {DAYS.index(name) for name in days}
    return min(
        later for later in (day + timedelta(days=n) for n in range(7)) if later.weekday() in wanted
    )


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@sightline")
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.version)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))  # the first day that it is over
    event.add("transp", "TRANSPARENT")  # it keeps nobody's day from being free
    event.add("summary", entry.title)
    event.add("description", entry.says)
    if entry.place:
        event.add("location", entry.place)
    if entry.groups:
        event.add("categories", list(entry.groups))
    if entry.address:
        event.add("url", entry.address)
    if entry.days:
        event.add("rrule", _every_week(entry))
    return event


def _every_week(entry: CalendarEntry) -> dict[str, object]:
    chosen = sorted(entry.days, key=DAYS.index)
    rule: dict[str, object] = {"freq": "weekly", "byday": [day[:2].upper() for day in chosen]}
    if entry.until is not None:
        rule["until"] = entry.until
    return rule
