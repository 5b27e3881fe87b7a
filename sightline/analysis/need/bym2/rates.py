"""Need by area where neighbours are told: the model of Besag, York and Mollie, as scaled in BYM2.

    incidents of an area ~ Poisson(incidents at the overall rate x relative rate)
    log relative rate = level + covariates + sigma x (sqrt(1 - rho) x own + sqrt(rho) x shared)

`own` is an area's own and normal with variance 1; `shared` is like that of its neighbours, scaled
to a variance of 1 part by part (sightline.analysis.need.bym2.borders); sigma says how much areas
differ, rho how much of that neighbours have in common (Riebler, Sorbye, Simpson & Rue 2016, Stat.
Methods Med. Res. 25:1145-1165). Both are averaged over. An area without neighbours is its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from sightline.analysis.need.bym2.borders import Borders, scaled_borders
from sightline.analysis.need.bym2.drawing import draw_log_rates
from sightline.analysis.need.bym2.exploring import explore, penalised_complexity
from sightline.analysis.need.bym2.latent import Counts, Rates
from sightline.analysis.need.bym2.marginals import Marginals, marginals
from sightline.analysis.need.bym2.tables import SPATIAL_NEED, SPREAD
from sightline.analysis.need.draws import RateDraws
from sightline.analysis.need.rates import check_interval, check_years, raw_rates, side_by_side
from sightline.analysis.need.tables import DEPRIVATION
from sightline.analysis.neighbours import (
    PAIRS_OF_NEIGHBOURS,
    Neighbours,
    neighbours_from_pairs,
)
from sightline.errors import BadInput

Numbers = NDArray[np.float64]

SPREAD_OF_LEVEL = 5.0  # of the log of the level around the overall rate: as good as flat
SPREAD_OF_COEFFICIENT = 1.0  # a standard deviation of a covariate seldom trebles a rate


@dataclass(frozen=True, eq=False)
class SmoothedRates:
    """What is known of the rates of all areas, after seeing the counts.

    areas: area, people, incidents, sorted by area. overall_per_1000: of all areas together, a year.
    chance: of each spread of `places` (log sigma, log odds of rho), whose rates stand beside it.
    """

    areas: pd.DataFrame
    neighbours: Neighbours
    borders: Borders
    counts: Counts
    years: float
    overall_per_1000: float
    covariates: tuple[str, ...]
    chance: Numbers
    places: Numbers
    rates: list[Rates]
    marginals: Marginals

    def table(
        self, *, interval: float = 0.9, compared_with_per_1000: float | None = None
    ) -> pd.DataFrame:
        """SPATIAL_NEED, sorted by area; chance_above is against the rate given, or the overall."""
        check_interval(interval)
        tail, overall = (1 - interval) / 2, self.overall_per_1000
        against = overall if compared_with_per_1000 is None else compared_with_per_1000
        if not 0 < against < np.inf:
            raise BadInput(f"compared with: found {against}, wanted a rate above zero.")
        low, middle, high = (self.marginals.quantile(at) for at in (tail, 0.5, 1 - tail))
        above = self.marginals.chance_above(np.full(len(self.areas), against / overall))
        return SPATIAL_NEED.check(
            self.areas.assign(
                part=self.borders.part + 1,
                neighbours=self.neighbours.number,
                rate_per_1000=raw_rates(self.areas, self.years),
                need_per_1000=middle * overall,
                need_low=low * overall,
                need_high=high * overall,
                relative_rate=middle,
                relative_low=low,
                relative_high=high,
                chance_above=np.clip(above, 0, 1),
            )
        )

    def spread(self, *, interval: float = 0.9) -> pd.DataFrame:
        """SPREAD: sigma (of log rates), rho (a share), then the level and each covariate.

        A coefficient is the logarithm of what a standard deviation of it multiplies a rate by; the
        level is that of the average area to the overall rate.
        """
        check_interval(interval)
        tail = (1 - interval) / 2
        sigma, rho = np.exp(self.places[:, 0]), 1 / (1 + np.exp(-self.places[:, 1]))
        rows = [
            (what, float(self.chance @ values), *_weighted(values, self.chance, tail))
            for what, values in (("sigma", sigma), ("rho", rho))
        ]
        for column, what in enumerate(("level", *self.covariates)):
            means = np.array([rate.coefficients[column] for rate in self.rates])
            widths = np.sqrt([rate.covariance[column, column] for rate in self.rates])
            ends = _mixture_ends(means, widths, self.chance, tail)
            rows.append((what, float(self.chance @ means), *ends))
        return SPREAD.check(pd.DataFrame(rows, columns=["what", "mean", "low", "high"]))

    def draws(self, *, how_many: int, seed: int) -> RateDraws:
        """Draws of all rates together, so that what neighbours share stays shared."""
        logs = draw_log_rates(
            self.counts, self.borders, self.chance, self.rates, how_many=how_many, seed=seed
        )
        return RateDraws(self.areas["area"].to_numpy(), np.exp(logs) * self.overall_per_1000)


def fit_rates(
    *,
    incidents: pd.DataFrame,
    people: pd.DataFrame,
    neighbours: pd.DataFrame,
    years: float,
    covariates: pd.DataFrame | None = None,
) -> SmoothedRates:
    """What counts, neighbours and covariates say of the rate of every area.

    incidents: AREA_INCIDENTS over `years`. people: PEOPLE. neighbours: PAIRS_OF_NEIGHBOURS, such as
    SHARED_BORDERS; a pair told one way holds both ways; an area in none has no neighbour.
    covariates: `area` and columns of numbers, such as DEPRIVATION; known for every area, or
    BadInput. Refused if nobody lives anywhere. Where nobody lives, incidents are told and not used.
    """
    check_years(years)
    areas = side_by_side(incidents, people)
    known = neighbours_from_pairs(areas=areas["area"], pairs=_both_ways(neighbours))
    names, columns = _covariates(areas, covariates)
    counts, overall = _counts(areas, columns, years)
    borders = scaled_borders(known)
    chance, places, rates = explore(counts, borders, penalised_complexity(borders))
    return SmoothedRates(
        *(areas, known, borders, counts, years, overall, names, chance, np.array(places), rates),
        marginals=marginals(counts, chance, rates),
    )


def smooth_rates(
    *,
    incidents: pd.DataFrame,
    people: pd.DataFrame,
    neighbours: pd.DataFrame,
    years: float,
    covariates: pd.DataFrame | None = None,
    compared_with_per_1000: float | None = None,
    interval: float = 0.9,
) -> pd.DataFrame:
    """Incidents a year per 1,000 people, steadied by neighbours and by all areas.

    Takes the tables of `fit_rates`, and returns SPATIAL_NEED, sorted by area: the middle
    of what is known (the median: where little is known, a mean lies beyond any bounds), the bounds
    it lies between with the chance `interval`, and the chance that it is above
    `compared_with_per_1000`, or above the rate of all areas together if that is not given.

    >>> counts = pd.DataFrame({"area": list("ABCD"), "incidents": [30, 28, 1, 4]})
    >>> lived = pd.DataFrame({"area": list("ABCD"), "people": [1000, 1000, 50, 1000]})
    >>> pairs = pd.DataFrame({"area": list("ABC"), "neighbour": list("BCD")})
    >>> need = smooth_rates(incidents=counts, people=lived, neighbours=pairs, years=1)
    >>> need[["rate_per_1000", "need_per_1000", "chance_above"]].round(1).values.tolist()
    [[30.0, 29.1, 1.0], [28.0, 26.7, 0.9], [20.0, 14.4, 0.3], [4.0, 5.3, 0.0]]
    """
    fit = fit_rates(
        incidents=incidents,
        people=people,
        neighbours=neighbours,
        years=years,
        covariates=covariates,
    )
    return fit.table(interval=interval, compared_with_per_1000=compared_with_per_1000)


def _both_ways(pairs: pd.DataFrame) -> pd.DataFrame:
    told = PAIRS_OF_NEIGHBOURS.check(pairs)
    back = told.rename(columns={"area": "neighbour", "neighbour": "area"})
    return pd.concat([told, back], ignore_index=True).drop_duplicates()


def _counts(areas: pd.DataFrame, columns: Numbers, years: float) -> tuple[Counts, float]:
    lived = areas["people"].to_numpy(dtype="float64")
    incidents = np.where(lived > 0, areas["incidents"].to_numpy(dtype="float64"), 0.0)
    exposure = lived * years / 1000
    overall = (incidents.sum() + 0.5) / exposure.sum()  # half an incident, so that it is not zero
    tightness = np.full(1 + columns.shape[1], SPREAD_OF_COEFFICIENT**-2)
    tightness[0] = SPREAD_OF_LEVEL**-2
    design = np.column_stack([np.ones(len(areas)), columns])
    return Counts(incidents, exposure * overall, design, tightness), overall


def _covariates(
    areas: pd.DataFrame, covariates: pd.DataFrame | None
) -> tuple[tuple[str, ...], Numbers]:
    """Names and columns in standard deviations from the mean; one that never varies is nothing."""
    if covariates is None:
        return (), np.empty((len(areas), 0))
    names = tuple(name for name in covariates.columns if name != "area")
    columns = []
    for name in names:
        told = covariates[["area", name]].rename(columns={name: "deprivation"})
        known = DEPRIVATION.check(told).set_index("area")["deprivation"].reindex(areas["area"])
        if known.isna().any():
            first = known.index[known.isna()][0]
            raise BadInput(
                f"covariates, column {name}: found none for {int(known.isna().sum())} area(s), "
                f"{first} first, wanted one for every area. Leave the column out, or use "
                "shrink_rates, which allows for any."
            )
        spread = float(known.std(ddof=0))
        away = known.to_numpy() - float(known.mean())
        columns.append(away / spread if spread > 1e-9 * np.abs(known).max() else 0 * away)
    return names, np.column_stack(columns) if columns else np.empty((len(areas), 0))


def _weighted(values: Numbers, chance: Numbers, tail: float) -> tuple[float, float]:
    order = np.argsort(values)
    below = np.cumsum(chance[order]) - chance[order] / 2
    low, high = np.interp([tail, 1 - tail], below, values[order])
    return float(low), float(high)


def _mixture_ends(
    means: Numbers, widths: Numbers, chance: Numbers, tail: float
) -> tuple[float, float]:
    places = np.linspace((means - 6 * widths).min(), (means + 6 * widths).max(), 2001)
    below = norm.cdf((places[:, np.newaxis] - means) / widths) @ chance
    low, high = np.interp([tail, 1 - tail], below, places)
    return float(low), float(high)
