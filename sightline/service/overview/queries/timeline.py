"""The timeline: when each activity runs, and when its money ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse

from sightline.analysis.periods import Month
from sightline.analysis.provision import Status
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.accounts.policy import may_open
from sightline.service.overview.queries.about import About, about
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.bars import Drawing, Window, draw
from sightline.service.overview.queries.reading import Answer, Row, answer_to
from sightline.service.overview.queries.tables import (
    Cell,
    FileTable,
    Heading,
    PageTable,
    Value,
    hand_out,
)
from sightline.service.pages.downloads import Download
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.pages.queries import Link
from sightline.service.register.queries.listing import districts
from sightline.service.register.queries.sight import NOT_SHOWN
from sightline.service.register.queries.words import (
    say_date,
    say_end,
    say_money_until,
    say_term,
)

ROUTE = "overview:timeline"
ON_A_PAGE = 100
GROUPS = {
    "organisation": "organisation",
    "strand": "strand",
    "district": "district it is delivered in",
}
MONTHS = {"12": "1 year", "24": "2 years", "36": "3 years", "60": "5 years"}
USUAL_GROUP, USUAL_MONTHS = "organisation", "24"
COLUMNS = (
    "activity", "organisation", "strand", "delivered_in", "status", "starts_on", "ends_on",
    "funded_until", "confirmed_on", "reference_here",
)  # fmt: skip
_HEADINGS = (
    "Activity", "Organisation", "Strand", "Delivered in", "Status", "Starts", "Ends",
    "Money until", "To notice",
)  # fmt: skip


@dataclass(frozen=True)
class TimelinePage:
    """The timeline, ready to print."""

    about: About
    period: str
    group: str
    drawing: Drawing | None
    table: PageTable
    pages: Pages | None
    earlier: Link
    later: Link


def timeline_page(*, viewer: Any, question: Question, today: date) -> TimelinePage:
    """When the activities asked for run, grouped, a page of them."""
    answer = answer_to(question, viewer=viewer, today=today)
    group, window = question.chosen("group", USUAL_GROUP), _window(question, today)
    ordered = _in_groups(answer, group)
    last = max(1, -(-len(ordered) // ON_A_PAGE))
    here = min(question.page, last)
    shown = ordered[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
    names = districts()
    return TimelinePage(
        about=about(answer, question=question, viewer=viewer, today=today, route=ROUTE),
        period=window.words,
        group=GROUPS[group],
        drawing=draw(shown, window=window, today=today) if shown else None,
        table=_table(shown, names, may_open(viewer, "register:activity"), window),
        pages=make_pages(here=here, last=last, address=partial(_page_address, question)),
        earlier=_moved(question, window, -window.months, "Earlier"),
        later=_moved(question, window, window.months, "Later"),
    )


def timeline_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """Every activity of the timeline as a file, in the same order."""
    answer = answer_to(question, viewer=viewer, today=today)
    names = districts()
    rows = [
        _file_row(row, names)
        for _, row in _in_groups(answer, question.chosen("group", USUAL_GROUP))
    ]
    told = about(answer, question=question, viewer=viewer, today=today, route=ROUTE)
    return hand_out(FileTable("timeline", told.words, today, COLUMNS, rows), kind)


def _page_address(question: Question, page: int) -> str:
    return question.on_page(page).address(ROUTE)


def _window(question: Question, today: date) -> Window:
    """The period asked for; usually from the start of this financial year."""
    asked = question.chosen("from", "")
    first = Month.parse(asked) if asked else Month(today.year - (today.month < 4), 4)
    return Window(first, int(question.chosen("months", USUAL_MONTHS)))


def _moved(question: Question, window: Window, months: int, word: str) -> Link:
    first = window.first.plus(months)
    moved = Window(first, window.months)
    return Link(f"{word}: {moved.words}", question.choosing(**{"from": str(first)}).address(ROUTE))


def _in_groups(answer: Answer, group: str) -> list[tuple[str, Row]]:
    """Each activity once, under its group: groups by name, what is not supplied last."""
    name_of = _grouping(group)
    named = [(name_of(row), row) for row in answer.rows]

    def order(each: tuple[str, Row]) -> tuple[bool, str, date, tuple[str, str]]:
        name, row = each
        return name == NOT_SUPPLIED, name.casefold(), row.starts_on or date.min, row.order

    return sorted(named, key=order)


def _grouping(group: str) -> Callable[[Row], str]:
    if group == "strand":
        return lambda row: say_term("strands", row.strand)
    if group == "district":
        names = districts()
        return lambda row: names.get(row.district, row.district) or NOT_SUPPLIED
    return lambda row: row.organisation


def _money(row: Row) -> str:
    """Until when there is money, as far as the viewer may know."""
    if row.money_hidden:
        return NOT_SHOWN
    return say_money_until(row.funded_until, without_end=row.funded_without_end)


def _table(
    shown: list[tuple[str, Row]], names: dict[str, str], linked: bool, window: Window
) -> PageTable:
    rows = tuple(
        (
            Cell(
                row.name,
                address=reverse("register:activity", args=[row.id]) if linked else "",
            ),
            Cell(row.organisation),
            Cell(say_term("strands", row.strand)),
            Cell(names.get(row.district, NOT_SUPPLIED)),
            Cell(row.status.value),
            Cell(say_date(row.starts_on)),
            Cell(say_end(row.ends_on, open_ended=row.open_ended)),
            Cell(_money(row)),
            Cell("; ".join(_to_notice(row, window)) or "nothing"),
        )
        for _, row in shown
    )
    return PageTable("The same as a table", tuple(Heading(words) for words in _HEADINGS), rows)


def _to_notice(row: Row, window: Window) -> Iterator[str]:
    """What the picture shows besides the dates, in words."""
    going = row.status is not Status.ENDED
    if going and row.funded_until and (row.ends_on is None or row.funded_until < row.ends_on):
        yield "money ends before it does" if row.ends_on else f"money ends; {_no_end(row)}"
    if row.starts_on and row.starts_on > window.last_day:
        yield "starts after this period"
    if row.ends_on and row.ends_on < window.first_day:
        yield "ended before this period"


def _no_end(row: Row) -> str:
    return "it is open-ended" if row.open_ended else "its end is not supplied"


def _file_row(row: Row, names: dict[str, str]) -> dict[str, Value]:
    return {
        "activity": row.name,
        "organisation": row.organisation,
        "strand": row.strand or None,
        "delivered_in": names.get(row.district),
        "status": row.status.value,
        "starts_on": row.starts_on,
        "ends_on": "open-ended" if row.open_ended else row.ends_on,
        "funded_until": _money(row)
        if row.money_hidden or row.funded_without_end
        else row.funded_until,
        "confirmed_on": row.confirmed_on,
        "reference_here": row.key,
    }
