"""The picture of a timeline, as numbers for SVG: bars over months, with what is not known open.

What an activity says of its dates is drawn full; what it does not say is drawn as a broken line
with a question mark, never as going on. Only to whom the status is no doubt does the bar reach
today: an activity that is current runs today, whatever else is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sightline.analysis.periods import Month
from sightline.analysis.provision import Status
from sightline.service.overview.queries.reading import Row
from sightline.service.register.queries.words import say_date

WIDTH = 960  # units of the picture, as wide as a page
HEAD = 52  # the scale of months
ROW, GROUP = 46, 36  # heights
BAR = 16
LONGEST_NAME = 70  # letters of a name on the picture; the table has all
KINDS = tuple(status.value for status in Status)


@dataclass(frozen=True)
class Window:
    """The months that a timeline shows."""

    first: Month
    months: int

    @property
    def first_day(self) -> date:
        """The first day shown."""
        return self.first.first_day

    @property
    def last_day(self) -> date:
        """The last day shown."""
        return self.first.plus(self.months - 1).last_day

    @property
    def words(self) -> str:
        """The months in words.

        >>> Window(Month(2026, 4), 12).words
        'April 2026 to March 2027'
        """
        return f"{self.first.words} to {self.first.plus(self.months - 1).words}"

    def place(self, day: date) -> int:
        """Where the start of a day is across the picture; what lies outside is at its edge.

        >>> window = Window(Month(2026, 4), 12)
        >>> window.place(date(2026, 4, 1)), window.place(date(2030, 1, 1))
        (0, 960)
        """
        days = (self.last_day - self.first_day).days + 1
        return max(0, min(WIDTH, round(WIDTH * (day - self.first_day).days / days)))

    def holds(self, day: date | None) -> bool:
        """Whether the day is shown."""
        return day is not None and self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Tick:
    """A line down the picture with its words. at: where the words stand."""

    x: int
    words: str
    kind: str  # month, year-end or today
    at: int


@dataclass(frozen=True)
class Span:
    """A stretch of a bar."""

    x: int
    width: int

    @property
    def end(self) -> int:
        """Where it ends across the picture."""
        return self.x + self.width


@dataclass(frozen=True)
class Bar:
    """One activity: words above, a bar beneath, what is not known of it, and its marks."""

    y: int
    top: int  # of the bar
    middle: int
    words: str
    kind: str
    known: Span | None
    unknown: tuple[Span, ...]
    questions: tuple[int, ...]  # where a question mark stands
    goes_back: bool  # it starts before what is shown
    goes_on: bool  # it ends after what is shown
    money_x: int | None
    money_top: int
    question_y: int  # where the foot of a question mark or a pound sign stands
    edge: int = WIDTH - 10  # where an arrow to the right begins


@dataclass(frozen=True)
class GroupName:
    """The heading of a group."""

    y: int
    words: str


@dataclass(frozen=True)
class Drawing:
    """A timeline as a picture."""

    width: int
    height: int
    words: str
    ticks: tuple[Tick, ...]
    groups: tuple[GroupName, ...]
    bars: tuple[Bar, ...]
    kinds: tuple[str, ...] = KINDS


def draw(shown: list[tuple[str, Row]], *, window: Window, today: date) -> Drawing:
    """The picture of those activities, each under the name of its group."""
    y, before = HEAD, None
    groups: list[GroupName] = []
    bars: list[Bar] = []
    for group, row in shown:
        if group != before:
            groups.append(GroupName(y + 24, group))
            y, before = y + GROUP, group
        bars.append(_bar(row, y, window, today))
        y += ROW
    words = f"Timeline of {len(bars):,} activities, {window.words}. The table below says the same."
    return Drawing(WIDTH, y + 10, words, tuple(_ticks(window, today)), tuple(groups), tuple(bars))


def _bar(row: Row, y: int, window: Window, today: date) -> Bar:
    begins, ends = _known(row, today)
    known = _span(window, begins, ends)
    unknown = tuple(span for span in _unknown(row, begins, ends, window, today) if span.width > 4)
    return Bar(
        y=y + 14,
        top=y + 20,
        middle=y + 20 + BAR // 2,
        words=_words(row),
        kind=row.status.value,
        known=known,
        unknown=unknown,
        questions=tuple(span.x + span.width // 2 for span in unknown),
        goes_back=bool(known and row.starts_on and row.starts_on < window.first_day),
        goes_on=bool(known and row.ends_on and row.ends_on > window.last_day),
        money_x=window.place(row.funded_until) if window.holds(row.funded_until) else None,  # type: ignore[arg-type]
        money_top=y + 16,
        question_y=y + 20 + BAR // 2 + 5,
    )


def _known(row: Row, today: date) -> tuple[date | None, date | None]:
    """From when to when it is known to run: what is said, and today if it is said to run now."""
    running = row.status in (Status.CURRENT, Status.PAUSED)
    begins, ends = row.starts_on, row.ends_on
    if running:
        begins = begins or min(today, ends or today)
        ends = ends or max(today, begins)
    return begins, ends


def _span(window: Window, begins: date | None, ends: date | None) -> Span | None:
    """The part of what is known that is shown."""
    first, last = begins or ends, ends or begins
    if first is None or last is None or last < window.first_day or first > window.last_day:
        return None
    x = window.place(first)
    after = last.toordinal() + 1
    end = window.place(date.fromordinal(min(after, date.max.toordinal())))
    return Span(min(x, WIDTH - 3), max(3, end - x))


def _unknown(
    row: Row, begins: date | None, ends: date | None, window: Window, today: date
) -> Iterator[Span]:
    """Where it may run, or may not: nobody has said. What is planned is not in the past."""
    earliest = window.place(today) if row.status is Status.PLANNED else 0
    latest = window.place(today) if row.status is Status.ENDED else WIDTH
    first, last = begins or ends, ends or begins
    if row.starts_on is None:
        until = latest if first is None else window.place(first)
        yield Span(earliest, until - earliest)
    if row.ends_on is None and last is not None:
        since = window.place(last) + 3
        yield Span(since, latest - since)


def _words(row: Row) -> str:
    name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1]}…"
    return f"{name}: {row.status.value}, {_say_dates(row)}"


def _say_dates(row: Row) -> str:
    if row.starts_on is None and row.ends_on is None:
        return "dates not supplied"
    if row.starts_on is None:
        return f"start not supplied, to {say_date(row.ends_on)}"
    start = f"from {say_date(row.starts_on)}"
    return f"{start} to {say_date(row.ends_on)}" if row.ends_on else f"{start}, end not supplied"


def _ticks(window: Window, today: date) -> Iterator[Tick]:
    """Months (every one, or every third), the ends of financial years, and today."""
    every = 1 if window.months <= 12 else 3
    for number in range(0, window.months, every):
        month = window.first.plus(number)
        x = window.place(month.first_day)
        yield Tick(x, f"{month.first_day:%b %y}", "month", x + 3)
    for year in range(window.first_day.year, window.last_day.year + 1):
        if window.holds(date(year, 3, 31)):
            x = window.place(date(year, 4, 1))
            yield Tick(x, f"31 March {year}", "year-end", min(max(x - 4, 90), WIDTH))
    if window.holds(today):
        x = window.place(today)
        yield Tick(x, "today", "today", min(x + 4, WIDTH - 40))
