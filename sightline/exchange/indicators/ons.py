"""Two publications of the Office for National Statistics: the Health Index and crime severity."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sightline.analysis.need.factors import carried_forward
from sightline.exchange.area_tables import Tally, find_area_columns
from sightline.exchange.files import read_cells
from sightline.exchange.indicators.opening import open_readings
from sightline.exchange.indicators.settling import settle
from sightline.exchange.problems import Reading

HEALTH_INDEX = "ons-health-index"
CRIME_SEVERITY = "ons-crime-severity"
_SHAPE = r"[EWSN][0-9]{8}|X[0-9A-Za-z_-]{1,19}"


def read_health_index(path: Path) -> Reading[pd.DataFrame]:
    """INDICATOR_READINGS of the Health Index by district.

    path: CSV or Parquet with a column of district codes, year, indicator and value. A year whose
    values are those of the year before in every area is carried forward, not measured: it is read,
    and a note says so. Wrong columns or no row of use: BadInput.
    """
    heading = _area_heading(path)
    table, tally = open_readings(path, wanted=(heading, "year", "indicator", "value"))
    area = table[heading]
    _reject_other_codes(tally, area, heading)
    rows = pd.DataFrame(
        {
            "source": HEALTH_INDEX,
            "indicator": table["indicator"],
            "area": area,
            "period": table["year"],
        }
    )
    _note_carried_forward(tally, rows.assign(value=table["value"]))
    return settle(tally, rows, table["value"], column="value")


def read_crime_severity(path: Path, *, period: str) -> Reading[pd.DataFrame]:
    """INDICATOR_READINGS of the crime severity score by district.

    path: CSV or Parquet with a column of district codes and crime_severity_score. period: the year
    it is of, which the file does not say, such as 2022-23.
    """
    heading = _area_heading(path)
    table, tally = open_readings(path, wanted=(heading, "crime_severity_score"))
    area = table[heading]
    _reject_other_codes(tally, area, heading)
    rows = pd.DataFrame(
        {
            "source": CRIME_SEVERITY,
            "indicator": "crime_severity_score",
            "area": area,
            "period": period,
        }
    )
    return settle(tally, rows, table["crime_severity_score"], column="crime_severity_score")


def _area_heading(path: Path) -> str:
    """The heading of the area codes; the commonest spelling, for the message, where none is."""
    if path.name.lower().endswith(".parquet"):
        return "ltla21_code"
    columns = find_area_columns(read_cells(path).headings)
    return columns.code if columns else "ltla21_code"


def _reject_other_codes(tally: Tally, area: pd.Series, heading: str) -> None:
    tally.reject_without_code(area, column=heading)
    tally.reject(
        ~area.str.fullmatch(_SHAPE).to_numpy(dtype=bool),
        reason="not an area code",
        column=heading,
        found=lambda place: repr(area.iloc[place]),
        wanted="an area code such as E07000066",
        remedy="Correct the code.",
        most_listed=1,
    )


def _note_carried_forward(tally: Tally, rows: pd.DataFrame) -> None:
    carried = carried_forward(rows[tally.accepted])
    if carried.empty:
        return
    first = carried.iloc[0]
    tally.note(
        found=f"{len(carried):,} years of indicators with the values of the year before in every "
        f"area, first {first['indicator']} {first['period']}",
        wanted="values measured in each year",
        remedy="They are read, and left out of trends.",
    )
