"""Railways and roads: how much of what happens lies along them, beside how many people do.

Towns lie along lines, so much happens near them whatever anybody does: what is told is exposure,
never a cause, and a share of incidents stands beside the share of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas import Geography
from sightline.analysis.borders.flows import Z_90
from sightline.analysis.borders.sides import named_sides
from sightline.analysis.borders.tables import CORRIDORS, EVENTS_BY_AREA
from sightline.errors import BadInput

WITHIN_M = 1_000.0  # a quarter of an hour on foot
FEWEST_AREAS = 5  # near it, and elsewhere: fewer are no ground for an interval
LINE, STOPS = "the line", "its stops"


@dataclass(frozen=True, eq=False)
class Corridor:
    """A line with its stops, in metres of EPSG:27700; either may be missing, not both."""

    name: str
    kind: str  # such as railway or road
    lines: tuple[shapely.Geometry, ...] = ()
    stops: tuple[shapely.Geometry, ...] = ()

    def __post_init__(self) -> None:
        if not (self.lines or self.stops):
            raise BadInput(f"corridor {self.name}: found no line and no stop, wanted one.")


def exposure_along(
    corridors: Sequence[Corridor],
    *,
    events: pd.DataFrame,
    geography: Geography,
    sides: pd.DataFrame,
    within_m: float = WITHIN_M,
) -> pd.DataFrame:
    """What share of incidents lies within a distance of each corridor, beside its share of people.

    events: EVENTS_BY_AREA; areas without a row have none told and are left out. geography: the
    areas, whose points are measured from. Returns CORRIDORS, in the order given, a row for the line
    and one for its stops.

    The interval (90%) is of the log odds of two totals, each with the spread of its areas about
    the rate they share (the ratio estimator: Cochran 1977, Sampling Techniques, 6.3): it holds
    however much areas differ. Areas are taken to be independent, so neighbours that go together
    make it somewhat too narrow. It is missing with fewer than 5 areas near or
    elsewhere, or where all or no incidents are near.
    """
    if not within_m > 0:
        raise BadInput(f"distance from a corridor: found {within_m}, wanted metres above 0.")
    told = EVENTS_BY_AREA.check(events)
    areas = geography.areas.merge(told, on="area").merge(named_sides(sides), on="area")
    points = shapely.points(areas[["easting_m", "northing_m"]].to_numpy(dtype="float64"))
    rows = [
        {
            "corridor": corridor.name,
            "kind": corridor.kind,
            "what": what,
            "within_m": within_m,
            **_exposed(areas, _near(points, shapes, within_m)),
        }
        for corridor in corridors
        for what, shapes in ((LINE, corridor.lines), (STOPS, corridor.stops))
        if shapes
    ]
    return CORRIDORS.check(pd.DataFrame(rows, columns=list(CORRIDORS.columns)))


def _near(points: np.ndarray, shapes: Sequence[shapely.Geometry], within_m: float) -> np.ndarray:
    found = shapely.STRtree(points).query(list(shapes), predicate="dwithin", distance=within_m)[1]
    near = np.zeros(len(points), dtype=bool)
    near[found] = True
    return near


def _exposed(areas: pd.DataFrame, near: np.ndarray) -> dict[str, object]:
    incidents, people = (areas[what].to_numpy(dtype="float64") for what in ("incidents", "people"))
    lived = people[near].sum() / people.sum() if people.sum() else 0.0
    share, low, high = _share(incidents, people, near)
    times = [value / lived if lived else np.nan for value in (share, low, high)]
    return {
        "areas": int(near.sum()),
        "sides": "; ".join(sorted(set(areas.loc[near, "side"]))),
        "share_of_people": lived,
        "share_of_incidents": share,
        "share_low": low,
        "share_high": high,
        "times": times[0],
        "times_low": times[1],
        "times_high": times[2],
    }


def _share(
    incidents: np.ndarray, people: np.ndarray, near: np.ndarray
) -> tuple[float, float, float]:
    total = incidents.sum()
    if total <= 0:
        return np.nan, np.nan, np.nan
    share = float(incidents[near].sum() / total)
    few = min(int(near.sum()), int((~near).sum())) < FEWEST_AREAS
    if few or not 0 < share < 1:
        return share, np.nan, np.nan
    half = Z_90 * np.sqrt(_variance(incidents, people, near) + _variance(incidents, people, ~near))
    odds = np.log(share / (1 - share))
    low, high = (float(1 / (1 + np.exp(-(odds + by)))) for by in (-half, half))
    return share, low, high


def _variance(incidents: np.ndarray, people: np.ndarray, part: np.ndarray) -> float:
    """Of the logarithm of the total of a part, from how areas differ from the rate they share."""
    told, lived = incidents[part], people[part]
    rate = told.sum() / lived.sum() if lived.sum() else 0.0
    apart = told - rate * lived
    return float(len(told) / (len(told) - 1) * (apart**2).sum() / told.sum() ** 2)
