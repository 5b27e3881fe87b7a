"""The header of a monthly file and its table: found above the table, or in columns of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.sheets import BadCell, look_at, name_text, plain_heading, show
from sightline.exchange.sheets.dates import read_date
from sightline.exchange.sheets.views import WorkbookView

STARTS, ENDS, SITE = "reporting_period_start_date", "reporting_period_end_date", "site_code"
ARRIVED, ASSAULTED = "arrival_date_and_time", "assault_date_and_time"
METHOD, METHOD_OTHER = "assault_method", "assault_method_other_description"
LOCATION, LOCATION_TEXT = "assault_location_type", "assault_location_description"
FREE_TEXT = {METHOD_OTHER: "method", LOCATION_TEXT: "location"}
MUST_HAVE = (ASSAULTED, METHOD, LOCATION)
_NAMES: Mapping[str, tuple[str, ...]] = {
    STARTS: ("period_start", "reporting_period_start", "period_start_date"),
    ENDS: ("period_end", "reporting_period_end", "period_end_date"),
    SITE: ("site", "site_code_(of_treatment)", "site_code_of_treatment"),
    ARRIVED: (
        "arrival", "arrival_date_time", "arrival_date",
        "arrival_date_and_time_at_accident_and_emergency_department",
    ),
    ASSAULTED: ("assault_date", "assault_date_time", "date_and_time_of_assault"),
    METHOD: ("method",),
    METHOD_OTHER: ("method_other", "assault_method_other", "other_method"),
    LOCATION: ("location_type",),
    LOCATION_TEXT: ("location_description", "location", "assault_location"),
}  # fmt: skip
_FIELD_OF = {name: key for key, names in _NAMES.items() for name in (key, *names)}
MOST_ROWS_ABOVE = 20


@dataclass(frozen=True)
class Header:
    """What a file is of: a site and whole months."""

    site: str
    starts_on: date
    ends_on: date

    @property
    def months(self) -> tuple[Month, ...]:
        """The months it is of, in order."""
        found = [Month.of(self.starts_on)]
        while found[-1] < Month.of(self.ends_on):
            found.append(found[-1].plus(1))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class Layout:
    """The table of a file: where each field stands, and its rows as (number, cells)."""

    view: WorkbookView
    header: Header
    columns: Mapping[str, int]
    width: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def find_layout(path: Path, *, file_name: str = "") -> Layout:
    """The header and the table of a CSV or XLSX file; BadInput where either cannot be told."""
    view = look_at(path, file_name=file_name)
    for sheet in view.sheets:
        for place, cells in enumerate(sheet.rows[:MOST_ROWS_ABOVE]):
            columns = _columns(cells, view.file)
            if columns.keys() >= set(MUST_HAVE):
                rows = tuple(enumerate(sheet.rows[place + 1 :], start=place + 2))
                header = _header(sheet.rows[:place], columns, rows, view.file)
                return Layout(view, header, columns, len(cells), rows)
    raise BadInput(
        f"{view.file}: found no row of headings with {', '.join(MUST_HAVE)}, wanted the fields of "
        "ISB 1594. Name the columns as the data set does, or ask for the template."
    )


def _columns(cells: Sequence[str], file: str) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = _FIELD_OF.get(plain_heading(cell))
        if field is not None and field in columns:
            raise BadInput(
                f"{file}: found two columns for {field}, wanted one. Rename or remove one of them."
            )
        if field is not None:
            columns[field] = place
    return columns


def _header(
    above: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    rows: Sequence[tuple[int, tuple[str, ...]]],
    file: str,
) -> Header:
    """What stands above the table, else what every row says alike."""
    said = {
        field: cells[1]
        for cells in above
        if len(cells) > 1 and (field := _FIELD_OF.get(plain_heading(cells[0].rstrip(": "))))
    }
    for field in (STARTS, ENDS, SITE):
        if field in columns:
            at = columns[field]
            texts = {cells[at].strip() for _, cells in rows if len(cells) > at} - {""}
            if len(texts) > 1:
                raise BadInput(
                    f"{file}, {field}: found {len(texts)} different values, wanted one. "
                    "Send a file for each period and site."
                )
            if texts:
                said[field] = texts.pop()
    missing = [field for field in (STARTS, ENDS, SITE) if not said.get(field, "").strip()]
    if missing:
        raise BadInput(
            f"{file}: found no {' or '.join(missing)}, wanted the period and the site above the "
            "table or in columns. Add them."
        )
    return _checked(said, file)


def _checked(said: Mapping[str, str], file: str) -> Header:
    try:
        starts, ends = (read_date(said[field].strip()) for field in (STARTS, ENDS))
        site = name_text(said[SITE], longest=12).upper()
    except BadCell as bad:
        raise BadInput(f"{file}, header: {bad}") from bad
    if not site.isalnum() or len(site) < 3:
        raise BadInput(
            f"{file}, site_code: found {show(site)}, wanted 3 to 12 letters and digits, "
            "such as RZZ01. Correct it."
        )
    if starts != Month.of(starts).first_day or ends != Month.of(ends).last_day or ends < starts:
        raise BadInput(
            f"{file}, reporting period: found {starts:%d/%m/%Y} to {ends:%d/%m/%Y}, wanted whole "
            "months. Send a file from the first day of a month to its last."
        )
    return Header(site, starts, ends)
