"""The activity sheet as partners fill it in: blank where something is not supplied."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sightline.demo.entries import Entry, Ground
from sightline.demo.writer import Cell

HEADINGS = (
    "reference", "activity", "organisation", "partners", "themes", "prevention_level", "approach",
    "setting", "description", "age_from", "age_to", "open_to", "eligibility", "referral",
    "postcode", "delivery_area", "latitude", "longitude", "areas_served", "status", "starts_on",
    "ends_on", "funded_until", "funders", "funding_gbp", "people_a_year", "people_last_year",
    "places_free", "confirmed_on", "sensitive_site",
)  # fmt: skip
BY_POINT, BY_AREA = 0.12, 0.08  # the share placed by latitude and longitude, and by area alone


def reference_of(number: int) -> str:
    """The reference of the activity in that place of the sheet, the first being 0.

    >>> reference_of(0)
    'FAB-001'
    """
    return f"FAB-{number + 1:03d}"


def sheet_rows(
    rng: np.random.Generator, ground: Ground, entries: Sequence[Entry]
) -> list[tuple[Cell, ...]]:
    """One row per activity, in the order of HEADINGS."""
    places = ground.postcodes.set_index("postcode")
    rows = []
    for number, entry in enumerate(entries):
        cells: dict[str, Cell] = {"reference": reference_of(number)}
        cells |= _what(entry) | _who(entry) | _when_and_money(entry)
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


def _where(
    entry: Entry, area: str, latitude: float, longitude: float, chance: float
) -> dict[str, Cell]:
    """The place: most give a postcode, some a point, some the area. Planted ones a postcode."""
    if chance < BY_POINT and not entry.note:
        return {"latitude": float(latitude), "longitude": float(longitude)}
    if chance < BY_POINT + BY_AREA and not entry.note:
        return {"delivery_area": area}
    return {"postcode": entry.postcode}
