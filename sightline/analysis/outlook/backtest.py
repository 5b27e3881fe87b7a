"""Looking back: what would have been expected at earlier months, beside what came.

A model that is new must beat the smoothed long average of sightline.analysis.outlook.expecting on
the same areas and months before anybody uses it; what is plain is printed beside both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import poisson

from sightline.analysis.outlook.expecting import expect_incidents
from sightline.analysis.outlook.history import History, check_ahead, days_of, history_of
from sightline.analysis.outlook.scoring import (
    accuracy_and_efficiency,
    poisson_deviance,
    ranked_probability,
    share_held,
    share_held_split,
)
from sightline.analysis.outlook.tables import OUTLOOK, SCORES
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused

Numbers = NDArray[np.float64]
Model = Callable[[pd.DataFrame, int], pd.DataFrame]

BENCHMARK = "smoothed long average"
LEAST_OF_A_PLAIN_MODEL = 0.05  # of the average: an area with none is not expected to have none


def backtest(
    *,
    monthly: pd.DataFrame,
    origins: Sequence[Month],
    months_ahead: int,
    seed: int,
    top_share: float = 0.01,
    interval: float = 0.9,
    models: Mapping[str, Model] | None = None,
) -> pd.DataFrame:
    """How the benchmark, plain averages and other models would have done from each origin.

    monthly: MONTHLY. origins: the last month known to each look; only months up to it are given to
    a model. models: by name, each from MONTHLY and a number of months to OUTLOOK. Areas with a
    month not supplied among those looked ahead to are left out. The plain ones are Poisson around
    the last 12 months, the last 3, all months, and the last 12 of an area drawn at random (seed).
    Returns SCORES by origin, benchmark first. Refused where no area can be compared.
    """
    check_ahead(months_ahead)
    history = history_of(monthly)
    found = [
        _scored(history, monthly, origin, months_ahead, seed, top_share, interval, models or {})
        for origin in origins
    ]
    if not found:
        raise BadInput("origins: found none, wanted one or more.")
    return SCORES.check(pd.concat(found, ignore_index=True))


def summarise(scores: pd.DataFrame) -> pd.DataFrame:
    """SCORES averaged over origins, benchmark first; every origin counts alike."""
    rows = SCORES.check(scores)
    numbers = ["held", "held_split", "crps", "crps_ratio", "deviance", "pai", "pei"]
    return rows.groupby("model", sort=False)[numbers].mean().reset_index()


def _scored(
    history: History,
    monthly: pd.DataFrame,
    origin: Month,
    ahead: int,
    seed: int,
    top_share: float,
    interval: float,
    models: Mapping[str, Model],
) -> pd.DataFrame:
    months = tuple(origin.plus(step + 1) for step in range(ahead))
    if not set(months) <= set(history.months):
        raise BadInput(f"origins: found {origin}, wanted one with {ahead} known months after it.")
    known = monthly[monthly["month"].astype(str) <= str(origin)]
    past = history.to(origin)
    came = pd.Series(history.in_months(months), index=history.areas)
    told = {BENCHMARK: expect_incidents(monthly=known, months_ahead=ahead, interval=interval)}
    told |= {name: OUTLOOK.check(model(known, ahead)) for name, model in models.items()}
    everywhere = set[object].intersection(*(set(outlook["area"]) for outlook in told.values()))
    areas = [area for area in came.dropna().index if area in everywhere]
    if not areas or not came[areas].sum() > 0:
        raise Refused(f"backtest: found no area with incidents known in the {ahead} months.")
    counts = came[areas].to_numpy(dtype="float64")
    rows = [
        _row(name, counts, outlook.set_index("area").loc[areas], top_share, interval)
        for name, outlook in told.items()
    ]
    places = pd.Index(past.areas).get_indexer(pd.Index(areas, dtype=object))
    for name, expected in _plain(past, months, seed).items():
        rows.append(_plain_row(name, counts, expected[places], top_share, interval))
    scores = pd.DataFrame(rows).assign(origin=str(origin), months=ahead)
    return scores.assign(crps_ratio=scores["crps"] / scores["crps"].iloc[0])


def _row(
    name: str, counts: Numbers, outlook: pd.DataFrame, top_share: float, interval: float
) -> dict[str, object]:
    expected = outlook["expected"].to_numpy()
    unevenness = outlook["unevenness"].to_numpy()
    row = _plain_row(name, counts, expected, top_share, interval)
    return row | {
        "held": share_held(counts, outlook["low"].to_numpy(), outlook["high"].to_numpy()),
        "held_split": share_held_split(counts, expected, unevenness, interval),
        "crps": ranked_probability(counts, expected, unevenness),
    }


def _plain_row(
    name: str, counts: Numbers, expected: Numbers, top_share: float, interval: float
) -> dict[str, object]:
    """The scores of a Poisson around what was expected."""
    even, tail = np.zeros(len(counts)), (1 - interval) / 2
    pai, pei = accuracy_and_efficiency(counts, expected, top_share=top_share)
    low, high = poisson.ppf([[tail], [1 - tail]], expected)
    return {
        "model": name,
        "areas": len(counts),
        "incidents": int(counts.sum()),
        "held": share_held(counts, low, high),
        "held_split": share_held_split(counts, expected, even, interval),
        "crps": ranked_probability(counts, expected, even),
        "deviance": poisson_deviance(counts, expected),
        "pai": pai,
        "pei": pei,
    }


def _plain(past: History, months: tuple[Month, ...], seed: int) -> dict[str, Numbers]:
    """Averages a day of some months, for the days ahead."""
    days = days_of(months).sum()
    averages = {f"last {back} months": _a_day(past, back) * days for back in (12, 3)}
    averages["all months"] = _a_day(past, len(past.months)) * days
    mixed = np.random.default_rng(seed).permutation(averages["last 12 months"])
    return averages | {"another area at random": mixed}


def _a_day(past: History, back: int) -> Numbers:
    counts, known = past.counts[:, -back:], past.known[:, -back:]
    days = known @ days_of(past.months[-back:])
    found = np.nansum(counts, axis=1) / np.maximum(days, 1.0)
    average = np.nansum(counts) / max(float(days.sum()), 1.0)
    found = np.where(days > 0, found, average)
    return np.asarray(np.maximum(found, LEAST_OF_A_PLAIN_MODEL * average))
