"""Every partner, in the order of names: how much it has on the register, and how fresh that is.

In the order of names and not of lateness: this is for offering help, not for a league table.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from sightline.analysis.freshness import Standing, say_silence
from sightline.analysis.words import say_share
from sightline.errors import NotFound
from sightline.exchange.sheets import CellValue, new_workbook, write_csv, write_value
from sightline.service.accounts.policy import may_open
from sightline.service.freshness.models import MailStop
from sightline.service.freshness.queries.silence import reporting, silence_of
from sightline.service.freshness.standing import IN_TIME, People, stands, with_urgency
from sightline.service.pages.downloads import KINDS, Download, name_file
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.partners.queries import expected_partners
from sightline.service.register.queries import visible_to

COLUMNS = {
    "organisation": "Organisation",
    "says": "In short",
    "records": "Records to confirm",
    "in_time": "Confirmed in time",
    "due": "Due",
    "overdue": "Overdue",
    "long_overdue": "Long overdue",
    "never": "Never confirmed",
    "asked": "People who can be asked",
}
ON_A_PAGE = 100
NUMBERS = ("records", "due", "overdue", "long_overdue", "never", "asked")


@dataclass(frozen=True)
class PartnerRow:
    """How one partner's records stand."""

    organisation_id: UUID
    organisation: str
    says: str
    records: int
    in_time: int
    due: int
    overdue: int
    long_overdue: int
    never: int
    asked: int  # people who belong and get reminders

    @property
    def share(self) -> str:
        """The share of its records confirmed in time; nothing where it has none."""
        return say_share(self.in_time / self.records) if self.records else "no records"


@dataclass(frozen=True)
class Cell:
    """One cell of the table."""

    text: str
    numeric: bool = False
    address: str = ""


@dataclass(frozen=True)
class PartnersPage:
    """Who has reported and who has not, ready to print."""

    silence: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    pages: Pages | None
    nobody: tuple[Cell, ...]  # organisations with nothing on the register
    csv_address: str
    xlsx_address: str
    reminders_address: str  # empty where the viewer may not open it


def partners_page(*, viewer: Any, today: date, page: int = 1) -> PartnersPage:
    """Every partner expected to report, as far as the viewer may see its records."""
    rows = list(partner_rows(viewer=viewer, today=today))
    last = max(1, -(-len(rows) // ON_A_PAGE))
    page = max(1, min(page, last))
    here = rows[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return PartnersPage(
        silence=say_silence(silence_of(viewer, today=today)),
        headings=tuple(Cell(words, name in NUMBERS) for name, words in COLUMNS.items()),
        rows=tuple(_cells(row) for row in here),
        pages=make_pages(here=page, last=last, address=_page_address),
        nobody=tuple(
            Cell(row.organisation, address=_address(row)) for row in rows if row.says == NOTHING
        ),
        csv_address=reverse("freshness:download", kwargs={"kind": "csv"}),
        xlsx_address=reverse("freshness:download", kwargs={"kind": "xlsx"}),
        reminders_address=(
            reverse("freshness:reminders") if may_open(viewer, "freshness:reminders") else ""
        ),
    )


def partner_rows(*, viewer: Any, today: date) -> Iterator[PartnerRow]:
    """The row of each partner, by name."""
    counted = with_urgency(visible_to(viewer), today=today).values("organisation_id")
    of: dict[UUID, Mapping[str, Any]] = {
        each["organisation_id"]: each for each in counted.annotate(**_COUNTS)
    }
    known, people = reporting(viewer), _reminded()
    for key, name in expected_partners(today).items():
        counts = of.get(key) or dict.fromkeys(_COUNTS, 0)
        yield PartnerRow(
            organisation_id=key,
            organisation=name,
            says=_in_short(counts["records"], counts["in_time"], reports=key in known),
            **{name: counts[name] for name in _COUNTS},
            asked=people.get(key, 0),
        )


_COUNTS = {
    "records": Count("id"),
    "in_time": Count("id", filter=IN_TIME),
    "due": Count("id", filter=stands(Standing.DUE)),
    "overdue": Count("id", filter=stands(Standing.OVERDUE)),
    "long_overdue": Count("id", filter=stands(Standing.LONG_OVERDUE)),
    "never": Count("id", filter=stands(Standing.NEVER)),
}
NOTHING = "nothing on the register"


def _in_short(records: int, in_time: int, *, reports: bool) -> str:
    if not reports:
        return NOTHING
    if not records:
        return "only what has ended"
    if not in_time:
        return "nothing confirmed in time"
    return "all confirmed in time" if in_time == records else "some confirmed in time"


def _reminded() -> Mapping[UUID, int]:
    """How many people of each organisation get reminders of any kind about their own records."""
    stops = Counter(MailStop.objects.exclude(kind="lead").values_list("user_id", flat=True))
    return {
        key: sum(stops[user.pk] < 2 for user, _ in members)
        for key, members in People.of().members.items()
    }


def _page_address(page: int) -> str:
    return f"{reverse('freshness:partners')}?page={page}"


def _address(row: PartnerRow) -> str:
    return reverse("register:organisation", args=[row.organisation_id])


def _cells(row: PartnerRow) -> tuple[Cell, ...]:
    asked = f"{row.asked:,}" if row.asked else "nobody"
    return (
        Cell(row.organisation, address=_address(row)),
        Cell(row.says),
        Cell(f"{row.records:,}", numeric=True),
        Cell(row.share),
        *(Cell(f"{getattr(row, name):,}", numeric=True) for name in NUMBERS[1:-1]),
        Cell(asked, numeric=True),
    )


def partners_download(*, viewer: Any, kind: str, today: date) -> Download:
    """The same rows as a sheet."""
    if kind not in ("csv", "xlsx"):
        raise NotFound("There are two kinds of download: csv and xlsx.")
    rows: list[Mapping[str, CellValue]] = [
        {name: getattr(row, name) for name in COLUMNS}
        for row in partner_rows(viewer=viewer, today=today)
    ]
    name = name_file(f"partners-freshness-{today.isoformat()}", kind)
    with tempfile.TemporaryDirectory(prefix="sightline-partners-") as folder:
        path = Path(folder) / name
        if kind == "csv":
            write_csv(path, list(COLUMNS), rows)
        else:
            _write_workbook(path, rows)
        return Download(name, path.read_bytes(), KINDS[kind])


def _write_workbook(path: Path, rows: list[Mapping[str, CellValue]]) -> None:
    with new_workbook(path) as book:
        sheet = book.add_worksheet("partners")
        sheet.freeze_panes(1, 1)
        for column, heading in enumerate(COLUMNS):
            sheet.write_string(0, column, heading, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for column, heading in enumerate(COLUMNS):
                write_value(sheet, number, column, row[heading])
        sheet.autofit()
