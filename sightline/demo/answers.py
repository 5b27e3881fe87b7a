"""The answers as planted.json holds them: every one can be looked for, and a test does."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.demo.areas import Land, banks, coast_areas, facing_pairs
from sightline.demo.entries import Entry
from sightline.demo.partners import Partner
from sightline.demo.places import COUNTY
from sightline.demo.planted import (
    PLACES,
    SILENT_DISTRICT,
    SPILL_REACH_M,
    distance_to_spill_m,
)
from sightline.demo.sheet import reference_of
from sightline.demo.special import DUPLICATE_NOTE


def answers(
    land: Land,
    planted: dict[str, list[str]],
    entries: Sequence[Entry],
    partners: Sequence[Partner],
) -> dict[str, object]:
    """What was planted: gaps by place, silence, the duplicate, the spill, the river, the coast."""
    north, south = banks(land)
    return {
        "fictional": True,
        "gaps": [
            {
                "place": place.name,
                "district": place.district_name,
                "kind": str(place.kind),
                "areas": planted[place.name],
                "activities": _noted(entries, place.name),
            }
            for place in PLACES
        ],
        "silent": _silence(land, partners),
        "duplicate": _noted(entries, DUPLICATE_NOTE),
        "spill": _spill(land),
        "river": {
            "north_bank": north,
            "south_bank": south,
            "facing": [list(pair) for pair in facing_pairs(land)],
        },
        "coast": coast_areas(land),
    }


def _noted(entries: Sequence[Entry], words: str) -> list[str]:
    """The references of the activities that were planted for this."""
    return [
        reference_of(number) for number, entry in enumerate(entries) if entry.note.startswith(words)
    ]


def _silence(land: Land, partners: Sequence[Partner]) -> dict[str, object]:
    mine = land.areas["district_name"] == SILENT_DISTRICT
    silent = [one.organisation for one in partners if one.silent]
    return {
        "district": SILENT_DISTRICT,
        "areas": list(land.areas.loc[mine, "area"]),
        "partners": silent,
    }


def _spill(land: Land) -> dict[str, object]:
    """The areas nearest the hot spot, on this side of the border and on the other."""
    near = land.areas[distance_to_spill_m(land) < SPILL_REACH_M / 2]
    here = near["county"] == COUNTY
    return {
        "inside": list(near.loc[here, "area"]),
        "outside": list(near.loc[~here, "area"]),
        "neighbour": sorted(set(near.loc[~here, "county"])),
    }
