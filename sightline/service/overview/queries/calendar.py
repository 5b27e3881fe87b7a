"""The calendar as lists: what happens from a day on, or in a month, and every week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.urls import reverse

from sightline.analysis.periods import Month
from sightline.analysis.provision import DAYS
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.accounts.policy import may_open
from sightline.service.overview.queries.about import About, about
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.dates import KINDS, WEEKLY, Dated, dates_of, weekly
from sightline.service.overview.queries.reading import Answer, Row, answer_to
from sightline.service.overview.queries.tables import FileTable, Value, hand_out
from sightline.service.pages.downloads import Download
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.pages.queries import Link
from sightline.service.register.queries.listing import districts
from sightline.service.register.queries.words import say_date, say_term

ROUTE = "overview:calendar"
ON_A_PAGE = 100
VIEWS = {"agenda": "all from then on", "month": "one month"}
USUAL_VIEW = "agenda"
MOST_OF_A_WEEKDAY = 50  # shown; the file has all
COLUMNS = ("date", "what", "day_of_week", "activity", "organisation", "strand", "delivered_in",
           "status", "reference_here")  # fmt: skip


@dataclass(frozen=True)
class CalendarItem:
    """One thing on a day."""

    what: str
    name: str
    address: str
    organisation: str
    where: str


@dataclass(frozen=True)
class CalendarDay:
    """A day with what happens on it, or a day of the week with what runs on it."""

    words: str
    items: tuple[CalendarItem, ...]
    more: int = 0  # not shown
    note: str = ""


@dataclass(frozen=True)
class CalendarPage:
    """The calendar, ready to print."""

    about: About
    heading: str
    days: tuple[CalendarDay, ...]
    nothing: str
    pages: Pages | None
    weekdays: tuple[CalendarDay, ...]
    weekly_heading: str
    without_days: str
    earlier: Link
    later: Link
    public_feed: str
    feeds_address: str  # of the page where feeds of one's own are made; empty for those who cannot
    question: str


def calendar_page(*, viewer: Any, question: Question, today: date) -> CalendarPage:
    """What happens when, as lists."""
    answer = answer_to(question, viewer=viewer, today=today)
    month, view = _month(question, today), question.chosen("lists", USUAL_VIEW)
    found = _in_view(answer, question, today)
    last = max(1, -(-len(found) // ON_A_PAGE))
    here = min(question.page, last)
    say = _Saying(viewer)
    shown = found[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
    running = weekly(answer.rows, month.first_day, month.last_day)
    return CalendarPage(
        about=about(answer, question=question, viewer=viewer, today=today, route=ROUTE),
        heading=_heading(found, view, _first_day(question, today)),
        days=tuple(_days(shown, say)),
        nothing="No activity that was asked for has a date of these kinds here.",
        pages=make_pages(here=here, last=last, address=partial(_page_address, question)),
        weekdays=tuple(_weekdays(running, say)) if WEEKLY in kinds_chosen(question) else (),
        weekly_heading=f"Every week in {month.words}",
        without_days=_without_days(answer),
        earlier=_moved(question, month, -1, "Earlier"),
        later=_moved(question, month, 1, "Later"),
        public_feed=_followed(question).address("overview:public_feed"),
        feeds_address=reverse("overview:feeds") if may_open(viewer, "overview:feeds") else "",
        question=_followed(question).query(),
    )


def calendar_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """Every date of the view as a file, and every activity on known days of the week."""
    answer = answer_to(question, viewer=viewer, today=today)
    month, names = _month(question, today), districts()
    rows: list[dict[str, Value]] = [
        {"date": dated.on, "what": dated.words, **_file_row(dated.row, names)}
        for dated in _in_view(answer, question, today)
    ]
    if WEEKLY in kinds_chosen(question):
        rows += [
            {"what": KINDS[WEEKLY], "day_of_week": "; ".join(row.days), **_file_row(row, names)}
            for row in weekly(answer.rows, month.first_day, month.last_day)
        ]
    told = about(answer, question=question, viewer=viewer, today=today, route=ROUTE)
    return hand_out(FileTable("calendar", told.words, today, COLUMNS, rows), kind)


def kinds_chosen(question: Question) -> frozenset[str]:
    """The kinds of date that a question asks for: all, if it names none."""
    return frozenset(question.all_chosen("date")) or frozenset(KINDS)


def _followed(question: Question) -> Question:
    """What a calendar program is to follow: the question and its kinds of date, in no one month."""
    dates = tuple(pair for pair in question.choices if pair[0] == "date")
    return replace(question.without_choices(), choices=dates)


def _month(question: Question, today: date) -> Month:
    asked = question.chosen("month", "")
    return Month.parse(asked) if asked else Month.of(today)


def _first_day(question: Question, today: date) -> date:
    """An agenda begins today, unless another month was asked for."""
    month = _month(question, today)
    agenda = question.chosen("lists", USUAL_VIEW) == "agenda"
    return today if agenda and month == Month.of(today) else month.first_day


def _in_view(answer: Answer, question: Question, today: date) -> list[Dated]:
    is_month = question.chosen("lists", USUAL_VIEW) == "month"
    return dates_of(
        answer.rows,
        kinds_chosen(question),
        first=_first_day(question, today),
        last=_month(question, today).last_day if is_month else date.max,
    )


def _heading(found: Sequence[Dated], view: str, first: date) -> str:
    dates = f"{len(found):,} date{'' if len(found) == 1 else 's'}"
    when = Month.of(first).words if view == "month" else f"from {say_date(first)}"
    return f"{dates} {'in ' if view == 'month' else ''}{when}"


class _Saying:
    """How an activity is said on a day, for one viewer."""

    def __init__(self, viewer: Any) -> None:
        self._districts = districts()
        self._linked = may_open(viewer, "register:activity")

    def item(self, row: Row, what: str) -> CalendarItem:
        """An activity, and what happens with it."""
        return CalendarItem(
            what=what,
            name=row.name,
            address=reverse("register:activity", args=[row.id]) if self._linked else "",
            organisation=row.organisation,
            where=self._districts.get(row.district, f"district {NOT_SUPPLIED}"),
        )


def _days(shown: Sequence[Dated], say: _Saying) -> Iterator[CalendarDay]:
    for day, dated in groupby(shown, key=lambda one: one.on):
        note = "The end of the financial year." if (day.month, day.day) == (3, 31) else ""
        items = tuple(say.item(one.row, one.words) for one in dated)
        yield CalendarDay(f"{day:%A} {say_date(day)}", items, note=note)


def _weekdays(running: Sequence[Row], say: _Saying) -> Iterator[CalendarDay]:
    for day in DAYS:
        rows = [row for row in running if day in row.days]
        items = tuple(say.item(row, "") for row in rows[:MOST_OF_A_WEEKDAY])
        if items:
            words = f"{day.capitalize()}s: {len(rows):,}"
            yield CalendarDay(words, items, more=len(rows) - len(items))


def _without_days(answer: Answer) -> str:
    """Activities that do not say on which days they run are not without days."""
    count = sum(not row.days for row in answer.rows)
    if not count:
        return ""
    one = count == 1
    verb = "does not say on which days it runs" if one else "do not say on which days they run"
    return f"{count:,} of the {len(answer.rows):,} {verb}, and cannot be listed here."


def _page_address(question: Question, page: int) -> str:
    return question.on_page(page).address(ROUTE)


def _moved(question: Question, month: Month, months: int, word: str) -> Link:
    moved = month.plus(months)
    return Link(f"{word}: {moved.words}", question.choosing(month=str(moved)).address(ROUTE))


def _file_row(row: Row, names: dict[str, str]) -> dict[str, Value]:
    return {
        "activity": row.name,
        "organisation": row.organisation,
        "strand": say_term("strands", row.strand) if row.strand else None,
        "delivered_in": names.get(row.district),
        "status": row.status.value,
        "reference_here": row.key,
    }
