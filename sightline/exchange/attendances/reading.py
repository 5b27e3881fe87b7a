"""A table of counts read: each cell, with where every row went and which months have none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sightline.analysis.disclosure.policies import NOT_SUPPLIED
from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.area_tables import find_area_columns
from sightline.exchange.attendances.cells import CELLS, read_ages, read_count, read_kind
from sightline.exchange.problems import Reading, Weight
from sightline.exchange.sheets import BadCell, look_at, name_text, plain_heading, show
from sightline.exchange.sheets.dates import read_month
from sightline.exchange.sheets.fates import Fates, Why

MOST_KINDS = 40  # more than that is text that people wrote freely
_ROWS_ABOVE = 20
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "month": ("month", "period", "month_of_attendance"),
    "kind": ("kind", "type", "reason", "category", "attendance_type", "call_type"),
    "age": ("age", "ages", "age_group", "age_band"),
    "count": ("count", "attendances", "calls", "number", "people", "incidents"),
}
_BLANK = Why("blank row", "", "a row with something in it", "Nothing needs to be done.",
             Weight.SET_ASIDE)  # fmt: skip
_RAGGED = Why("more cells than headings", "", "one cell under each heading",
              "Put a cell that holds a comma in quotation marks.")  # fmt: skip
_AGAIN = Why("the same cell twice", "", "one row for each area, month, kind and ages",
             "Nothing needs to be done: it counts once.", Weight.SET_ASIDE)  # fmt: skip
_DIFFERENT = Why("one cell with two counts", "count", "one count for each cell",
                 "Remove the row that is wrong; neither is used until then.")  # fmt: skip
_STRANGE = Why("area outside the boundaries", "area", "an area of the partnership",
               "Nothing needs to be done if it is elsewhere.", Weight.SET_ASIDE)  # fmt: skip
_NO_AREA = Why("no area", "area", "an area code or a site", "Give the row its area.")

_READERS: Mapping[str, Callable[[str], Any]] = {
    "area": lambda text: name_text(text, longest=20).upper(),
    "month": lambda text: str(read_month(text)),
    "kind": lambda text: read_kind(name_text(text, longest=60)),
    "age": read_ages,
    "count": read_count,
}


@dataclass(frozen=True, eq=False)
class Attendances:
    """cells: CELLS. missing: months between the first and last that no row is of: not supplied."""

    cells: pd.DataFrame
    supplied: tuple[Month, ...]
    missing: tuple[Month, ...]


@dataclass(frozen=True)
class _Cell:
    """A row understood: what its cell is of, and its count."""

    row: int
    key: tuple[str, str, str, str]
    count: int | None
    shown: str


def read_attendances(
    path: Path, *, file_name: str = "", known_areas: Collection[str] | None = None
) -> Reading[Attendances]:
    """The counts of a CSV or XLSX table with a column of areas, one of months and one of counts.

    Kind and age are columns where there are any. known_areas: rows of others are set aside. A star,
    <5 and a blank are told apart: too few, too few, not supplied. A cell that is there twice counts
    once; with two counts neither is used. BadInput without those columns, or with so many kinds
    that they must be texts somebody wrote.
    """
    view = look_at(path, file_name=file_name)
    for sheet in view.sheets:
        for place, headings in enumerate(sheet.rows[:_ROWS_ABOVE]):
            if columns := _columns(headings):
                fates = Fates(view.file, view.sha256, notes=list(view.notes))
                rows = list(enumerate(sheet.rows[place + 1 :], start=place + 2))
                found = _read_rows(rows, columns, len(headings), known_areas, fates)
                return _told(found, fates)
    raise BadInput(
        f"{view.file}: found no row of headings with an area, a month and a count, wanted such as "
        "area_code, month, kind, age, count. Name the columns so."
    )


def _columns(headings: Sequence[str]) -> dict[str, int] | None:
    plain = [plain_heading(heading) for heading in headings]
    columns = {
        name: plain.index(word)
        for name, words in _HEADINGS.items()
        for word in words[::-1]
        if word in plain
    }
    areas = find_area_columns([heading.strip() for heading in headings])
    site = next((word for word in ("site", "site_code") if word in plain), None)
    if areas is not None:
        columns["area"] = [heading.strip() for heading in headings].index(areas.code)
    elif site is not None:
        columns["area"] = plain.index(site)
    return columns if {"area", "month", "count"} <= columns.keys() else None


def _read_rows(
    rows: Sequence[tuple[int, tuple[str, ...]]],
    columns: Mapping[str, int],
    width: int,
    known_areas: Collection[str] | None,
    fates: Fates,
) -> list[_Cell]:
    found = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            fates.drop(number, _BLANK, "nothing")
        elif len(cells) > width:
            fates.drop(number, _RAGGED, f"{len(cells)} cells under {width} headings")
        else:
            texts = {
                name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()
            }
            cell = _read_cell(number, texts, fates)
            if cell is not None and known_areas is not None and cell.key[0] not in known_areas:
                fates.drop(number, _STRANGE, show(cell.key[0]))
            elif cell is not None:
                found.append(cell)
    return found


def _read_cell(number: int, texts: Mapping[str, str], fates: Fates) -> _Cell | None:
    if not texts["area"]:
        fates.drop(number, _NO_AREA, "nothing")
        return None
    read: dict[str, Any] = {}
    for name, reader in _READERS.items():
        try:
            read[name] = reader(texts.get(name, ""))
        except BadCell as bad:
            why = Why(f"{name} not understood", name, bad.wanted, bad.remedy)
            fates.drop(number, why, bad.found)
            return None
    key = (read["area"], read["month"], read["kind"], read["age"])
    return _Cell(number, key, *read["count"])


def _told(found: Sequence[_Cell], fates: Fates) -> Reading[Attendances]:
    by_key: dict[tuple[str, str, str, str], list[_Cell]] = {}
    for cell in found:
        by_key.setdefault(cell.key, []).append(cell)
    kinds = {key[2] for key in by_key}
    if len(kinds) > MOST_KINDS:
        raise BadInput(
            f"{fates.file}, kind: found {len(kinds):,} different texts, wanted at most "
            f"{MOST_KINDS} kinds. Leave out what people wrote freely, and send kinds."
        )
    kept = []
    for same in by_key.values():
        if len({(cell.count, cell.shown) for cell in same}) > 1:
            for cell in same:
                fates.drop(cell.row, _DIFFERENT, f"{len(same)} rows of {', '.join(cell.key)}")
            continue
        kept.append(same[0])
        fates.accepted += 1
        for cell in same[1:]:
            fates.drop(cell.row, _AGAIN, f"{', '.join(cell.key)} again")
    table = pd.DataFrame(
        [(*cell.key, cell.count, cell.shown) for cell in kept], columns=list(CELLS.columns)
    )
    return _with_gaps(CELLS.check(table.astype({"count": "float64"})), fates)


def _with_gaps(cells: pd.DataFrame, fates: Fates) -> Reading[Attendances]:
    """Say which months between the first and the last nobody supplied."""
    told = cells.loc[cells["shown"] != NOT_SUPPLIED, "month"]
    supplied = tuple(sorted({Month.parse(month) for month in told}))
    missing = []
    if supplied:
        month = supplied[0]
        while (month := month.plus(1)) < supplied[-1]:
            if month not in supplied:
                missing.append(month)
    if missing:
        fates.note(
            found=f"no counts for {', '.join(month.words for month in missing)}",
            wanted="every month from the first to the last",
            remedy="They are not supplied, which is not none. Send them if there are any.",
        )
    return fates.reading(Attendances(cells, supplied, tuple(missing)))
