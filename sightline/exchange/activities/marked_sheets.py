"""How problems are marked in a copy of a sheet, whoever's sheet it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sightline.errors import BadInput
from sightline.exchange.activities.layouts.layout import Layout, Shape
from sightline.exchange.activities.layouts.proposing import fitting_tables
from sightline.exchange.activities.layouts.tables import Table
from sightline.exchange.activities.rows import ActivityRow
from sightline.exchange.problems import Problem, Reading, Weight
from sightline.exchange.sheets import WHAT_TO_DO, SheetView, WorkbookView, clip, new_workbook

_LONGEST_NAME = 28  # characters of the name of a sheet, with room for a number
_ACCOUNT = "Account"


def write_marked_sheets(
    reading: Reading[tuple[ActivityRow, ...]], view: WorkbookView, path: Any, layout: Layout
) -> None:
    """Write every sheet of a view, marked where its problems are, and the account."""
    if view.sha256 != reading.account.sha256:
        raise BadInput(
            f"{view.file}: found another file than the one that was read, wanted the same. "
            "Read the sheet again."
        )
    tables = {table.sheet: (table, shape) for table, shape in fitting_tables(view, layout)}
    problems: dict[str, dict[int, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for problem in reading.problems:
        # What stands beside a row that was set aside would make it a row of the table.
        if problem.row is not None and problem.weight is not Weight.SET_ASIDE:
            problems[problem.sheet][problem.row].append(problem)
    workbook = new_workbook(path)
    marks = marks_of(workbook)
    used = {_ACCOUNT.casefold()}
    for sheet in view.sheets:
        page = workbook.add_worksheet(_free_name(sheet.name or "Cells", used))
        _write_sheet(page, sheet, tables.get(sheet.name), problems[sheet.name], marks, workbook)
    write_account(workbook, reading)
    workbook.close()


def _free_name(name: str, used: set[str]) -> str:
    """A name that the workbook can have: Excel forbids some marks, and two names alike."""
    plain = "".join("_" if mark in "[]:*?/\\" else mark for mark in name)[:_LONGEST_NAME]
    plain = plain.strip("'") or "Sheet"
    free, number = plain, 1
    while free.casefold() in used or free.casefold() == "history":
        number += 1
        free = f"{plain} {number}"
    used.add(free.casefold())
    return free


def _write_sheet(
    page: Any,
    sheet: SheetView,
    known: tuple[Table, Shape] | None,
    problems: Mapping[int, Sequence[Problem]],
    marks: Mapping[Weight, Any],
    workbook: Any,
) -> None:
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    columns: dict[str, int] = {}
    told = max(map(len, sheet.rows), default=0)
    if known is not None:
        table = known[0]
        columns = {heading: at for at, heading in reversed(list(enumerate(table.headings)))}
        told = columns.get(WHAT_TO_DO, told)
        bold = workbook.add_format({"bold": True})
        for at in range(table.header_at, table.header_at + table.header_rows):
            page.write_string(at, told, WHAT_TO_DO, bold)
    for at, row in enumerate(sheet.rows):
        found = gravest_first(problems.get(at + 1, ()))
        marked = {columns.get(each.column): marks.get(each.weight) for each in reversed(found)}
        for column in range(max(len(row), *(c + 1 for c in marked if c is not None), 0)):
            text = row[column] if column < len(row) else ""
            mark = marked.get(column)
            if (text or mark) and not (column == told and known is not None):
                write_cell(page, at, column, text, mark)
        if found:
            write_cell(page, at, told, "\n".join(map(say, found)), wrap)
    page.set_column(0, max(told, 1), 18)
    page.set_column(told, told, 80)


def marks_of(workbook: Any) -> dict[Weight, Any]:
    """The looks of cells with problems, by weight."""
    return {
        Weight.REJECTED: workbook.add_format({"bg_color": "#F8D7DA", "border": 2}),
        Weight.NOTE: workbook.add_format({"bg_color": "#FFF3CD", "border": 1}),
    }


def gravest_first(problems: Sequence[Problem]) -> list[Problem]:
    """Problems that reject come before notes."""
    return sorted(problems, key=lambda problem: list(Weight).index(problem.weight))


def say(problem: Problem) -> str:
    """What to do about one cell."""
    start = "" if problem.weight is Weight.REJECTED else f"{problem.weight.capitalize()}: "
    where = f"{problem.column}: " if problem.column else ""
    return f"{start}{where}found {problem.found}, wanted {problem.wanted}. {problem.remedy}"


def write_cell(sheet: Any, row: int, column: int, text: str, mark: Any) -> None:
    """One cell as text, never as a formula."""
    if text:
        sheet.write_string(row, column, clip(text), mark)
    else:
        sheet.write_blank(row, column, None, mark)


def write_account(workbook: Any, reading: Reading[tuple[ActivityRow, ...]]) -> None:
    """Write the sheet with the account and the notes about the file."""
    sheet = workbook.add_worksheet(_ACCOUNT)
    account = reading.account
    lines = [
        f"{account.name}: {account.rows_in:,} rows came in.",
        f"{account.accepted:,} accepted, {account.rejected:,} rejected, "
        f"{account.set_aside:,} set aside.",
        f"Correct the marked cells; the column '{WHAT_TO_DO}' says how. Then upload this copy.",
        *(str(problem) for problem in reading.problems if problem.row is None),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, clip(line))
    sheet.set_column(0, 0, 120)
