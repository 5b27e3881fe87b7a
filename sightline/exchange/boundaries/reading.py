"""Boundaries checked row by row: every outline is used, rejected or set aside, with its reason."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas import Geography, lay_out
from sightline.errors import BadInput
from sightline.exchange.area_tables import AreaColumns, Tally, find_area_columns
from sightline.exchange.boundaries.outlines import EXPORT, Outlines, parse_outlines
from sightline.exchange.boundaries.projection import to_grid
from sightline.exchange.files import read_bytes, sha256_of
from sightline.exchange.problems import Reading
from sightline.exchange.sheets import show

_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_NONE = np.array(None)
_NAME = r"[^\x00-\x1f\x7f]{0,120}"
_CODE = r"[A-Za-z0-9_-]{1,20}"  # whatever stands for a place in addresses and file names
_AREA_IN_DISTRICT = r"^(.+) [0-9]{3}[A-Z]?$"  # "Basildon 001A" is in Basildon


def read_boundaries(path: Path, *, code: str | None = None) -> Reading[Geography]:
    """The areas in a file of outlines, in metres of EPSG:27700.

    path: GeoJSON, TopoJSON or GeoParquet, as it is or gzipped. code: the heading of the area codes,
    where it is not one that official files use. Outlines are numbered from 1 in the account.
    A file that cannot be read, has no codes, is in the wrong projection or place: BadInput.
    """
    return _read(path, code, ())


def read_neighbours(
    path: Path, *, geography: Geography, code: str | None = None
) -> Reading[Geography]:
    """The areas around a county, from a file that may hold the county too.

    geography: the county's own areas; those in the file are set aside. Areas of another year than
    the county's would overlap it, and a file with nothing else is of no use: BadInput.
    """
    reading = _read(path, code, geography.areas["area"].tolist())
    found, wanted = reading.rows.vintage, geography.vintage
    if found and wanted and found != wanted:
        raise BadInput(
            f"{path.name}: found areas of {found}, wanted areas of {wanted} as in the boundaries. "
            "Use neighbours of the same year."
        )
    return reading


def _read(path: Path, code: str | None, own: Collection[str]) -> Reading[Geography]:
    outlines = parse_outlines(read_bytes(path), file=path.name)
    columns = _columns(outlines.properties, code, path.name)
    numbers = range(1, len(outlines.shapes) + 1)
    tally = Tally(file=path.name, sha256=sha256_of(path), rows=numbers, word="outline")
    tally.problems.extend(outlines.notes)
    names = _names(outlines.properties, columns)
    _check_codes(tally, names["area"], columns, own)
    _check_names(tally, names, columns)
    _check_repeats(tally, names, outlines.shapes, columns)
    shapes = _check_shapes(tally, outlines, names["area"])
    tally.refuse_if_none()
    kept = tally.accepted
    vintage = _vintage(names.loc[kept, "area"], columns)
    return tally.reading(lay_out(names=names[kept], shapes=shapes[kept], vintage=vintage))


def _columns(properties: pd.DataFrame, code: str | None, file: str) -> AreaColumns:
    headings = [str(heading) for heading in properties.columns]
    columns = find_area_columns(headings, code=code)
    if columns is None:
        wanted = f"one called {code}" if code else "one such as lsoa21_code, LSOA21CD or area_code"
        raise BadInput(
            f"{file}: found no column of area codes among {', '.join(headings) or 'no columns'}, "
            f"wanted {wanted}. Rename the column that holds the codes."
        )
    return columns


def _names(properties: pd.DataFrame, columns: AreaColumns) -> pd.DataFrame:
    """area, area_name, district, district_name as text; empty where the file gives none."""
    area = _text(properties, columns.code)
    name = _text(properties, columns.name)
    district, district_name = (
        _text(properties, columns.district),
        _text(properties, columns.district_name),
    )
    if columns.district_name is None:
        district_name = name.str.extract(_AREA_IN_DISTRICT, expand=False).fillna("").astype(object)
    return pd.DataFrame(
        {
            "area": area,
            "area_name": name.where(name != "", area),
            "district": district,
            "district_name": district_name,
        }
    )


def _text(properties: pd.DataFrame, heading: str | None) -> pd.Series:
    if heading is None:
        return pd.Series("", index=properties.index, dtype=object)
    values = properties[heading]
    return values.where(values.notna(), "").map(lambda value: str(value).strip()).astype(object)


def _check_codes(tally: Tally, area: pd.Series, columns: AreaColumns, own: Collection[str]) -> None:
    tally.set_aside(
        area.isin(list(own)).to_numpy(dtype=bool),
        reason="area of the county itself",
        column=columns.code,
        found="the county's own areas",
        wanted="areas around it",
        remedy="Nothing needs to be done.",
    )
    tally.reject_without_code(area, column=columns.code)
    tally.reject(
        ((area != "") & ~area.str.fullmatch(_CODE)).to_numpy(dtype=bool),
        reason="area code",
        column=columns.code,
        found=lambda place: show(area.iloc[place]),
        wanted="a code such as E01021988: at most 20 letters, figures, - and _",
        remedy="Correct the code.",
    )


def _check_names(tally: Tally, names: pd.DataFrame, columns: AreaColumns) -> None:
    """Names that a list, a file and a database can hold, and codes of districts likewise."""
    headings = {"area_name": columns.name, "district_name": columns.district_name}
    for what, heading in headings.items():
        text = names[what]
        tally.reject(
            (~text.str.fullmatch(_NAME)).to_numpy(dtype=bool),
            reason="name",
            column=heading or columns.code,
            found=partial(_shown, text),
            wanted="a name of at most 120 characters on one line",
            remedy="Correct the name.",
        )
    district = names["district"]
    tally.reject(
        ((district != "") & ~district.str.fullmatch(_CODE)).to_numpy(dtype=bool),
        reason="district code",
        column=columns.district or columns.code,
        found=lambda place: show(district.iloc[place]),
        wanted="a code such as E07000066, or none",
        remedy="Correct the code.",
    )


def _shown(text: pd.Series, place: int) -> str:
    return show(text.iloc[place])


def _check_repeats(
    tally: Tally, names: pd.DataFrame, shapes: np.ndarray, columns: AreaColumns
) -> None:
    """One outline for each area: the same outline again is set aside, another one rejected.

    Published files hold the same outline twice where a district belongs to two partnerships.
    """
    area = names["area"]
    first = area.map(dict(zip(area[::-1], range(len(area) - 1, -1, -1), strict=True))).to_numpy()
    again = first != np.arange(len(area))
    same = shapely.equals_identical(shapes, shapes[first])
    same &= (names.to_numpy() == names.to_numpy()[first]).all(axis=1)
    tally.set_aside(
        again & same,
        reason="the same outline again",
        column=columns.code,
        found="areas that were there before with the same outline",
        wanted="one outline for each area",
        remedy="Nothing needs to be done.",
    )
    tally.reject(
        again,
        reason="area code found again with another outline",
        column=columns.code,
        found=lambda place: f"{area.iloc[place]} again, with another outline or name",
        wanted="one outline for each area",
        remedy="Merge the parts of the area into one outline, or remove one of them.",
    )


def _check_shapes(tally: Tally, outlines: Outlines, area: pd.Series) -> np.ndarray:
    """The shapes in metres, mended where they must be; outlines that are none are rejected."""
    drawn = shapely.force_2d(outlines.shapes)
    readable = np.isfinite(shapely.bounds(drawn)).all(axis=1)
    polygons = np.isin(shapely.get_type_id(drawn), _POLYGONS)

    def reject(wrong: np.ndarray, reason: str, what: str, remedy: str) -> None:
        tally.reject(
            wrong,
            reason=reason,
            column="outline",
            found=lambda place: f"{what} for {area.iloc[place] or 'an area without a code'}",
            wanted="a polygon in the British Isles",
            remedy=remedy,
        )

    reject(~readable, "no outline", "no outline, or one that cannot be read,", EXPORT)
    reject(~polygons, "outline not a polygon", "a point or a line", "Use a file of outlines.")
    placed, inside = to_grid(np.where(readable, drawn, _NONE), outlines.declared, file=tally.file)
    reject(~inside, "outline elsewhere", "an outline outside the British Isles", "Correct it.")
    hollow = _encloses_nothing(drawn, tally.accepted)
    reject(hollow, "outline without an inside", "an outline that encloses nothing", EXPORT)
    return _mend(tally, placed, area)


def _encloses_nothing(drawn: np.ndarray, accepted: np.ndarray) -> np.ndarray:
    """Which outlines lie along a line; asked where they were drawn, for projecting bends lines."""
    hollow = np.zeros(len(drawn), dtype=bool)
    broken = accepted & ~shapely.is_valid(drawn)
    hollow[broken] = shapely.area(_make_valid(drawn[broken])) == 0
    return hollow


def _make_valid(shapes: np.ndarray) -> np.ndarray:
    """The same outlines without crossings, keeping all that they enclose."""
    return np.asarray(shapely.make_valid(shapes, method="structure", keep_collapsed=False))


def _mend(tally: Tally, shapes: np.ndarray, area: pd.Series) -> np.ndarray:
    """Outlines that cross themselves made valid, keeping what they enclose, with a note."""
    broken = tally.accepted & ~shapely.is_valid(shapes)
    if not broken.any():
        return shapes
    mended = shapes.copy()
    mended[broken] = _make_valid(shapes[broken])
    codes = area[broken].tolist()
    tally.note(
        found=f"{len(codes):,} outlines that cross themselves, first {codes[0]}"
        if len(codes) > 1
        else f"1 outline that crosses itself, {codes[0]}",
        wanted="outlines that do not",
        remedy="It was mended, keeping all that it encloses. Nothing needs to be done.",
    )
    return mended


def _vintage(area: pd.Series, columns: AreaColumns) -> str:
    """The year of the areas. No official code starts with X: such codes are of a made-up county."""
    return "fictional" if area.str.startswith("X").all() else columns.vintage
