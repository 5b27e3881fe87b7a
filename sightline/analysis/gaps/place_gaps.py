"""The gaps of places: what neighbours lack together, and how sure the order of that is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sightline.analysis.gaps.ahead import AssessmentAhead
from sightline.analysis.gaps.months import KINDS, GapsAhead
from sightline.analysis.gaps.places import WITHIN_M, Namer, grow_places
from sightline.analysis.gaps.shortfall import HALF_A_PERSON, places_in_order
from sightline.analysis.gaps.tables import LACKING, PLACES, GapKind
from sightline.analysis.neighbours import Neighbours
from sightline.analysis.provision import SOON_MONTHS


def find_places(
    *,
    ahead: AssessmentAhead,
    neighbours: Neighbours,
    localities: Mapping[str, str] | None = None,
    within_m: float = WITHIN_M,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The places that neighbours with the same kind of gap make up, and the areas of each.

    neighbours: of all areas, by a shared border or within a distance. localities: area to the name
    of its ward or locality, if known. See grow_places for how places grow, and Namer for names.

    Returns PLACES, largest shortfall first and those of no known shortfall last, and MEMBERS. A
    place adds up its areas, its interval too: as an envelope, for not all of them are at one end at
    once. What ends soon is counted in the month, of the first and the six after it, in which most
    is missing if money that is not confirmed is not found; first_month is when any of it is. Ranks
    are as in `rank_gaps`.
    """
    lacking = _lacking(ahead.gaps)
    members = grow_places(
        lacking=lacking, areas=ahead.areas, neighbours=neighbours, within_m=within_m
    )
    if members.empty:
        return PLACES.empty(), members
    row = pd.Index(ahead.gaps.areas).get_indexer(pd.Index(members["area"]))
    number, codes = pd.factorize(members["place"])
    kinds = ahead.gaps.kind[row, 0]
    table = pd.DataFrame({"place": codes, "areas": np.bincount(number)})
    table["kind"] = [KINDS[code].value for code in kinds[np.unique(number, return_index=True)[1]]]
    table = table.join(_amounts(ahead.gaps, row, number, table["kind"]))
    namer = Namer(ahead.areas, localities)
    named = {place: namer.name(list(here)) for place, here in members.groupby("place")["area"]}
    table["place_name"] = table["place"].map(named)
    table = table.join(places_in_order(table.dropna(subset=["shortfall"])))
    order = ["shortfall", "people_to_reach", "place"]
    return PLACES.check(table.sort_values(order, ascending=[False, False, True])), members


def _lacking(gaps: GapsAhead) -> pd.DataFrame:
    """LACKING of the first month: every area with a gap, or that will have one soon."""
    now = gaps.kind[:, 0]
    how_much = gaps.shortfall[:, 0].copy()
    soon = now == KINDS.index(GapKind.ENDS_SOON)
    how_much[soon] = _window(gaps)[soon].max(axis=1, initial=0.0)
    nobody = now == KINDS.index(GapKind.NOBODY_REPORTED)
    how_much[nobody] = gaps.people_to_reach[nobody]
    lacks = (now != KINDS.index(GapKind.TARGET_MET)) & (how_much >= HALF_A_PERSON)
    return LACKING.check(
        pd.DataFrame(
            {
                "area": gaps.areas[lacks],
                "sort": [KINDS[code].value for code in now[lacks]],
                "how_much": how_much[lacks],
            }
        )
    )


def _window(gaps: GapsAhead) -> np.ndarray:
    """shortfall_confirmed of the first month and the six after it, as far as is asked about."""
    return gaps.shortfall_confirmed[:, : SOON_MONTHS + 1]


def _amounts(gaps: GapsAhead, row: np.ndarray, number: np.ndarray, kind: pd.Series) -> pd.DataFrame:
    """What the areas of each place come to together, in the month that tells most."""
    places = len(kind)

    def added(values: np.ndarray) -> np.ndarray:
        columns = values.reshape(len(values), -1).T
        return np.array([np.bincount(number, column[row], places) for column in columns]).T

    soon = (kind == GapKind.ENDS_SOON).to_numpy()
    at = np.zeros(places, dtype=np.int64)
    begins = np.zeros(places, dtype=np.int64)
    if soon.any():
        at[soon] = added(_window(gaps))[soon].argmax(axis=1)
        any_short = added((_window(gaps) >= HALF_A_PERSON).astype("float64"))[soon] > 0
        begins[soon] = any_short.argmax(axis=1)
    to_reach = added(gaps.people_to_reach)[:, 0]
    each = np.arange(places)
    amounts = {
        name: added(getattr(gaps, name))[each, at]
        for name in ("shortfall", "shortfall_low", "shortfall_high", "shortfall_confirmed",
                     "people_reached")
    }  # fmt: skip
    nobody = (kind == GapKind.NOBODY_REPORTED).to_numpy()
    shortfall = np.where(soon, amounts["shortfall_confirmed"], amounts["shortfall"])
    high = np.where(nobody, to_reach, np.fmax(amounts["shortfall_high"], shortfall))
    return pd.DataFrame(
        {
            "first_month": [str(gaps.months[month]) for month in begins],
            "people_to_reach": to_reach,
            "people_reached": amounts["people_reached"],
            "shortfall": shortfall,
            "shortfall_low": np.where(nobody, 0.0, amounts["shortfall_low"]),
            "shortfall_high": high,
        }
    )
