"""The register as an activity sheet, such that reading it gives the same activities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sightline.analysis.provision import KNOWN_NONE, Activity, Place
from sightline.errors import BadInput
from sightline.exchange.activities.columns import HEADINGS
from sightline.exchange.activities.nones import NONE_WORD
from sightline.exchange.activities.places import to_degrees
from sightline.exchange.sheets import AreaWords, CellValue, write_csv, write_workbook

_AS_THEY_ARE = [
    "reference",
    "organisation",
    "prevention_level",
    "prevention_who",
    "strand",
    "thematic_group",
    "timetable",
    "depends_on",
    "people_waiting",
    "confirm_every_months",
    "approach",
    "setting",
    "description",
    "open_to",
    "eligibility",
    "referral",
    "postcode",
    "delivery_area",
    "starts_on",
    "ends_on",
    "funded_until",
    "funding_gbp",
    "people_a_year",
    "people_last_year",
    "places_free",
    "confirmed_on",
]
_LISTS = (
    "partners", "themes", "areas_served", "funders", "violence_types", "risk_factors",
    "protective_factors", "days",
)  # fmt: skip

_YES_NO = {True: "yes", False: "no", None: ""}


def write_sheet(
    activities: Iterable[Activity],
    path: Path,
    *,
    areas: pd.DataFrame | None = None,
    postcodes: Mapping[str, tuple[float, float]] | None = None,
    instead: Sequence[Mapping[str, str]] | None = None,
    leave_out: Collection[str] = (),
) -> None:
    """Write an activity sheet, CSV or XLSX by the end of the name.

    Latitude and longitude are left out where the postcode or, without one, the delivery area gives
    the place: a person who corrects the one would not think of the other. Without `areas` (AREAS)
    and `postcodes` nobody can tell, and they are written. Places are kept to 0.1 m, texts without
    blanks around them; a semicolon inside a name in a list becomes a comma.

    instead: for each activity, in order, words to write in place of cells, by heading: why a number
    is not shown, say. Such a sheet is for reading only: the words are not taken in again.
    leave_out: headings of columns that are not written at all.
    """
    rows = sheet_cells(activities, areas=areas, postcodes=postcodes, instead=instead)
    headings = [heading for heading in HEADINGS.all if heading not in leave_out]
    kind = path.suffix.lower()
    if kind == ".csv":
        write_csv(path, headings, rows)
    elif kind == ".xlsx":
        write_workbook(path, headings, rows, title="Activities")
    else:
        raise BadInput(f"{path.name}: found the ending {kind!r}, wanted .csv or .xlsx. Rename it.")


def sheet_cells(
    activities: Iterable[Activity],
    *,
    areas: pd.DataFrame | None = None,
    postcodes: Mapping[str, tuple[float, float]] | None = None,
    instead: Sequence[Mapping[str, str]] | None = None,
) -> list[dict[str, CellValue]]:
    """The cells of each activity by heading, as `write_sheet` writes them."""
    finder = _Known(AreaWords(areas).centres if areas is not None else {}, postcodes or {})
    rows = [_cells(activity, finder) for activity in activities]
    for cells, words in zip(rows, instead or (), strict=instead is not None):
        cells.update(words)
    return rows


def cells_of(
    activity: Activity,
    *,
    centres: Mapping[str, tuple[float, float]],
    postcodes: Mapping[str, tuple[float, float]],
) -> dict[str, CellValue]:
    """The cells of one activity by heading, as `write_sheet` writes them.

    centres: of small areas, by code. Latitude and longitude are left out where these say enough.
    """
    return _cells(activity, _Known(centres, postcodes))


class _Known:
    """Places that follow from other cells."""

    def __init__(
        self,
        centres: Mapping[str, tuple[float, float]],
        postcodes: Mapping[str, tuple[float, float]],
    ) -> None:
        self.centres, self.postcodes = centres, postcodes

    def gives(self, activity: Activity) -> bool:
        point = self.postcodes.get(activity.postcode) or self.centres.get(activity.delivery_area)
        if point is None or len(activity.places) != 1:
            return False
        return Place(round(point[0], 1), round(point[1], 1)) == _rounded(activity.places[0])


def _cells(activity: Activity, known: _Known) -> dict[str, CellValue]:
    cells: dict[str, CellValue] = {name: getattr(activity, name) for name in _AS_THEY_ARE}
    for name in _LISTS:
        cells[name] = "; ".join(item.replace(";", ",") for item in getattr(activity, name))
    cells |= {what: NONE_WORD[what] for flag, what in KNOWN_NONE.items() if getattr(activity, flag)}
    cells["activity"] = activity.name
    cells["status"] = activity.status.value
    cells["visibility"] = activity.visibility.value if activity.visibility else ""
    cells["sensitive_site"] = _YES_NO[activity.sensitive_site]
    if activity.ages:
        cells |= {"age_from": activity.ages.from_age, "age_to": activity.ages.to_age}
    if not known.gives(activity):
        degrees = [to_degrees(_rounded(place)) for place in activity.places]
        cells["latitude"] = _degrees(north for north, _ in degrees)
        cells["longitude"] = _degrees(east for _, east in degrees)
    return cells


def _degrees(values: Iterable[float]) -> CellValue:
    """One number as a number, several as a list."""
    several = list(values)
    return several[0] if len(several) == 1 else "; ".join(f"{value:.8f}" for value in several)


def _rounded(place: Place) -> Place:
    return Place(round(place.easting_m, 1), round(place.northing_m, 1))
