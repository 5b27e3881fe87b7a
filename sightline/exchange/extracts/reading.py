"""Read an extract: a fate for every row, and its incidents month by month."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyproj

from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused
from sightline.exchange.extracts.layout import DEGREES, GRID, ExtractLayout
from sightline.exchange.files import check_zip
from sightline.exchange.problems import Account, Problem, Weight
from sightline.exchange.sheets import BadCell, Sheet, SheetRow, open_sheet, plain_heading
from sightline.exchange.sheets.dates import read_moment

METHOD = 1
MOST_OFFENCES = 255
_EASTINGS, _NORTHINGS = (0.0, 700_000.0), (0.0, 1_300_000.0)
_CODE = re.compile(r"[A-Z][0-9]{8}")
_TO_GRID = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
_LARGEST_ZIP_BYTES = 8 * 1024**3
_OPEN_DATA = ("month", "lsoa_code", "last_outcome_category")  # headings that tell police.uk files

INCIDENTS = pa.schema(
    [
        ("area", pa.string()),
        ("category", pa.string()),
        ("day", pa.date32()),
        ("minute", pa.int16()),
        ("easting_m", pa.float64()),
        ("northing_m", pa.float64()),
        ("home_area", pa.string()),
        ("harm", pa.string()),
        ("row", pa.int32()),
    ]
)


@dataclass(frozen=True)
class ExtractFile:
    """One month of an extract: the incidents that count, and what became of all rows.

    incidents: INCIDENTS; minute is of the day, from 0; easting_m and northing_m are EPSG:27700.
    """

    name: str
    source: str
    force: str
    month: Month
    sha256: str
    release: str
    reading: str
    categories: tuple[str, ...]
    incidents: pa.Table
    account: Account
    problems: tuple[Problem, ...]
    vintage: str = ""


@dataclass(frozen=True)
class ExtractOffer:
    """One month of an extract that has been read."""

    file: ExtractFile

    @property
    def name(self) -> str:
        """What people call it."""
        return self.file.name

    @property
    def key(self) -> tuple[str, str, str]:
        """Its source, force and month."""
        return self.file.source, self.file.force, str(self.file.month)

    @property
    def release(self) -> str:
        """The month it was given, or ""."""
        return self.file.release

    @property
    def reading(self) -> str:
        """How it was read."""
        return self.file.reading

    @property
    def fingerprint(self) -> str:
        """Its own: an extract is opened to know its months."""
        return f"{self.file.sha256}|{self.file.month}"

    def hash(self) -> str:
        """Its SHA-256."""
        return self.file.sha256

    def read(self) -> ExtractFile:
        """Its rows, and where each went."""
        return self.file


def find_extracts(paths: Sequence[Path], layout: ExtractLayout, *, scratch: Path) -> list[Path]:
    """The files of a layout in folders, zips and by name. scratch: where zips are unpacked to.

    BadInput if there is none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            found += [file for file in inside if fnmatch(file.name, layout.files)]
        elif fnmatch(path.name, layout.files):
            found.append(path)
        elif path.suffix.lower() == ".zip":
            found += _unpacked(path, layout.files, scratch)
    if not found:
        raise BadInput(
            f"{layout.source}: found no file named {layout.files}, wanted at least one in what is "
            "given. Correct files in its layout, or name the folder that holds it."
        )
    return found


def _unpacked(path: Path, pattern: str, scratch: Path) -> Iterator[Path]:
    check_zip(path, _LARGEST_ZIP_BYTES)
    with zipfile.ZipFile(path) as archive:
        for about in archive.infolist():
            base = PurePosixPath(about.filename).name
            if not about.is_dir() and fnmatch(base, pattern):
                target = scratch / base
                target.write_bytes(archive.read(about))
                yield target


def offer_extract(
    path: Path,
    layout: ExtractLayout,
    *,
    known: Sequence[str] = (),
    months: Collection[Month] | None = None,
    release: str = "",
) -> tuple[ExtractOffer, ...]:
    """The months of an extract. known: offences of its source that are stored, in their order.

    Rows that no month can be told of are in the account of its first month. BadInput if no row can
    be used; Refused if it is a police.uk file, whose points stand for many incidents.
    """
    sheet = open_sheet(path, layout.headings)
    _refuse_open_data(sheet, path.name)
    judged = [_judge(row, layout) for row in sheet.rows]
    good = [each for each in judged if isinstance(each, _Event)]
    if not good:
        first = next((str(each) for each in judged), "no row at all")
        raise BadInput(
            f"{path.name}: found {sheet.cells.rows_in:,} rows and none that can be used, wanted "
            f"incidents with a day, a place and an offence. The first: {first}."
        )
    offences = sorted({row.category for row in good} - set(known))
    categories = (*known, *offences)
    if len(categories) > MOST_OFFENCES:
        raise BadInput(
            f"{path.name}: found {len(categories)} different offences, wanted at most "
            f"{MOST_OFFENCES}. Use a column of broader offences, or an extract of fewer."
        )
    by_month: dict[Month, list[_Event]] = {}
    for row in good:
        by_month.setdefault(Month(row.day.year, row.day.month), []).append(row)
    wanted = [month for month in sorted(by_month) if months is None or month in months]
    left = _Left.of(sheet, judged, path.name)
    return tuple(
        ExtractOffer(
            _month_of(path.name, layout, sheet, month, by_month[month], categories, release, rest)
        )
        for place, month in enumerate(wanted)
        for rest in [left if place == 0 else _Left({}, 0, ())]
    )


