"""Where postcodes are: OS Code-Point Open as it is published, or a CSV of postcodes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, frame_of
from sightline.exchange.files import check_zip, decode, read_cells, sha256_of
from sightline.exchange.problems import Reading

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_HEADINGS = {
    "postcode": ("postcode", "pcds", "pcd"),
    "easting_m": ("easting_m", "eastings", "easting", "oseast1m"),
    "northing_m": ("northing_m", "northings", "northing", "osnrth1m"),
}
# Code-Point Open has no headings; its Doc folder lists ten columns, of which the first four are
# these. The quality of a position is 10 (best) to 60, and 90 where there is none.
_CODE_POINT_HEADINGS = ("postcode", "quality", "easting_m", "northing_m")
_CODE_POINT_COLUMNS = 10
_NO_PLACE = "90"
LARGEST_ARCHIVE_BYTES = 512 * 1024**2  # the whole of Great Britain unpacks to about 180 MB
MOST_POSTCODES = 3_000_000  # Great Britain has 1.7 million in use
WIDEST_M, TALLEST_M = 800_000.0, 1_300_000.0  # the grid's extent
MOST_DEGREES = 180.0  # no land of the grid is so near its edges: such numbers are degrees


def normalise_postcode(text: str) -> str | None:
    """The postcode as it is officially written, or None if it is not a full postcode.

    >>> normalise_postcode(" ss11ab "), normalise_postcode("CM992XZ"), normalise_postcode("SS1")
    ('SS1 1AB', 'CM99 2XZ', None)
    """
    parts = text.upper().split()
    if len(parts) == 2 and len(parts[1]) != 3:
        return None  # SS1 11AB is a slip for SS1 1AB or SS11 1AB: nobody can say which
    found = _POSTCODE.fullmatch("".join(parts))
    return f"{found[1]} {found[2]}" if found else None


def read_postcodes(path: Path) -> Reading[Mapping[str, tuple[float, float]]]:
    """The place (easting_m, northing_m in EPSG:27700) of each postcode, written as SS1 1AB.

    path: a Code-Point Open zip, or CSV with the headings postcode, easting_m, northing_m. Postcodes
    without a place are set aside. Any other file, or one with no row that can be used: BadInput.
    """
    table, tally = _code_point(path) if path.name.lower().endswith(".zip") else _csv(path)
    written = table["postcode"]
    postcodes = written.map({text: normalise_postcode(text) for text in written.unique()})
    tally.reject(
        postcodes.isna().to_numpy(dtype=bool),
        reason="not a full postcode",
        column="postcode",
        found=lambda place: repr(written.iloc[place]),
        wanted="a full postcode such as SS1 1AB",
        remedy="Correct it.",
    )
    tally.reject(
        postcodes.duplicated().to_numpy(dtype=bool),
        reason="postcode found twice",
        column="postcode",
        found=lambda place: f"{postcodes.iloc[place]} again",
        wanted="one row for each postcode",
        remedy="Remove one of the rows.",
    )
    places = _places(tally, table)
    tally.refuse_if_none()
    kept = tally.accepted
    pairs = zip(postcodes[kept], map(tuple, places[kept].tolist()), strict=True)
    return tally.reading(dict(pairs))


def _csv(path: Path) -> tuple[pd.DataFrame, Tally]:
    cells = read_cells(path, most_rows=MOST_POSTCODES)
    found = {heading.casefold(): heading for heading in cells.headings}
    chosen = {
        name: next((found[other] for other in others if other in found), None)
        for name, others in _HEADINGS.items()
    }
    missing = [name for name, heading in chosen.items() if heading is None]
    if missing:
        raise BadInput(
            f"{path.name}: found columns {', '.join(cells.headings[:8])}, wanted also "
            f"{', '.join(missing)}. Add them, or use a Code-Point Open zip."
        )
    table = frame_of(cells)
    return pd.DataFrame({name: table[heading] for name, heading in chosen.items()}), Tally.of(cells)


def _code_point(path: Path) -> tuple[pd.DataFrame, Tally]:
    """Every row of every CSV in the archive's Data folder, numbered through in the files' order."""
    check_zip(path, LARGEST_ARCHIVE_BYTES)
    rows: list[list[str]] = []
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if _is_data(name)]
        for name in sorted(names):
            text, _ = decode(archive.read(name), file=f"{path.name}, {name}")
            rows.extend(_code_point_rows(text, f"{path.name}, {name}"))
    if not rows:
        raise BadInput(
            f"{path.name}: found no Data/CSV files with postcodes, wanted Code-Point Open as it is "
            "published. Fetch the CSV form of it, or give a CSV file of postcodes."
        )
    tally = Tally(file=path.name, sha256=sha256_of(path), rows=range(1, len(rows) + 1))
    return pd.DataFrame(rows, columns=list(_CODE_POINT_HEADINGS), dtype=object), tally


def _is_data(name: str) -> bool:
    parts = name.casefold().split("/")
    return parts[-1].endswith(".csv") and "doc" not in parts[:-1]


def _code_point_rows(text: str, where: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in lines:
            if not cells:
                continue  # a blank line is not a row
            if len(cells) != _CODE_POINT_COLUMNS:
                raise BadInput(
                    f"{where}, line {lines.line_num}: found {len(cells)} columns, wanted the "
                    f"{_CODE_POINT_COLUMNS} of Code-Point Open. Fetch it again as published."
                )
            yield cells[: len(_CODE_POINT_HEADINGS)]
    except csv.Error as error:
        raise BadInput(
            f"{where}, line {lines.line_num}: found a quotation mark that is not closed, wanted "
            "every quote closed. Fetch the file again."
        ) from error


def _places(tally: Tally, table: pd.DataFrame) -> np.ndarray:
    """Easting and northing of each row; rows without a place are set aside, odd ones rejected."""
    written = table[["easting_m", "northing_m"]]
    blank = (written.map(str.strip) == "").all(axis=1)
    unplaced = blank | (table["quality"] == _NO_PLACE) if "quality" in table else blank
    tally.set_aside(
        unplaced.to_numpy(dtype=bool),
        reason="postcode without a place",
        column="easting_m",
        found="postcodes that have no place",
        wanted="an easting and a northing",
        remedy="Nothing needs to be done: activities there need their area given.",
    )
    numbers = written.apply(pd.to_numeric, errors="coerce")
    places = np.asarray(numbers, dtype="float64")
    on_grid = ((places > MOST_DEGREES) & (places < (WIDEST_M, TALLEST_M))).all(axis=1)
    tally.reject(
        np.asarray(~on_grid),
        reason="place not on the British National Grid",
        column="easting_m",
        found=lambda place: f"{written.iloc[place, 0]!r}, {written.iloc[place, 1]!r}",
        wanted="metres of the British National Grid (EPSG:27700)",
        remedy="Correct it; longitude and latitude will not do.",
    )
    return places
