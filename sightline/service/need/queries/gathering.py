"""Whether need gathers around a place: hot and cold spots among the county's areas."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from sightline.analysis.hotspots import Spot, find_hotspots
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.errors import Refused
from sightline.service.need.queries.answers import Answer, RunFacts
from sightline.service.need.queries.place import Place
from sightline.service.places import queries as places

FALSE_DISCOVERY = 0.05
WORDS = {
    Spot.HOT: "Hot spot: this area and those beside it have high need together, more than chance "
    "would put side by side",
    Spot.COLD: "Cold spot: this area and those beside it have low need together, more than chance "
    "would put side by side",
    Spot.UNCLEAR: "No clear pattern: chance alone could put such areas side by side",
    Spot.ALONE: "Cannot tell: no area of the county shares a boundary with it",
}


def gathering_of(place: Place, answer: Answer) -> str:
    """Whether the place is in a hot spot or a cold one, in words with how sure."""
    try:
        table = _patterns(answer.run, tuple(answer.table["area"]), _needs(answer))
    except Refused as refused:
        return f"Cannot tell. {refused}"
    found = table[table["area"].isin(place.codes)]
    if place.is_district:
        return _of_district(found)
    row = found.iloc[0]
    if row["spot"] == Spot.ALONE:
        return f"{WORDS[Spot.ALONE]}."
    return f"{WORDS[Spot(row['spot'])]} (Gi* {row['gi_star']:.1f}; {_rate(row)})."


def _needs(answer: Answer) -> tuple[float, ...]:
    return tuple(answer.table["need_per_1000"])


def _rate(row: pd.Series) -> str:
    return f"false discovery rate {row['false_discovery']:.2f}; named at {FALSE_DISCOVERY} or less"


def _of_district(found: pd.DataFrame) -> str:
    counts = found["spot"].value_counts()
    hot, cold = int(counts.get(Spot.HOT, 0)), int(counts.get(Spot.COLD, 0))
    return (
        f"Of {len(found):,} areas {hot:,} are in hot spots, where high need lies together more "
        f"than chance would have it, and {cold:,} in cold ones (Gi*, at a false discovery rate "
        f"of {FALSE_DISCOVERY}); the others show no clear pattern."
    )


@lru_cache(maxsize=8)
def _patterns(run: RunFacts, areas: tuple[str, ...], needs: tuple[float, ...]) -> pd.DataFrame:
    """LOCAL_PATTERNS of an estimate; kept, for every place of it asks the same."""
    values = pd.DataFrame({"area": areas, "value": needs})
    neighbours = neighbours_from_pairs(areas=areas, pairs=places.borders())
    return find_hotspots(values=values, neighbours=neighbours, false_discovery=FALSE_DISCOVERY)
