"""The English Indices of Deprivation: the overall index of 2019 or 2025, from CSV or XLSX."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput
from sightline.exchange.area_tables import (
    Tally,
    find_area_columns,
    frame_of,
    note_missing,
    set_aside_strangers,
)
from sightline.exchange.files import (
    LARGEST_WORKBOOK_BYTES,
    Cells,
    arrange_cells,
    check_zip,
    read_cells,
    sha256_of,
)
from sightline.exchange.problems import Reading

DEPRIVATION = Table(
    "deprivation",
    {
        "area": Column(Kind.TEXT, "area code"),
        "deprivation_rank": Column(
            Kind.COUNT, "rank among all areas of the index, 1 most deprived"
        ),
        "deprivation_decile": Column(Kind.COUNT, "1 the most deprived tenth, 10 the least", True),
        "deprivation_score": Column(Kind.NUMBER, "score, higher more deprived", True),
        "edition": Column(Kind.TEXT, "year of the index, empty where the file does not say"),
    },
    ("area",),
)
# The overall index, as official files, their common copies and our own tables write it.
_OVERALL = r"(?:index of multiple deprivation(?: imd)?|imd|deprivation) "
_MEASURES = ("rank", "decile", "score")
_EDITION_IN_NAME = re.compile(r"(?:iod|imd)[ _-]?(20[0-9]{2})")
_DISTRICTS_OF = re.compile(r"district code \((20[0-9]{2})\)")
_EDITION_OF_DISTRICTS = {"2024": "2025", "2019": "2019", "2013": "2015"}
_EDITION_OF_AREAS = {"2021": "2025", "2011": "2019"}
_MOST_ROWS_ABOVE = 10  # titles above the headings of a sheet


def read_deprivation(
    path: Path, *, known_areas: Collection[str] | None = None
) -> Reading[pd.DataFrame]:
    """The overall index of deprivation for each area, as DEPRIVATION.

    path: CSV (or gzipped CSV) or XLSX with an area code and the rank of the overall index; decile
    and score are missing where the edition has none. known_areas: the areas of the boundaries; rows
    for others are set aside, and those without a row are named in a note. Areas outside England
    have no English index: set aside, or named in a note. A file of another index, such as income
    alone, or one with no row that can be used: BadInput.
    """
    cells = _sheet(path) if path.name.lower().endswith((".xlsx", ".xlsm")) else read_cells(path)
    columns = find_area_columns(cells.headings)
    measures = find_measures(cells.headings)
    if columns is None or "rank" not in measures:
        raise _not_the_index(path.name, cells.headings)
    table, tally = frame_of(cells), Tally.of(cells)
    area = table[columns.code].str.strip()
    _check_areas(tally, area, columns.code)
    set_aside_strangers(tally, area, known_areas, column=columns.code)
    rows = pd.DataFrame({"area": area, "edition": _edition(cells, columns.vintage)})
    for measure in _MEASURES:
        heading = measures.get(measure)
        rows[f"deprivation_{measure}"] = (
            _numbers(tally, table[heading], measure) if heading else np.nan
        )
    tally.refuse_if_none()
    _note_areas_without(tally, area, known_areas)
    return tally.reading(
        DEPRIVATION.check(rows[tally.accepted].sort_values("area", ignore_index=True))
    )


def find_measures(headings: Sequence[str]) -> dict[str, str]:
    """The headings of the overall index, by what they measure.

    >>> find_measures(["IMD_rank", "Income_rank", "IMD_decile", "imd_average_rank"])
    {'rank': 'IMD_rank', 'decile': 'IMD_decile'}
    """
    measures: dict[str, str] = {}
    for heading in headings:
        plain = re.sub(r"\(where .*|[()]", "", heading.casefold())
        plain = " ".join(plain.replace("_", " ").split())
        for measure in _MEASURES:
            if re.fullmatch(_OVERALL + measure, plain):
                measures.setdefault(measure, heading)
    return measures


def _sheet(path: Path) -> Cells:
    """The cells of the sheet that has the index, or else of the first that has area codes."""
    check_zip(path, LARGEST_WORKBOOK_BYTES)
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        ]
    except CalamineError as error:
        raise BadInput(
            f"{path.name}: found a workbook that cannot be read, wanted XLSX. "
            "Open it and save it again as XLSX or CSV."
        ) from error
    tables = [
        (headings, sheet[place + 1 :], place + 2)
        for sheet in sheets
        for place, row in enumerate(sheet[:_MOST_ROWS_ABOVE])
        if find_area_columns(headings := [_text(cell) for cell in row])
    ]
    if not tables:
        raise _not_the_index(path.name, [])
    best = next((table for table in tables if "rank" in find_measures(table[0])), tables[0])
    rows = ([_text(cell) for cell in row] for row in best[1])
    sha256 = sha256_of(path)
    return arrange_cells(best[0], rows, file=path.name, sha256=sha256, first_row=best[2])


def _text(cell: object) -> str:
    """A cell as a person would type it: whole numbers come out of workbooks as 7.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _not_the_index(file: str, headings: Sequence[str]) -> BadInput:
    others = [
        heading for heading in headings if re.search(r"rank|decile|score", heading.casefold())
    ]
    if others:
        found = f"another index, not the overall one: {', '.join(others[:3])}"
    else:
        found = f"columns {', '.join(headings[:6])}" if headings else "no column of area codes"
    return BadInput(
        f"{file}: found {found}, wanted an area code and the rank of the overall Index of Multiple "
        "Deprivation, such as lsoa21_code, IMD_rank. Use the file of the overall index: File 1 or "
        "File 7 of the official release."
    )


