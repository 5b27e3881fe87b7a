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
    def order(self) -> tuple[date, int, str, str]:
        """By day, then kind, then name."""
        return self.on, list(KINDS).index(self.kind), self.row.name.casefold(), self.row.key


def dates_of(rows: Iterable[Row], kinds: frozenset[str]) -> list[Dated]:
    """Every date of those kinds, in order; what runs every week has no one date and is not here."""
    found = [dated for row in rows for dated in _dates(row) if dated.kind in kinds]
    return sorted(found, key=lambda dated: dated.order)


def _dates(row: Row) -> Iterator[Dated]:
    if row.starts_on:
        yield Dated(row.starts_on, "starts", row)
    if row.ends_on:
        yield Dated(row.ends_on, "ends", row)
    if row.status is Status.ENDED:
        return  # nobody waits for its money, or for word of it
    if row.funded_until:
        yield Dated(row.funded_until, "money", row)
    if confirm_by := row.confirm_by():
        yield Dated(confirm_by, "confirm", row)


def weekly(rows: Iterable[Row], first: date, last: date) -> list[Row]:
    """Those that run on known days of the week at some time from one day to another, by name."""
    found = [row for row in rows if row.days and _runs(row, first, last)]
    return sorted(found, key=lambda row: (row.name.casefold(), row.key))


def _runs(row: Row, first: date, last: date) -> bool:
    """As `analysis.provision.runs_in`: paused ones do not, nor planned ones without a start."""
    if row.status is Status.PLANNED and row.starts_on is None:
        return False
    if row.status not in (Status.CURRENT, Status.PLANNED):
        return False
    begun = row.starts_on is None or row.starts_on <= last
    return begun and (row.ends_on is None or row.ends_on >= first)
