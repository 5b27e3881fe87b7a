"""Travel times from areas to places: a row for each pair, as routing programs write them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.analysis.provision import TRAVEL_TIMES, place_key
from sightline.errors import BadInput
from sightline.exchange.area_tables import (
    Tally,
    find_area_columns,
    frame_of,
    note_missing,
    set_aside_strangers,
)
from sightline.exchange.files import read_cells
from sightline.exchange.problems import Reading

# Headings in small letters, those of the r5 family of routers among them.
_FROM = ("from", "from_id", "origin")
_TO = ("to", "to_id", "destination", "postcode", "place")
_MINUTES = ("minutes", "travel_time", "travel_time_p50", "travel_time_minutes")
LONGEST_MINUTES = 24 * 60.0


def read_travel_times(
    path: Path, *, known_areas: Collection[str] | None = None
) -> Reading[pd.DataFrame]:
    """Minutes from door to door between areas and places, as TRAVEL_TIMES.

    path: CSV, as it is or gzipped, with an area to set out from (such as area, lsoa21_code or
    from_id), the postcode of a place or the code of the area it is in (such as to or to_id), and
    minutes. A pair without minutes cannot be reached in time, as routers write it: set aside, as a
    pair that is not there says the same. known_areas: the areas of the boundaries; rows for others
    are set aside, and those from which nothing can be reached are named in a note. Wrong columns,
    or no row that can be used: BadInput.
    """
    cells = read_cells(path)
    area_column, to_column, column = _columns(path.name, cells.headings)
    table, tally = frame_of(cells), Tally.of(cells)
    area, to = table[area_column].str.strip(), table[to_column].str.strip()
    tally.reject_without_code(area, column=area_column)
    _reject_without_place(tally, to, to_column)
    set_aside_strangers(tally, area, known_areas, column=area_column)
    minutes = _minutes(tally, table[column].str.strip(), column)
    _reject_repeats(tally, area, to)
    tally.refuse_if_none()
    rows = pd.DataFrame({"area": area, "to": to, "minutes": minutes})[tally.accepted]
    note_missing(tally, rows["area"], known_areas, what="travel time")
    return tally.reading(TRAVEL_TIMES.check(rows.sort_values(["area", "to"], ignore_index=True)))


def _columns(file: str, headings: Sequence[str]) -> tuple[str, str, str]:
    """The headings of the area, of the place and of the minutes."""
    areas = find_area_columns(headings)
    found = [_first_of(headings, names) for names in (_FROM, _TO, _MINUTES)]
    area = found[0] or (areas.code if areas else None)
    if area is None or found[1] is None or found[2] is None:
        raise BadInput(
            f"{file}: found columns {', '.join(headings[:8])}{' …' if len(headings) > 8 else ''}, "
            "wanted an area (such as area or from_id), a place (such as to or to_id) and minutes. "
            "Rename the columns, or use another file."
        )
    return area, found[1], found[2]


def _first_of(headings: Sequence[str], names: Sequence[str]) -> str | None:
    plain = {heading.strip().casefold(): heading for heading in headings}
    return next((plain[name] for name in names if name in plain), None)


def _reject_without_place(tally: Tally, to: pd.Series, column: str) -> None:
    tally.reject(
        (to == "").to_numpy(dtype=bool),
        reason="no place",
        column=column,
        found=lambda _: "nothing",
        wanted="the postcode of a place, or the code of the area it is in",
        remedy="Give the row its place.",
    )


def _minutes(tally: Tally, cells: pd.Series, column: str) -> np.ndarray:
    """The minutes; what is not one is rejected, and what is empty set aside."""
    tally.set_aside(
        cells.str.casefold().isin(("", "nan", "na", "null")).to_numpy(dtype=bool),
        reason="cannot be reached",
        column=column,
        found="pairs without minutes",
        wanted="minutes, where the place can be reached",
        remedy="Nothing needs to be done: they are taken as out of reach.",
    )
    minutes = np.asarray(pd.to_numeric(cells, errors="coerce"), dtype="float64")
    tally.reject(
        ~(np.isfinite(minutes) & (minutes >= 0) & (minutes <= LONGEST_MINUTES)),
        reason="minutes not a number",
        column=column,
        found=lambda place: repr(cells.iloc[place]),
        wanted=f"minutes from 0 to {LONGEST_MINUTES:.0f}, in digits",
        remedy="Correct the minutes; leave them empty if the place cannot be reached.",
    )
    return minutes


def _reject_repeats(tally: Tally, area: pd.Series, to: pd.Series) -> None:
    pairs = pd.DataFrame({"area": area, "to": to.map(place_key)})
    repeats = pairs[tally.accepted].duplicated().reindex(pairs.index, fill_value=False)
    tally.reject(
        repeats.to_numpy(dtype=bool),
        reason="pair found twice",
        column="",
        found=lambda place: f"{area.iloc[place]} to {to.iloc[place]} again",
        wanted="one row for each area and place",
        remedy="Remove one of the rows.",
    )
