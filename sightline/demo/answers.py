"""The answers as planted.json holds them: every one can be looked for, and a test does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

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
from sightline.demo.sheet import HEADINGS, reference_of
from sightline.demo.special import DUPLICATE_NOTE
from sightline.demo.writer import Cell

NEAR_M = 5_000.0  # of the planted search


def answers(
    land: Land,
    planted: dict[str, list[str]],
    entries: Sequence[Entry],
    partners: Sequence[Partner],
    rows: Sequence[Sequence[Cell]],
    postcodes: pd.DataFrame,
) -> dict[str, object]:
    """What was planted: gaps by place, silence, the duplicate, the spill, the river, the coast.

    Of the sheet too: what is kept close, and what a search near a postcode finds.
    rows: of the sheet. postcodes: as Ground.postcodes.
    """
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
        "kept_close": [
            str(row["reference"])
            for row in (dict(zip(HEADINGS, cells, strict=True)) for cells in rows)
            if row["visibility"] == "organisation"
        ],
        "mentoring_nearby": _mentoring_nearby(rows, postcodes),
        "spill": _spill(land),
        "river": {
            "north_bank": north,
            "south_bank": south,
            "facing": [list(pair) for pair in facing_pairs(land)],
        },
        "coast": coast_areas(land),
    }


def _mentoring_nearby(rows: Sequence[Sequence[Cell]], postcodes: pd.DataFrame) -> dict[str, object]:
    """A postcode, and the mentoring for ages 10 to 17 given at a postcode within 5 km of it.

    Of the postcodes on the sheet it is the one with most of it nearby. Left out is what has no
    postcode, is on a sensitive site, or is kept to its own organisation.
    """
    at = postcodes.set_index("postcode")[["easting_m", "northing_m"]]
    told = (dict(zip(HEADINGS, cells, strict=True)) for cells in rows)
    found = {
        str(row["reference"]): at.loc[row["postcode"]].to_numpy(dtype=float)
        for row in told
        if row["approach"] == "mentoring" and _is_for_some_of(row, 10, 17) and row["postcode"]
        and row["sensitive_site"] == "no" and row["visibility"] != "organisation"
    }  # fmt: skip
    points = np.array(list(found.values()))
    near = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1)) <= NEAR_M
    most = int(near.sum(axis=1).argmax())
    references = np.array(list(found))
    where = next(row for row in rows if row[0] == references[most])
    return {
        "postcode": where[HEADINGS.index("postcode")],
        "activities": sorted(references[near[most]]),
    }


def _is_for_some_of(row: Mapping[str, Cell], youngest: int, oldest: int) -> bool:
    """Whether an activity that gives its ages takes some people of these."""
    low, high = row["age_from"], row["age_to"]
    return isinstance(low, int) and isinstance(high, int) and low <= oldest and high >= youngest


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
