"""Places that lie across a border: high areas on both sides, beside each other.

What is high is settled before anybody looks at borders, by local statistics that allow for how many
areas were tested. So moving a border moves no hot spot; it only tells which of them straddle it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from sightline.analysis.borders.sides import apart, named_sides
from sightline.analysis.borders.tables import SIDES, STRADDLES
from sightline.analysis.gaps import GAPS, is_short
from sightline.analysis.hotspots import LOCAL_PATTERNS, Pattern, Spot, find_hotspots
from sightline.analysis.neighbours import Neighbours
from sightline.errors import BadInput, Refused

STEPS = 2  # areas from the border: what lies further in is the business of one side alone


def find_straddles(
    *, patterns: pd.DataFrame, neighbours: Neighbours, sides: pd.DataFrame, steps: int = STEPS
) -> pd.DataFrame:
    """The parts of hot spots near a border that go on beyond it.

    patterns: LOCAL_PATTERNS of the areas of neighbours. sides: SIDES of all of them. An area counts
    if it is in a hot spot and high itself (high among high): one that is only beside a hot spot, on
    the other side of a border, does not make it straddle. Areas hang together if they are
    neighbours, so a hot spot that touches a border at a corner does not cross it. What is further
    than `steps` areas from the crossing is left out, and counted in `whole`.

    Returns STRADDLES, sorted by straddle and area; straddles are in the order of their first area.
    """
    told = SIDES.check(sides).set_index("area").reindex(neighbours.areas)
    if told["ours"].isna().any():
        raise BadInput(
            f"sides: found no side for {told.index[told['ours'].isna()][0]}, wanted one row for "
            f"each of the {len(neighbours)} areas."
        )
    found = LOCAL_PATTERNS.check(patterns).set_index("area").reindex(neighbours.areas)
    high = (found["pattern"] == Pattern.HIGH_AMONG_HIGH.value) & (found["spot"] == Spot.HOT.value)
    one, other = _links(neighbours, high.to_numpy())
    side = told.reset_index()
    crossed = apart(side, one, other)
    kept = _near(len(neighbours), one, other, one[crossed], steps=steps)
    whole = _sizes(len(neighbours), one, other)
    both = kept[one] & kept[other]
    place = _together(len(neighbours), one[both], other[both])
    on_border = np.zeros(len(neighbours), dtype=bool)
    on_border[one[crossed]] = True
    rows = np.flatnonzero(kept)
    number = pd.factorize(place[rows])[0] + 1  # areas are in order, so the first area settles it
    named = named_sides(side)
    table = pd.DataFrame(
        {
            "straddle": number,
            "area": neighbours.areas[rows],
            "side": named["side"].to_numpy()[rows],
            "ours": named["ours"].to_numpy()[rows],
            "on_the_border": on_border[rows].astype(int),
            "value": found["value"].to_numpy()[rows],
            "false_discovery": found["false_discovery"].to_numpy()[rows],
            "whole": whole[rows],
        }
    )
    return STRADDLES.check(table.sort_values(["straddle", "area"], kind="stable"))


def patterns_of_gaps(
    *,
    gaps: pd.DataFrame,
    neighbours: Neighbours,
    draws: int = 99_999,
    seed: int = 0,
    false_discovery: float = 0.10,
) -> pd.DataFrame:
    """Where people short lie together: LOCAL_PATTERNS of the shortfall per 1,000 people.

    gaps: GAPS of the areas of neighbours. An area whose shortfall may be none (its low end is less
    than half a person) is in no pattern: it is said to be unclear. Refused where no gap is known,
    or all areas are alike.
    """
    known = GAPS.check(gaps)
    if known["shortfall"].isna().any():
        raise Refused("gaps across borders: nobody has reported, so no gap is claimed.")
    people = known["people"].where(known["people"] > 0)
    rate = (1000 * known["shortfall"] / people).fillna(0.0)
    found = find_hotspots(
        values=pd.DataFrame({"area": known["area"], "value": rate}),
        neighbours=neighbours,
        draws=draws,
        seed=seed,
        false_discovery=false_discovery,
    )
    sure = set(known.loc[is_short(known["shortfall_low"]), "area"])
    unsure = ~found["area"].isin(sure) & (found["spot"] == Spot.HOT.value)
    found.loc[unsure, "pattern"] = Pattern.UNCLEAR.value
    found.loc[unsure, "spot"] = Spot.UNCLEAR.value
    return LOCAL_PATTERNS.check(found)


def _links(neighbours: Neighbours, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of neighbours that are both high, told both ways."""
    one = np.repeat(np.arange(len(neighbours)), neighbours.number)
    other = neighbours.near
    both = high[one] & high[other]
    one, other = one[both], other[both]
    return np.concatenate([one, other]), np.concatenate([other, one])


def _graph(size: int, one: np.ndarray, other: np.ndarray) -> csr_array:
    return coo_array((np.ones(len(one)), (one, other)), shape=(size, size)).tocsr()


def _together(size: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray(connected_components(_graph(size, one, other), directed=False)[1])


def _sizes(size: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    part = _together(size, one, other)
    return np.asarray(np.bincount(part)[part])


def _near(
    size: int, one: np.ndarray, other: np.ndarray, start: np.ndarray, *, steps: int
) -> np.ndarray:
    """Which areas are at most so many steps from one that is on the border."""
    graph = _graph(size, one, other)
    near = np.zeros(size, dtype=bool)
    near[start] = True
    for _ in range(steps):
        near |= (graph @ near.astype("float64")) > 0
    return near
