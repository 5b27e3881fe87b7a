"""The activity sheet as partners fill it in: blank where something is not supplied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sightline.demo.details import details_of
from sightline.demo.entries import Entry, Ground
from sightline.demo.writer import Cell
from sightline.exchange.activities.nones import NONE_WORD

HEADINGS = (
    "reference", "activity", "organisation", "partners", "themes", "prevention_level",
    "prevention_who", "strand", "thematic_group", "violence_types", "risk_factors",
    "protective_factors", "approach", "setting", "description", "age_from", "age_to", "open_to",
    "eligibility", "referral", "postcode", "delivery_area", "latitude", "longitude",
    "areas_served", "status", "starts_on", "ends_on", "funded_until", "days", "timetable",
    "depends_on", "funders", "funding_gbp", "people_a_year", "people_last_year", "places_free",
    "people_waiting", "confirmed_on", "sensitive_site", "visibility", "confirm_every_months",
)  # fmt: skip
SHARED, KEPT_CLOSE = 3, 17  # places of the sheet, in every five and every 25
BY_POINT, BY_AREA = 0.12, 0.08  # the share placed by latitude and longitude, and by area alone


def reference_of(number: int) -> str:
    """The reference of the activity in that place of the sheet, the first being 0.

    >>> reference_of(0)
    'FAB-001'
    """
    return f"FAB-{number + 1:03d}"


def visibility_of(number: int, *, is_planted: bool) -> str:
    """Who may see the activity in that place of the sheet: most are public, few are kept close.

    >>> [visibility_of(number, is_planted=False) for number in (0, 3, 17)]
    ['public', 'partnership', 'organisation']
    """
    if is_planted:
        return "public"  # the answers name them
    if number % 25 == KEPT_CLOSE:
        return "organisation"
    return "partnership" if number % 5 == SHARED else "public"


def sheet_rows(
    rng: np.random.Generator,
    more: np.random.Generator,
    ground: Ground,
    entries: Sequence[Entry],
) -> list[tuple[Cell, ...]]:
    """One row per activity, in the order of HEADINGS. more: chance for the details of each."""
    places = ground.postcodes.set_index("postcode")
    rows = []
    for number, entry in enumerate(entries):
        cells: dict[str, Cell] = {"reference": reference_of(number)}
        cells |= _what(entry) | _who(entry) | _when_and_money(entry)
        cells |= details_of(more, entry, ground.as_of)
        cells["visibility"] = visibility_of(number, is_planted=bool(entry.note))
        if not entry.note:
            cells |= _known_none(number, cells)
        if entry.postcode:
            place = places.loc[entry.postcode]
            cells |= _where(
                entry, place["area"], place["latitude"], place["longitude"], rng.random()
            )
        rows.append(tuple(cells.get(heading) for heading in HEADINGS))
    return rows


def _what(entry: Entry) -> dict[str, Cell]:
    programme = entry.programme
    return {
        "activity": entry.name,
        "organisation": entry.lead.organisation,
        "partners": "; ".join(entry.partners) or None,
        "themes": "; ".join(programme.themes),
        "prevention_level": programme.level,
        "approach": programme.approach or None,
        "setting": programme.setting,
        "description": programme.description,
        "status": entry.status,
        "sensitive_site": "yes" if entry.sensitive_site else "no",
    }


def _who(entry: Entry) -> dict[str, Cell]:
    return {
        "age_from": entry.ages[0] if entry.ages else None,
        "age_to": entry.ages[1] if entry.ages else None,
        "open_to": entry.programme.open_to,
        "eligibility": entry.eligibility or None,
        "referral": entry.programme.referral,
        "areas_served": "; ".join(entry.areas_served) or None,
        "people_a_year": entry.room,
        "people_last_year": entry.people_last_year,
        "places_free": entry.places_free,
    }


def _when_and_money(entry: Entry) -> dict[str, Cell]:
    return {
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "funded_until": entry.money.funded_until,
        "funders": "; ".join(entry.money.funders) or None,
        "funding_gbp": entry.money.funding_gbp,
        "confirmed_on": entry.confirmed_on,
    }


def _known_none(number: int, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Where a cell is blank, some partners say that there is none: no dice, so nothing moves."""
    return {
        heading: word
        for place, (heading, word) in enumerate(NONE_WORD.items())
        if cells.get(heading) is None and number % len(NONE_WORD) == place
    }


def _where(
    entry: Entry, area: str, latitude: float, longitude: float, chance: float
) -> dict[str, Cell]:
    """The place: most give a postcode, some a point, some the area. Planted ones a postcode."""
    if chance < BY_POINT and not entry.note:
        return {"latitude": float(latitude), "longitude": float(longitude)}
    if chance < BY_POINT + BY_AREA and not entry.note:
        return {"delivery_area": area}
    return {"postcode": entry.postcode}
