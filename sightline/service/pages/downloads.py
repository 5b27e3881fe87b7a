"""Files to keep: their names and kinds, and the answer that hands one over."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from uuid import UUID

import pandas as pd
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from sightline.exchange.sheets import escape_formula
from sightline.service.pages.queries import instance

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True)
class Download:
    """A file to be kept."""

    name: str
    content: bytes
    content_type: str
    restricted: tuple[UUID, ...] = ()  # activities whose hidden place it tells to an outsider


def name_file(words: str, form: str) -> str:
    """The name of a file of the county's facts: of a made-up county it says that it is."""
    county = instance()
    label = "fictional-" if county is not None and county.fictional else ""
    return f"{label}{words}.{form}"


def hand_over(download: Download) -> HttpResponse:
    """The file, to be kept and not opened in place."""
    response = HttpResponse(download.content, content_type=download.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=download.name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def cells_of(table: pd.DataFrame) -> list[list[object]]:
    """The cells of a table row by row, None where nothing is known."""
    return [
        [None if pd.isna(value) else value for value in row]
        for row in table.itertuples(index=False, name=None)
    ]


def csv_of(table: pd.DataFrame) -> bytes:
    """UTF-8, one heading row, an empty cell where nothing is known, no text a sheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[_safe(cell) for cell in row] for row in cells_of(table)])
    return text.getvalue().encode("utf-8")


def _safe(value: object) -> object:
    return escape_formula(value) if isinstance(value, str) else value
