"""A copy of a sheet in which every problem stands beside its row, ready to be corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sightline.errors import BadInput
from sightline.exchange.activities.columns import HEADINGS
from sightline.exchange.activities.layouts.layout import Layout
from sightline.exchange.activities.marked_sheets import (
    gravest_first,
    marks_of,
    say,
    write_account,
    write_cell,
    write_marked_sheets,
)
from sightline.exchange.activities.rows import ActivityRow
from sightline.exchange.files import CellRow
from sightline.exchange.problems import Problem, Reading
from sightline.exchange.sheets import WHAT_TO_DO, look_at, new_workbook, open_sheet, plain_heading


def write_marked_copy(
    reading: Reading[tuple[ActivityRow, ...]],
    source: Path | str,
    path: Path,
    *,
    layout: Layout | None = None,
    file_name: str = "",
) -> None:
    """Write the sheet as XLSX, cells with problems marked, and a column that says what to do.

    Rows stand where they stood, so the numbers in messages hold; the copy can be corrected and read
    again. A second sheet has the account and the notes about the file. BadInput if the source is
    no longer what was read. layout: the one it was read with; then all its sheets are copied.
    """
    if layout is not None:
        write_marked_sheets(reading, look_at(source, file_name=file_name), path, layout)
        return
    source = Path(source)
    cells = open_sheet(source, HEADINGS).cells
    if cells.sha256 != reading.account.sha256:
        raise BadInput(
            f"{source.name}: found another file than the one that was read, wanted the same. "
            "Read the sheet again."
        )
    rows = sorted((*cells.rows, *cells.ragged), key=lambda row: row.row)
    workbook = new_workbook(path)
    _write_rows(workbook, cells.headings, rows, _by_row(reading.problems))
    write_account(workbook, reading)
    workbook.close()


def _by_row(problems: Iterable[Problem]) -> Mapping[int, Sequence[Problem]]:
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None:
            found[problem.row].append(problem)
    return found


def _write_rows(
    workbook: Any,
    headings: Sequence[str],
    rows: Sequence[CellRow],
    problems: Mapping[int, Sequence[Problem]],
) -> None:
    sheet = workbook.add_worksheet("Activities")
    bold = workbook.add_format({"bold": True})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    marks = marks_of(workbook)
    plain = [plain_heading(heading) for heading in headings]
    last = max([len(headings), *(len(row.cells) for row in rows)])
    told = plain.index(plain_heading(WHAT_TO_DO)) if plain_heading(WHAT_TO_DO) in plain else last
    for position, heading in enumerate(headings):
        sheet.write_string(0, position, heading, bold)
    sheet.write_string(0, told, WHAT_TO_DO, bold)
    for row in rows:
        found = problems.get(row.row, ())
        marked = {each.column: marks.get(each.weight) for each in reversed(gravest_first(found))}
        for position, text in enumerate(row.cells):
            mark = marked.get(plain[position]) if position < len(plain) else None
            if position != told and (text or mark):
                write_cell(sheet, row.row - 1, position, text, mark)
        if found:
            said = "\n".join(say(each) for each in gravest_first(found))
            write_cell(sheet, row.row - 1, told, said, wrap)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, last, 18)
    sheet.set_column(told, told, 80)
