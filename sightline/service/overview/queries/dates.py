"""The dates of activities: starts, ends, ends of money, days to confirm by, days of the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sightline.analysis.provision import Status
from sightline.service.overview.queries.reading import Row

WEEKLY = "weekly"
KINDS = {
    "starts": "Starts",
    "ends": "Ends",
    "money": "Money ends",
    "confirm": "Record to be confirmed by",
    WEEKLY: "Runs every week",
}
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Dated:
    """One date of an activity."""

    on: date
    kind: str
    row: Row

    @property
    def words(self) -> str:
        """What happens on that day."""
        if self.kind == "starts" and self.row.status is Status.PLANNED:
            return "Is planned to start"
        if self.kind == "ends" and self.row.status is Status.ENDED:
            return "Ended"
        return KINDS[self.kind]

    @property
    def order(self) -> tuple[date, int, tuple[str, str]]:
        """By day, then kind, then name."""
        return self.on, _PLACE[self.kind], self.row.order


def dates_of(
    rows: Iterable[Row], kinds: frozenset[str], *, first: date, last: date = date.max
) -> list[Dated]:
    """The dates of those kinds from one day to another, in order.

    What runs every week has no one date and is not here.
    """
    found = [
        Dated(on, kind, row)
        for row in rows
        for kind, on in _dates(row)
        if on is not None and first <= on <= last and kind in kinds
    ]
    return sorted(found, key=lambda dated: dated.order)


def _dates(row: Row) -> Iterator[tuple[str, date | None]]:
    yield "starts", row.starts_on
    yield "ends", row.ends_on
    if row.status is not Status.ENDED:  # else nobody waits for its money, or for word of it
        yield "money", row.funded_until
        yield "confirm", row.confirm_by()


def weekly(rows: Iterable[Row], first: date, last: date) -> list[Row]:
    """Those that run on known days of the week at some time from one day to another, by name."""
    found = [row for row in rows if row.days and _runs(row, first, last)]
    return sorted(found, key=lambda row: row.order)


def _runs(row: Row, first: date, last: date) -> bool:
    """As `analysis.provision.runs_in`: paused ones do not, nor planned ones without a start."""
    if row.status is Status.PLANNED and row.starts_on is None:
        return False
    if row.status not in (Status.CURRENT, Status.PLANNED):
        return False
    begun = row.starts_on is None or row.starts_on <= last
    return begun and (row.ends_on is None or row.ends_on >= first)