def _check_areas(tally: Tally, area: pd.Series, column: str) -> None:
    tally.reject_without_code(area, column=column)
    tally.reject(
        area.duplicated().to_numpy(dtype=bool),
        reason="area found twice",
        column=column,
        found=lambda place: f"{area.iloc[place]} again",
        wanted="one row for each area",
        remedy="Remove one of the rows.",
    )
    tally.set_aside(
        area.map(_outside_england).to_numpy(dtype=bool),
        reason="no English index",
        column=column,
        found="areas in Wales, Scotland or Northern Ireland, which have no English index",
        wanted="areas in England",
        remedy="Nothing needs to be done: other nations' indices are not comparable.",
    )


def _outside_england(code: str) -> bool:
    return re.fullmatch(r"[NSW][0-9]{8}", code) is not None


def _numbers(tally: Tally, cells: pd.Series, measure: str) -> np.ndarray:
    """The values of a measure; a blank is missing, which a rank may not be."""
    values = np.asarray(pd.to_numeric(cells, errors="coerce"), dtype="float64")
    blank = (cells.str.strip() == "").to_numpy(dtype=bool) & (measure != "rank")
    wanted = {
        "rank": "a whole number, 1 for the most deprived",
        "decile": "a whole number from 1 to 10",
        "score": "a number",
    }[measure]
    wrong = ~np.isfinite(values) & ~blank
    if measure != "score":
        wrong |= (values < 1) | (values != np.floor(values)) & ~blank
    if measure == "decile":
        wrong |= values > 10
    tally.reject(
        wrong,
        reason=f"{measure} not {wanted}",
        column=str(cells.name),
        found=lambda place: repr(cells.iloc[place]) if cells.iloc[place].strip() else "nothing",
        wanted=wanted,
        remedy="Correct it, or remove the row: an area without one is said to have none.",
    )
    return values


def _note_areas_without(tally: Tally, area: pd.Series, known_areas: Collection[str] | None) -> None:
    known = set() if known_areas is None else set(known_areas)
    abroad = sorted(code for code in known if _outside_england(code))
    if abroad:
        tally.note(
            found=f"{len(abroad):,} areas outside England in the boundaries, first {abroad[0]}",
            wanted="areas in England",
            remedy="They have no English index, and are shown without one.",
        )
    note_missing(tally, area[tally.accepted], known.difference(abroad), what="deprivation")


def _edition(cells: Cells, vintage: str) -> str:
    """The year of the index: from its districts, the file's name, or the year of its areas.

    The years of the areas do not tell 2015 from 2019: official files of 2015 name the districts
    of 2013.
    """
    for heading in cells.headings:
        if found := _DISTRICTS_OF.search(heading.casefold()):
            return _EDITION_OF_DISTRICTS.get(found[1], "")
    named = _EDITION_IN_NAME.search(cells.file.casefold())
    return named[1] if named else _EDITION_OF_AREAS.get(vintage, "")
