"""Clusters: circles of areas, in some months, with more incidents than expected there.

The scan statistic of Kulldorff 1997 (Communications in Statistics 26:1481-1496), in space and time
that of Kulldorff 2001 (J. R. Statist. Soc. A 164:61-72): every circle over every window is a
candidate; the chance of a cluster is how often maps drawn without one hold any so unlikely. So one
chance answers for everything that was looked at. Further clusters share no area with those before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from sightline.analysis.areas import PEOPLE
from sightline.analysis.hotspots.cylinders import (
    BestOfCircles,
    Cylinders,
    best_of_circles,
    largest_by_chance,
    nearest_first,
)
from sightline.analysis.hotspots.tables import (
    CLUSTER_AREAS,
    CLUSTERS,
    COUNTS,
    MONTHLY,
    PLACES,
    SCANNED,
)
from sightline.analysis.neighbours import Numbers
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused


@dataclass(frozen=True, eq=False)
class Clusters:
    """What a scan found. clusters: CLUSTERS, the least likely first. members: CLUSTER_AREAS.

    draws: maps drawn by chance. cylinders: candidates looked at.
    """

    clusters: pd.DataFrame
    members: pd.DataFrame
    draws: int
    cylinders: int


@dataclass(frozen=True)
class ScanQuestion:
    """How to scan.

    nearest: most areas in a circle. largest_share: of all that is expected, in one cluster. draws:
    maps drawn by chance. most: clusters told at most.
    """

    nearest: int = 50
    largest_share: float = 0.5
    draws: int = 999
    seed: int = 0
    most: int = 10

    def __post_init__(self) -> None:
        wrong = {
            "nearest": self.nearest < 1,
            "largest_share": not 0 < self.largest_share <= 0.5,
            "draws": not 99 <= self.draws <= 99_999,
            "most": self.most < 1,
        }
        for name, is_wrong in wrong.items():
            if is_wrong:
                raise BadInput(
                    f"{name}: found {getattr(self, name)}, wanted nearest and most 1 or more, "
                    "largest_share above 0 to 0.5, draws 99 to 99,999."
                )


def find_clusters(
    *, counts: pd.DataFrame, places: pd.DataFrame, question: ScanQuestion | None = None
) -> Clusters:
    """Circles of areas with more incidents than their people would have by chance.

    counts: COUNTS, of one period. places: PLACES, such as AREAS. Both have one row for every area.
    Refused where there is nothing to compare. Months in the answer are empty.
    """
    checked = COUNTS.check(counts).sort_values("area", ignore_index=True)
    codes, points = _lined_up(checked["area"], places)
    expected = _scaled(checked["people"].to_numpy(), checked["incidents"].to_numpy())
    cells = checked["incidents"].to_numpy(dtype="float64")[:, np.newaxis]
    return scan(
        areas=codes, months=[""], cells=cells, expected=expected[:, np.newaxis], points=points,
        windows=[(0, 0)], question=question or ScanQuestion(),
    )  # fmt: skip


def find_clusters_in_time(
    *,
    cells: pd.DataFrame,
    places: pd.DataFrame,
    longest: int | None = None,
    still_going: bool = True,
    question: ScanQuestion | None = None,
) -> Clusters:
    """Circles of areas that have, over some months, more incidents than expected.

    cells: SCANNED, one row for every area and month, the months without a gap: see
    expect_by_people. places: PLACES. longest: most months of a window; half of all if not given.
    still_going: only windows that end with the last month (a prospective scan); else any.
    """
    codes, months, counted, expected = _grid(cells)
    codes, points = _lined_up(pd.Series(codes), places)
    longest = len(months) // 2 if longest is None else longest
    if not 1 <= longest <= len(months):
        raise BadInput(f"longest: found {longest}, wanted 1 to {len(months)} months.")
    lasts = [len(months) - 1] if still_going else range(len(months))
    windows = [
        (first, last) for last in lasts for first in range(max(0, last - longest + 1), last + 1)
    ]
    return scan(
        areas=codes, months=months, cells=counted, points=points, windows=windows,
        expected=_scaled(expected, counted), question=question or ScanQuestion(),
    )  # fmt: skip


def expect_by_people(*, incidents: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """What each area would have in each month, if all had the same rate that month.

    incidents: MONTHLY. people: PEOPLE, a row for every area. Season and trend that all areas share
    are part of what is expected, so they are no cluster. Returns SCANNED, sorted by area and month.

    >>> counted = pd.DataFrame({"area": ["A", "B"], "month": "2025-12", "incidents": [8, 1]})
    >>> lived = pd.DataFrame({"area": ["A", "B"], "people": [200, 100]})
    >>> expect_by_people(incidents=counted, people=lived).values.tolist()
    [['A', '2025-12', 8.0, 6.0], ['B', '2025-12', 1.0, 3.0]]
    """
    counted = MONTHLY.check(incidents).sort_values(["area", "month"], ignore_index=True)
    lived = PEOPLE.check(people).set_index("area")["people"]
    share = (lived / lived.sum()).reindex(counted["area"]).to_numpy()
    if np.isnan(share).any():
        unknown = counted.loc[np.isnan(share), "area"].iloc[0]
        raise BadInput(f"people: found no row for {unknown}, wanted one for every area.")
    of_month = counted.groupby("month")["incidents"].transform("sum")
    return SCANNED.check(counted.assign(expected=of_month * share))


def scan(
    *,
    areas: Sequence[str],
    months: Sequence[str],
    cells: Numbers,
    expected: Numbers,
    points: Numbers,
    windows: Sequence[tuple[int, int]],
    question: ScanQuestion,
) -> Clusters:
    """The scan itself, on arrays: cells and expected are areas × months and add up to the same.

    points: areas × dimensions, such as metres east and north, or places on a globe. Counts may be
    fractional, as where they were shared out over areas; maps are drawn with their sum rounded.
    """
    order = nearest_first(points, question.nearest)
    cylinders = Cylinders(order, tuple(windows), expected, question.largest_share)
    best = best_of_circles(cells, cylinders)
    chosen = _apart(best, order, question.most)
    if not chosen:
        return Clusters(CLUSTERS.empty(), CLUSTER_AREAS.empty(), question.draws, cylinders.number)
    told = float(best.ratio[chosen[0]])
    by_chance = largest_by_chance(
        cylinders, total=round(float(cells.sum())), draws=question.draws, seed=question.seed,
        told=told,
    )  # fmt: skip
    floor = by_chance.min()
    rows: list[dict[str, object]] = []
    for centre, size in chosen:
        ratio = float(best.ratio[centre, size])
        if rows and ratio <= floor:  # how often chance gives more was not counted
            break
        first, last = windows[best.window[centre, size]]
        inside = order[centre, : size + 1]
        rows.append(
            {
                "centre": areas[centre],
                "inside": [areas[place] for place in inside],
                "areas": size + 1,
                "first_month": months[first],
                "last_month": months[last],
                "incidents": cells[inside, first : last + 1].sum(),
                "expected": expected[inside, first : last + 1].sum(),
                "log_likelihood_ratio": ratio,
                "chance": (1 + (by_chance >= ratio * (1 - 1e-12)).sum()) / (question.draws + 1),
            }
        )
    return _told(rows, float(cells.sum()), question.draws, cylinders.number)


def _told(rows: list[dict[str, object]], total: float, draws: int, cylinders: int) -> Clusters:
    found = pd.DataFrame(rows)
    found.insert(0, "cluster", np.arange(1, len(found) + 1))
    inside, expected = found["incidents"], found["expected"]
    outside = (total - inside) / (total - expected)
    found["times_elsewhere"] = (inside / expected / outside.where(outside > 0)).to_numpy()
    members = found[["cluster", "inside"]].explode("inside").rename(columns={"inside": "area"})
    return Clusters(CLUSTERS.check(found), CLUSTER_AREAS.check(members), draws, cylinders)


def _apart(best: BestOfCircles, order: np.ndarray, most: int) -> list[tuple[int, int]]:
    """The circles with the largest ratios, none sharing an area with one before."""
    ratio = best.ratio.copy()
    used = np.zeros(len(order), dtype=bool)
    chosen: list[tuple[int, int]] = []
    while len(chosen) < most:
        centre, size = np.unravel_index(int(ratio.argmax()), ratio.shape)
        if ratio[centre, size] <= 0:
            break
        chosen.append((int(centre), int(size)))
        used[order[centre, : size + 1]] = True
        ratio[np.logical_or.accumulate(used[order], axis=1)] = 0.0
    return chosen


def _lined_up(codes: pd.Series, places: pd.DataFrame) -> tuple[list[str], Numbers]:
    known = PLACES.check(places).set_index("area").reindex(codes)
    if known.isna().any(axis=None):
        unknown = known.index[known.isna().any(axis=1)][0]
        raise BadInput(f"places: found no row for {unknown}, wanted one for every area.")
    return list(codes), known.to_numpy(dtype="float64")


def _grid(cells: pd.DataFrame) -> tuple[list[str], list[str], Numbers, Numbers]:
    told = SCANNED.check(cells)
    months = sorted({Month.parse(month) for month in told["month"]})
    gaps = [one for one, after in pairwise(months) if one.plus(1) != after]
    if gaps:
        raise BadInput(f"month: found none after {gaps[0]}, wanted months without a gap.")
    wide = told.pivot(index="area", columns="month", values=["incidents", "expected"])
    if wide.isna().any(axis=None):
        area = wide.index[wide.isna().any(axis=1)][0]
        raise BadInput(
            f"cells: found no row for {area} in some month, wanted one for every area and month. "
            "Give 0 where nothing was recorded, and leave out months that were not supplied."
        )
    names = [str(month) for month in months]
    return list(wide.index), names, wide["incidents"].to_numpy(), wide["expected"].to_numpy()


def _scaled(expected: Numbers, counted: Numbers) -> Numbers:
    """Expected numbers with the sum of those counted; Refused where there is none of either."""
    if not expected.sum() or round(float(counted.sum())) < 1:
        raise Refused(
            f"clusters: found {counted.sum():g} incidents and {expected.sum():g} expected, wanted "
            "some of both."
        )
    if (counted[expected == 0] > 0).any():
        raise Refused(
            "clusters: found incidents where none are expected (nobody lives there), so how "
            "unlikely they are cannot be told. Leave these areas out, or say what is expected."
        )
    return np.asarray(expected * (counted.sum() / expected.sum()), dtype="float64")
