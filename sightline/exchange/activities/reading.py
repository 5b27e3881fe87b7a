"""The activity sheet read whole: every good row, every problem, every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from sightline.analysis.framework import Vocabulary
from sightline.exchange.activities.columns import EXAMPLE_REFERENCE, HEADINGS
from sightline.exchange.activities.layouts.layout import Layout
from sightline.exchange.activities.own_sheets import read_own_sheets
from sightline.exchange.activities.places import PlaceFinder
from sightline.exchange.activities.rows import ActivityRow, Lookups, RowReader
from sightline.exchange.activities.settling import Source, note_places, settle
from sightline.exchange.problems import Reading, Weight
from sightline.exchange.sheets import AreaWords, Sheet, SheetRow, open_sheet, tidy

BLANK, RAGGED = "blank row", "wrong number of cells"


def read_activities(
    path: Path | str,
    *,
    vocabularies: Mapping[str, Vocabulary],
    areas: pd.DataFrame,
    postcodes: Mapping[str, tuple[float, float]] | None,
    today: date,
    layout: Layout | None = None,
    file_name: str = "",
) -> Reading[tuple[ActivityRow, ...]]:
    """The activities of a sheet, CSV or XLSX, with the headings of `columns`.

    areas: AREAS. postcodes: easting and northing in metres by postcode; None without a list.
    Nothing is read by half: a row is good, or it is rejected with all its problems, or it is set
    aside. BadInput, before any row is used, if the file as a whole cannot be read.

    layout: how a partner's own sheets are laid out, CSV, XLSX, ODS or a text of pasted cells; rows
    of all sheets that it fits are read. file_name: what the person calls the file.
    """
    if layout is not None:
        return read_own_sheets(
            path,
            layout=layout,
            vocabularies=vocabularies,
            areas=areas,
            postcodes=postcodes,
            today=today,
            file_name=file_name,
        )
    sheet = open_sheet(Path(path), HEADINGS)
    words = AreaWords(areas)
    places = PlaceFinder(words, postcodes or None)
    lookups = Lookups(vocabularies=vocabularies, areas=words, places=places, today=today)
    examples = {row.row for row in sheet.rows if _is_example(row)}
    rows = {row.row: row for row in sheet.rows if row.row not in examples}
    name = sheet.cells.file
    readers = {number: RowReader(row, lookups, file=name) for number, row in rows.items()}
    read = {number: reader.read() for number, reader in readers.items()}
    good = [ActivityRow(number, activity) for number, activity in read.items() if activity]
    return settle(_source(sheet), readers, good, examples, note_places(name, places))


def _is_example(row: SheetRow) -> bool:
    return tidy(row.texts.get("reference", "")).casefold() == EXAMPLE_REFERENCE.casefold()


def _source(sheet: Sheet) -> Source:
    cells = sheet.cells
    reasons = dict.fromkeys((BLANK, RAGGED), 0)
    for problem in cells.problems:
        reasons[BLANK if problem.weight is Weight.SET_ASIDE else RAGGED] += problem.rows
    return Source(cells.file, cells.sha256, cells.rows_in, cells.problems, sheet.notes, reasons)
