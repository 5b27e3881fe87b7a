"""Who lives where: people by single year of age, and deprivation. All of them made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from sightline.demo.areas import Land
from sightline.demo.places import Life

AGES = np.arange(91)  # the last one is 90 and over
AREAS_IN_THE_COUNTRY = 33_755  # ranks run to this number, as in the published indices
MEAN_PEOPLE = 1_640

# How many of each age live in an ordinary area, against one another; straight lines between.
ORDINARY = ((0, 1.0), (10, 1.18), (17, 1.15), (20, 0.95), (34, 1.3), (45, 1.22), (55, 1.38),
            (65, 1.1), (75, 0.95), (85, 0.42), (89, 0.2), (90, 0.75))  # fmt: skip
# (from age, to age, times as many) by the district's way of life.
LEANING: dict[Life, tuple[tuple[int, int, float], ...]] = {
    Life.NEW_TOWN: ((0, 17, 1.45), (25, 44, 1.3), (65, 90, 0.55)),
    Life.RETIREMENT: ((0, 44, 0.8), (65, 90, 1.6)),
    Life.UNIVERSITY: ((18, 22, 1.7),),
    Life.RURAL: ((18, 34, 0.7), (50, 75, 1.2)),
    Life.COMMUTER: ((5, 16, 1.15), (18, 24, 0.8), (35, 55, 1.15)),
    Life.PORT: ((0, 17, 1.1),),
    Life.CITY: ((18, 34, 1.2), (65, 90, 0.85)),
    Life.METROPOLIS: ((18, 39, 1.4), (65, 90, 0.65)),
    Life.MIXED: (),
}
SCORE = {  # the middle deprivation score of a district (higher is more deprived)
    Life.PORT: 25.0, Life.CITY: 19.0, Life.NEW_TOWN: 19.0, Life.MIXED: 13.5, Life.UNIVERSITY: 12.0,
    Life.RURAL: 8.5, Life.COMMUTER: 9.0, Life.RETIREMENT: 18.0, Life.METROPOLIS: 22.0,
}  # fmt: skip
CAMPUS_AREAS = 14  # small areas of the university town where students live


def settle_people(rng: np.random.Generator, land: Land, youthful: set[str]) -> pd.DataFrame:
    """People of each single year of age: area, area_name, people, then columns 0 to 90.

    youthful: areas with half as many people again from 10 to 24 as others of the district.
    """
    totals = np.clip(MEAN_PEOPLE * rng.lognormal(0, 0.17, len(land.areas)), 1_000, 3_000).round()
    shape = age_shape(rng, land, youthful)
    counts = np.array(
        [rng.multinomial(int(total), row) for total, row in zip(totals, shape, strict=True)]
    )
    people = land.areas[["area", "area_name"]].copy()
    people["people"] = counts.sum(axis=1)
    return pd.concat([people, pd.DataFrame(counts, columns=[str(age) for age in AGES])], axis=1)


def age_shape(rng: np.random.Generator, land: Land, youthful: set[str]) -> np.ndarray:
    """The share of people of each age, one row per area; each row sums to one."""
    at, many = np.array(ORDINARY).T
    ordinary = np.interp(AGES, at, many)
    shape = np.tile(ordinary, (len(land.areas), 1))
    for life, leaning in LEANING.items():
        rows = (land.areas["life"] == life).to_numpy()
        for from_age, to_age, times in leaning:
            shape[np.ix_(rows, (from_age <= AGES) & (to_age >= AGES))] *= times
    shape[np.ix_(_campus(land), (AGES >= 18) & (AGES <= 22))] *= 5
    shape[np.ix_(land.areas["area"].isin(youthful), (AGES >= 10) & (AGES <= 24))] *= 1.5
    tilt = rng.normal(0, 0.16, (len(shape), 1)) * (45 - AGES) / 45  # some areas younger, some older
    shape *= np.exp(tilt)
    whole: np.ndarray = shape / shape.sum(axis=1, keepdims=True)
    return whole


def _campus(land: Land) -> np.ndarray:
    """The areas of the university town nearest its middle, where students live."""
    away = land.areas["centre_m"].where(land.areas["life"] == Life.UNIVERSITY, np.inf)
    nearest: np.ndarray = away.rank(method="first").to_numpy() <= CAMPUS_AREAS
    return nearest


def spread_deprivation(rng: np.random.Generator, land: Land, deprived: set[str]) -> pd.DataFrame:
    """Made-up deprivation: area, score (higher is more deprived), rank (1 is the most), decile.

    It follows the way of life, the middle of town and neighbourhood; crime follows it only loosely.
    """
    base = np.log(land.areas["life"].map({str(life): score for life, score in SCORE.items()}))
    in_town = 0.45 * np.exp(-land.areas["centre_m"].to_numpy() / 1_800)
    log_score = base.to_numpy() + in_town + 0.35 * smooth_noise(rng, land, 2_500)
    log_score = log_score + rng.normal(0, 0.3, len(base)) + 0.45 * land.areas["area"].isin(deprived)
    score = np.clip(np.exp(log_score), 1.5, 85)
    least = norm.cdf((np.log(score) - np.log(17.5)) / 0.72)
    rank = _no_ties(np.clip(np.round((1 - least) * AREAS_IN_THE_COUNTRY), 1, 33_000).astype(int))
    decile = np.ceil(rank / (AREAS_IN_THE_COUNTRY / 10)).astype(int)
    return pd.DataFrame(
        {"area": land.areas["area"], "score": score.round(3), "rank": rank, "decile": decile}
    )


def _no_ties(rank: np.ndarray) -> np.ndarray:
    """The ranks with later ones moved on where two areas have the same.

    >>> _no_ties(np.array([7, 3, 7, 8])).tolist()
    [7, 3, 8, 9]
    """
    order = np.argsort(rank, kind="stable")
    places = np.arange(len(rank))
    apart = rank.copy()
    apart[order] = np.maximum.accumulate(rank[order] - places) + places
    return apart


def smooth_noise(rng: np.random.Generator, land: Land, width_m: float) -> np.ndarray:
    """Noise that is alike in areas within about width_m of each other; mean 0, spread 1."""
    points = land.areas[["easting_m", "northing_m"]].to_numpy()
    low, high = points.min(axis=0), points.max(axis=0)
    bumps = rng.uniform(low, high, (int(np.prod((high - low) / width_m)) + 1, 2))
    heights = rng.normal(0, 1, len(bumps))
    squared = ((points[:, None, :] - bumps[None, :, :]) ** 2).sum(axis=2)
    field = np.exp(-squared / (2 * width_m**2)) @ heights
    centred: np.ndarray = (field - field.mean()) / field.std()
    return centred
