"""When an activity runs in the week, as far as its days and its timetable tell."""

from __future__ import annotations

import re

from sightline.analysis.provision.activity import DAYS, Activity

WEEKDAYS = frozenset(DAYS[:5])
SCHOOL_HOURS = (8.5, 15.5)  # most schools begin after half past eight and end by half past three
_AFTERNOON = tuple("1234567")
_TIME = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?"
_FROM_TO = re.compile(rf"\b{_TIME}\s*(?:-|–|to|until|till)\s*{_TIME}\b", re.IGNORECASE)


def hours_of(timetable: str) -> tuple[tuple[float, float], ...]:
    """Every span of hours in a timetable, from 0 to 24; none where nothing is understood.

    Hours up to seven without am or pm, and without a nought before them, are in the afternoon.

    >>> hours_of("Mon 9.30am - 3pm, Thu 4-6"), hours_of("07:00 to 18:30"), hours_of("weekly")
    (((9.5, 15.0), (16.0, 18.0)), ((7.0, 18.5),), ())
    """
    found = [
        (_hour(start, minutes, half or ""), _hour(end, more, last or ""))
        for start, minutes, half, end, more, last in _FROM_TO.findall(timetable)
    ]
    return tuple((start, end) for start, end in found if 0 <= start < end <= 24)


def say_when(activity: Activity) -> str:
    """When it runs, where that keeps people away; empty where it does not, or is not told.

    It does not lower the room: who can come at those times does.

    >>> from sightline.analysis.provision.activity import Status
    >>> lesson = Activity(reference="1", name="Lesson", organisation="Us", themes=("violence",),
    ...     status=Status.CURRENT, days=("monday", "friday"), timetable="9am-12pm")
    >>> say_when(lesson)
    'only on weekdays in school hours'
    """
    days = frozenset(activity.days)
    if not days:
        return ""
    if days <= WEEKDAYS:
        hours = hours_of(activity.timetable)
        first, last = SCHOOL_HOURS
        inside = bool(hours) and all(start >= first and end <= last for start, end in hours)
        return "only on weekdays in school hours" if inside else "only on weekdays"
    return "" if days & WEEKDAYS else "only at weekends"


def _hour(hour: str, minutes: str, half: str) -> float:
    number = int(hour) % 12 if half else int(hour)
    late = half.casefold() == "pm" or (not half and hour in _AFTERNOON)
    return number + (12 if late else 0) + int(minutes or 0) / 60