@dataclass(frozen=True)
class _Left:
    """Rows that are not used: how many for each reason, and how many of them are set aside."""

    reasons: Mapping[str, int]
    set_aside: int
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, sheet: Sheet, judged: Sequence[_Event | _Bad], file: str) -> _Left:
        bad = [each for each in judged if isinstance(each, _Bad)]
        reasons = Counter(each.reason for each in bad)
        problems = [_told(file, reason, bad) for reason in reasons]
        blank = sum(each.rows for each in sheet.cells.problems if each.weight is Weight.SET_ASIDE)
        ragged = sum(each.rows for each in sheet.cells.problems) - blank
        reasons.update({"blank": blank, "wrong number of cells": ragged})
        counted = {reason: rows for reason, rows in sorted(reasons.items()) if rows}
        return cls(counted, blank, (*problems, *sheet.cells.problems, *sheet.notes))


@dataclass(frozen=True)
class _Event:
    """A row that is used, as INCIDENTS has it."""

    area: str | None
    category: str
    day: date
    minute: int | None
    easting_m: float
    northing_m: float
    home_area: str | None
    harm: str | None
    row: int


@dataclass(frozen=True)
class _Bad:
    """A row that is not used."""

    row: int
    reason: str
    column: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: found {self.found}, wanted {self.wanted}"


def _month_of(
    name: str,
    layout: ExtractLayout,
    sheet: Sheet,
    month: Month,
    rows: Sequence[_Event],
    categories: tuple[str, ...],
    release: str,
    left: _Left,
) -> ExtractFile:
    lost = sum(left.reasons.values())
    sha256 = sheet.cells.sha256
    account = Account(
        name,
        sha256,
        len(rows) + lost,
        len(rows),
        lost - left.set_aside,
        left.set_aside,
        left.reasons,
    )
    return ExtractFile(
        name,
        layout.source,
        layout.force,
        month,
        sha256,
        release,
        f"{METHOD} {layout.sha256[:16]}",
        categories,
        pa.Table.from_pylist([vars(row) for row in rows], schema=INCIDENTS),
        account,
        left.problems,
    )


def _refuse_open_data(sheet: Sheet, file: str) -> None:
    plain = {plain_heading(heading) for heading in sheet.cells.headings}
    if plain.issuperset(_OPEN_DATA):
        raise Refused(
            f"{file}: found a police.uk file, wanted a force's own extract. Its points stand for "
            "many incidents and it has months and no days, so being near means nothing. Load it "
            "without --columns, under the name it had at data.police.uk."
        )


def _judge(row: SheetRow, layout: ExtractLayout) -> _Event | _Bad:
    texts = {
        key: row.texts.get(plain_heading(heading), "").strip()
        for key, heading in layout.columns.items()
    }

    def bad(reason: str, key: str, wanted: str) -> _Bad:
        found = repr(texts[key][:40]) if texts[key] else "nothing"
        return _Bad(row.row, reason, layout.columns[key], found, wanted)

    try:
        day, at = read_moment(texts["date"])
        if texts.get("time"):
            at = read_moment(f"2000-01-01 {texts['time']}")[1]
    except BadCell as error:
        return bad("no date", "date", error.wanted)
    if not texts["offence"]:
        return bad("no offence", "offence", "the name or code of the offence")
    place = _place(texts, layout)
    if place is None:
        which = DEGREES if layout.in_degrees else GRID
        return bad("no place", which[0], "a place in Great Britain")
    for key in ("area", "home_area"):
        if texts.get(key) and _CODE.fullmatch(texts[key]) is None:
            return bad("unusable area code", key, "an area code such as E01021988, or none")
    return _incident(row.row, texts, day, at, place)


def _incident(
    row: int, texts: Mapping[str, str], day: date, at: time | None, place: tuple[float, float]
) -> _Event:
    return _Event(
        area=texts.get("area") or None,
        category=texts["offence"],
        day=day,
        minute=None if at is None else at.hour * 60 + at.minute,
        easting_m=place[0],
        northing_m=place[1],
        home_area=texts.get("home_area") or None,
        harm=texts.get("harm") or None,
        row=row,
    )


def _place(texts: Mapping[str, str], layout: ExtractLayout) -> tuple[float, float] | None:
    pair = DEGREES if layout.in_degrees else GRID
    try:
        x, y = (float(texts[key]) for key in pair)
    except ValueError:
        return None
    if layout.in_degrees:
        x, y = _TO_GRID.transform(x, y)
    inside = _EASTINGS[0] < x < _EASTINGS[1] and _NORTHINGS[0] < y < _NORTHINGS[1]
    return (float(x), float(y)) if inside else None


def _told(file: str, reason: str, all_bad: Sequence[_Bad]) -> Problem:
    bad = [each for each in all_bad if each.reason == reason]
    rows = ", ".join(str(each.row) for each in bad[:5])
    more = f" and {len(bad) - 5:,} more" if len(bad) > 5 else ""
    found = bad[0].found if len(bad) == 1 else f"{bad[0].found} in the first"
    return Problem(
        f"{file}, {'row' if len(bad) == 1 else 'rows'} {rows}{more}, {bad[0].column}",
        found,
        bad[0].wanted,
        "Correct them in the extract, or ask the force.",
        rows=len(bad),
        file=file,
        row=bad[0].row,
        column=bad[0].column,
    )
