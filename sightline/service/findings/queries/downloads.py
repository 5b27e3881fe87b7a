"""The list as a file: exactly the findings that it shows, with every fact it shows of each."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from sightline.errors import NotFound
from sightline.service.findings.content import finding_of
from sightline.service.findings.queries.asked import Asked
from sightline.service.findings.queries.rows import Row, matching, rows_seen
from sightline.service.findings.queries.words import (
    KINDS,
    STATES,
    say_sentences,
    say_strand,
    say_theme,
)
from sightline.service.findings.sight import Veil
from sightline.service.pages.downloads import KINDS as FILES
from sightline.service.pages.downloads import Download, cells_of, csv_of, name_file

DECIMALS = 1
COLUMNS = (
    "finding", "kind", "sort", "title", "state", "theme", "strand", "ages", "group", "districts",
    "areas", "organisations", "who_pays", "first_month", "people_low", "people_middle",
    "people_high", "money_gbp", "reasons", "goes_away_when", "what_changed", "found_on",
)  # fmt: skip


def findings_file(*, viewer: Any, form: str, asked: Asked, today: date) -> Download:
    """The findings asked for as a file; `form` is csv, xlsx or json."""
    if form not in _WRITE:
        raise NotFound(f"There is no download as {form}: there are csv, xlsx and json.")
    veil = Veil(viewer)
    rows = [_line(row, veil) for row in matching(rows_seen(viewer, today), asked)]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return Download(name_file("findings", form), _WRITE[form](table), FILES[form])


def _line(row: Row, veil: Veil) -> dict[str, Any]:
    finding, facts = row.finding, finding_of(row.finding.content)
    people = facts.people
    return {
        "finding": str(finding.pk),
        "kind": KINDS[finding.kind],
        "sort": finding.sort,
        "title": finding.title,
        "state": STATES[row.standing],
        "theme": say_theme(finding.theme),
        "strand": say_strand(finding.strand),
        "ages": str(facts.ages or ""),
        "group": facts.group,
        "districts": "; ".join(row.districts),
        "areas": "; ".join(sorted(row.areas)),
        "organisations": "; ".join(row.organisations.values()),
        "who_pays": "; ".join(row.commissioners.values()),
        "first_month": finding.first_month,
        "people_low": _number(people.low if people else None),
        "people_middle": _number(people.middle if people else None),
        "people_high": _number(people.high if people else None),
        "money_gbp": _number(facts.money_gbp) if veil.shows_money(finding) else None,
        "reasons": " ".join(say_sentences(veil.sentences(finding, facts.reasons))),
        "goes_away_when": " ".join(veil.sentences(finding, (facts.goes_away_when,))),
        "what_changed": "; ".join(finding.returned),
        "found_on": f"{finding.found_at:%Y-%m-%d}",
    }


def _number(number: float | None) -> float | None:
    return None if number is None else round(number, DECIMALS)


def _json(table: pd.DataFrame) -> bytes:
    rows = [dict(zip(table.columns, cells, strict=True)) for cells in cells_of(table)]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=1).encode()


def _xlsx(table: pd.DataFrame) -> bytes:
    """One visible sheet; every text is written as text, so nothing is run."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("findings")
        sheet.freeze_panes(1, 4)
        for column, heading in enumerate(table.columns):
            sheet.write_string(0, column, heading, book.add_format({"bold": True}))
        for number, row in enumerate(cells_of(table), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.autofit(300)
    return file.getvalue()


_WRITE = {"csv": csv_of, "xlsx": _xlsx, "json": _json}
