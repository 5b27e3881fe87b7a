"""Files with the same bytes whenever they have the same content: CSV, XLSX, GeoJSON, JSON, TOML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
import xlsxwriter

Cell = str | int | float | date | None
ALWAYS = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's own dates have no zone
DEGREES = 6  # decimals of longitude and latitude: about a tenth of a metre


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A CSV file: UTF-8, lines end in a line feed, nothing for None, dates as 2025-12-31."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    write_text(path, text.getvalue())


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, with the line feeds as they are on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def write_json(path: Path, content: object) -> None:
    """A JSON file that people can read too."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def write_workbook(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """An XLSX file with one sheet; dates are dates, numbers numbers, text never a formula."""
    workbook = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": "Activities (fictional)", "created": ALWAYS})
    sheet = workbook.add_worksheet("Activities")
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, headings, workbook.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime.combine(cell, ALWAYS.time()), day)
            elif cell is not None:
                sheet.write(number, column, cell)
    sheet.freeze_panes(1, 2)
    workbook.close()


def write_outlines(
    path: Path, properties: Sequence[Mapping[str, object]], degrees: Sequence[shapely.Geometry]
) -> None:
    """A GeoJSON file in longitude and latitude, one feature a line."""
    features = [
        json.dumps(
            {
                "type": "Feature",
                "properties": dict(about),
                "geometry": {"type": "Polygon", "coordinates": _rings(shape)},
            },
            ensure_ascii=False,
        )
        for about, shape in zip(properties, degrees, strict=True)
    ]
    head = '{"type": "FeatureCollection", "fictional": true, "features": [\n'
    write_text(path, head + ",\n".join(features) + "\n]}\n")


def _rings(shape: shapely.Geometry) -> list[list[list[float]]]:
    rings = [shape.exterior, *shape.interiors]
    return [np.round(shapely.get_coordinates(ring), DEGREES).tolist() for ring in rings]


def rows_of(frame: pd.DataFrame) -> list[tuple[Cell, ...]]:
    """The rows of a table, with plain numbers."""
    columns = [frame[name].tolist() for name in frame.columns]
    return list(zip(*columns, strict=True))
