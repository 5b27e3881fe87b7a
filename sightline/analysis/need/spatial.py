"""Rates steadied towards those of the neighbours: spatial empirical Bayes.

The local estimator of Marshall 1991 (J. R. Statist. Soc. C 40:283-294): an area's own rate is drawn
towards the rate of its neighbourhood, the area among it, the more so the fewer its people and the
less the neighbourhood's rates differ beyond chance. It is quick and gives no interval: a picture to
look at, not what a gap is worked out from (see shrink_rates for that).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.areas import PEOPLE
from sightline.analysis.need.tables import AREA_INCIDENTS, SMOOTHED
from sightline.analysis.neighbours import Neighbours, Numbers
from sightline.errors import BadInput, Refused


@dataclass(frozen=True, eq=False)
class Smoothed:
    """Rates per person for each area. own_weight: the share that rests on its own rate."""

    mean: Numbers
    towards: Numbers
    own_weight: Numbers


def smooth_by_neighbours(
    *, incidents: pd.DataFrame, people: pd.DataFrame, neighbours: Neighbours, years: float
) -> pd.DataFrame:
    """Incidents a year per 1,000 people, drawn towards the rate of the area and its neighbours.

    incidents: AREA_INCIDENTS over `years`. people: PEOPLE. Both have one row for each area of
    neighbours: BadInput if not. An area without neighbours is drawn towards the rate of all areas
    together, and is told by its 0 neighbours. Where nobody lives there is no own rate: its
    incidents, which nobody of the area can be counted for, move no rate, as in shrink_rates.
    Refused if nobody lives anywhere. Returns SMOOTHED, sorted by area.

    >>> from sightline.analysis.neighbours import neighbours_from_pairs
    >>> row = neighbours_from_pairs(areas="ABC", pairs=pd.DataFrame(
    ...     {"area": list("ABBC"), "neighbour": list("BACB")}))
    >>> counts = pd.DataFrame({"area": list("ABC"), "incidents": [40, 10, 0]})
    >>> lived = pd.DataFrame({"area": list("ABC"), "people": [1000, 1000, 50]})
    >>> smoothed = smooth_by_neighbours(incidents=counts, people=lived, neighbours=row, years=1)
    >>> smoothed[["towards_per_1000", "need_per_1000"]].round(1).values.tolist()
    [[25.0, 38.3], [24.4, 11.6], [9.5, 9.5]]
    """
    if not 0 < years < np.inf:
        raise BadInput(f"years: found {years}, wanted a number above zero.")
    counted = neighbours.lined_up(AREA_INCIDENTS.check(incidents), "incidents")
    lived = neighbours.lined_up(PEOPLE.check(people), "people")
    if not (lived > 0).any():
        raise Refused("need: found no area where people live, so there is no rate.")
    smoothed = spatial_empirical_bayes(counted, lived, neighbours)
    own = np.full(len(lived), np.nan)
    np.divide(counted, lived, out=own, where=lived > 0)
    a_year = 1000 / years
    return SMOOTHED.check(
        pd.DataFrame(
            {
                "area": neighbours.areas,
                "people": lived,
                "incidents": counted,
                "neighbours": neighbours.number,
                "rate_per_1000": own * a_year,
                "towards_per_1000": smoothed.towards * a_year,
                "own_weight": smoothed.own_weight,
                "need_per_1000": smoothed.mean * a_year,
            }
        )
    )


def spatial_empirical_bayes(
    incidents: Numbers, people: Numbers, neighbours: Neighbours
) -> Smoothed:
    """The same from numbers alone, in the order of neighbours; rates per person.

    With e incidents among b people and sums over an area and its k neighbours, m = Σe / Σb is the
    neighbourhood's rate, and s = max(0, Σ b (e/b - m)² / Σb - m (k + 1) / Σb) its variance beyond
    chance; the rate is m + (e/b - m) s / (s + m/b). Somebody must live somewhere.
    """
    lived = people > 0
    events, safe = np.where(lived, incidents, 0.0), np.where(lived, people, 1.0)
    rate = events / safe
    parts = np.column_stack([events, people, events * rate, lived])
    sums = neighbours.sums(parts) + parts
    empty = (neighbours.number == 0) | (sums[:, 1] == 0)
    if empty.any():
        sums[empty] = parts.sum(axis=0)
    total, among, squares, places = sums.T
    towards = total / among
    chance = towards * places / among
    beyond = np.maximum(0.0, squares / among - towards**2 - chance)
    by_chance = towards / safe
    own_weight = np.zeros(len(people))
    np.divide(beyond, beyond + by_chance, out=own_weight, where=lived & (beyond > 0))
    return Smoothed(towards + (rate - towards) * own_weight, towards, own_weight)
