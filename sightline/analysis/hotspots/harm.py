"""Crimes weighed by how much harm they do, where the records tell crimes apart well enough.

A weighted sum is moved by few grave crimes, so its variance is that of the sum of weight² × count,
counts being Poisson. Its interval is a gamma's with that mean and variance (Dobson, Kuulasmaa,
Eberle & Scherer 1991, Statistics in Medicine 10:457-462, and Fay & Feuer 1997, 16:791-801); the
upper bound allows for one more crime, as grave as those that make up most of the harm of all areas,
so that no crime is not no doubt. A crime graver than that is not allowed for, and can change an
area's sum by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import gamma

from sightline.analysis.hotspots.tables import AREA_CRIMES, AREA_HARM, HARM_WEIGHTS
from sightline.analysis.neighbours import Numbers
from sightline.errors import BadInput, Refused

# What police.uk has called its types of crime. In each, crimes of very different harm are one: a
# killing and a push are both "Violence and sexual offences".
BROAD_TYPES = frozenset(
    {
        "Anti-social behaviour",
        "Bicycle theft",
        "Burglary",
        "Criminal damage and arson",
        "Drugs",
        "Other crime",
        "Other theft",
        "Possession of weapons",
        "Public disorder and weapons",
        "Public order",
        "Robbery",
        "Shoplifting",
        "Theft from the person",
        "Vehicle crime",
        "Violence and sexual offences",
        "Violent crime",
    }
)
_BROAD = frozenset(name.casefold() for name in BROAD_TYPES)


@dataclass(frozen=True, eq=False)
class WeightSet:
    """Weights of crimes, as published. name and source go with every figure; unit: of one weight.

    weights: HARM_WEIGHTS. For example name "Cambridge Crime Harm Index", unit "days".
    """

    name: str
    source: str
    unit: str
    weights: pd.DataFrame

    def __post_init__(self) -> None:
        for what in ("name", "source", "unit"):
            if not getattr(self, what).strip():
                raise BadInput(f"weights: found no {what}, wanted it said, for figures carry it.")
        HARM_WEIGHTS.check(self.weights)


def weigh_harm(*, crimes: pd.DataFrame, weights: WeightSet, interval: float = 0.9) -> pd.DataFrame:
    """The harm of each area's crimes by a published set of weights, with an interval.

    crimes: AREA_CRIMES; an area with no crime at all needs a row with 0. Returns AREA_HARM, sorted
    by area, with the set's name and unit in every row. Refused if the categories are police.uk's,
    which are too broad; BadInput if a category has no weight.

    >>> known = pd.DataFrame({"category": ["assault", "murder"], "weight": [10.0, 5000.0]})
    >>> made_up = WeightSet("an example", "nobody", "days", known)
    >>> crimes = pd.DataFrame({"area": ["A", "B"], "category": ["assault", "murder"],
    ...                        "crimes": [100, 1]})
    >>> weigh_harm(crimes=crimes, weights=made_up)[["harm", "harm_low"]].round(0).values.tolist()
    [[1000.0, 841.0], [5000.0, 256.0]]
    """
    if not 0.5 <= interval < 1:
        raise BadInput(f"interval: found {interval}, wanted a chance from 0.5 to below 1.")
    told = AREA_CRIMES.check(crimes)
    weight = _weights_of(told["category"], weights)
    counts = told["crimes"].to_numpy(dtype="float64")
    by_area = (
        told.assign(harm=weight * counts, variance=weight**2 * counts)
        .groupby("area", sort=True)[["crimes", "harm", "variance"]]
        .sum()
    )
    one_more = _weight_of_one_more(weight, counts)
    tail = (1 - interval) / 2
    harm, variance = by_area["harm"].to_numpy(), by_area["variance"].to_numpy()
    return AREA_HARM.check(
        pd.DataFrame(
            {
                "area": by_area.index,
                "crimes": by_area["crimes"].to_numpy(),
                "harm": harm,
                "harm_low": _gamma(harm, variance, tail),
                "harm_high": _gamma(harm + one_more, variance + one_more**2, 1 - tail),
                "unit": weights.unit,
                "weights": weights.name,
            }
        )
    )


def _weights_of(categories: pd.Series, weights: WeightSet) -> Numbers:
    broad = sorted({name for name in categories if name.strip().casefold() in _BROAD})
    if broad:
        raise Refused(
            f"harm: found {', '.join(broad[:3])}, types of police.uk in which crimes of very "
            "different harm are one, wanted offences told apart, such as murder and common "
            "assault. Ask the force for an extract by offence."
        )
    table = HARM_WEIGHTS.check(weights.weights).set_index("category")["weight"]
    found = table.reindex(categories).to_numpy(dtype="float64")
    if np.isnan(found).any():
        without = sorted(set(categories[np.isnan(found)]))
        raise BadInput(
            f"harm: found {len(without)} categories without a weight in {weights.name}, "
            f"{without[0]} first, wanted a weight for each. Unknown harm is not none."
        )
    return np.asarray(found)


def _weight_of_one_more(weight: Numbers, counts: Numbers) -> float:
    """The weight of the crime that a day of harm, taken at random from all areas, belongs to."""
    harm = float(weight @ counts)
    return float(weight**2 @ counts) / harm if harm else float(weight.mean())


def _gamma(mean: Numbers, variance: Numbers, chance: float) -> Numbers:
    """The quantile of a gamma with that mean and variance; 0 where the mean is 0."""
    some = mean > 0
    at, spread = np.where(some, mean, 1.0), np.where(some, variance, 1.0)
    return np.where(some, gamma.ppf(chance, at**2 / spread, scale=spread / at), 0.0)
