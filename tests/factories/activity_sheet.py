"""Activity sheets for tests: good cells, small areas to know, sheets as CSV and XLSX."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from sightline.analysis.framework import Vocabulary
from sightline.exchange.activities import ActivityRow, read_activities
from sightline.exchange.problems import Reading
from sightline.exchange.vocabulary import read_vocabularies

TODAY = date(2025, 12, 31)
POSTCODES = {"ZZ1 1AA": (660_500.0, 390_100.0), "ZZ1 1AB": (662_040.0, 391_020.0)}
GOOD = {
    "activity": "Harbour Lane boxing club",
    "organisation": "Shoreline Youth Trust",
    "themes": "violence",
    "status": "current",
}


def areas_table() -> pd.DataFrame:
    """Three small areas in two districts of a made-up county."""
    return pd.DataFrame(
        {
            "area": ["X01000001", "X01000002", "X01000003"],
            "area_name": ["Northmere 001A", "Northmere 001B", "Eastfold 001A"],
            "district": ["X07000001", "X07000001", "X07000002"],
            "district_name": ["Northmere", "Northmere", "Eastfold"],
            "easting_m": [660_000.04, 662_000.0, 668_000.0],
            "northing_m": [390_000.0, 391_000.0, 389_000.0],
        }
    )


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """The vocabularies of the release."""
    return read_vocabularies()


def read(path: Path, **changed: Any) -> Reading[tuple[ActivityRow, ...]]:
    """The sheet, read against the small areas and postcodes above."""
    given: dict[str, Any] = {
        "vocabularies": vocabularies(),
        "areas": areas_table(),
        "postcodes": POSTCODES,
        "today": TODAY,
    }
    return read_activities(path, **(given | changed))


def write_csv(path: Path, *rows: Mapping[str, str], headings: Sequence[str] = ()) -> Path:
    """A CSV sheet of those rows; the headings are all that any row has."""
    names = headings or list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    """A workbook with one sheet, filled by a function of the workbook and the sheet."""
    workbook = xlsxwriter.Workbook(path)
    fill(workbook, workbook.add_worksheet("Activities"))
    workbook.close()
    return path


def good_xlsx(path: Path, **changed: str) -> Path:
    """A workbook with one good row."""
    cells = GOOD | changed

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, list(cells))
        for column, text in enumerate(cells.values()):
            sheet.write_string(1, column, text)

    return write_xlsx(path, fill)


def rewrite(source: Path, path: Path, parts: Mapping[str, Callable[[bytes], bytes]]) -> Path:
    """A copy of a workbook with some of its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, lambda same: same)(old.read(name)))
    return path
