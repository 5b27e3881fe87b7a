"""Steadying rates of small areas: gamma-Poisson shrinkage towards what areas like them have.

An area's true rate is taken to be the rate expected of areas like it times a factor of its own,
gamma-distributed around 1 (Clayton & Kaldor 1987, Biometrics 43:671-681). What is expected, and how
much areas differ, are estimated from all areas together by the likelihood of the counts, which are
then negative binomial. Neither is known exactly, least of all from a few areas, so the answer
averages over how much areas may differ, weighted by how well each fits, and carries how unsure the
expected rate is into every interval. The prior on the spread between areas, as a standard
deviation, is flat (Gelman 2006, Bayesian Analysis 1:515-534); the one on the overall rate is that
of Jeffreys. The logarithm of the expected rate is taken as normal around the best fit, as in Tak,
Kelly & Morris 2017 (J. Stat. Software 78(5)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize.elementwise import find_root
from scipy.special import gammainc, gammaln, xlogy

Numbers = NDArray[np.float64]

SMALLEST_SHAPE = 0.1  # a gamma of shape 0.1 spreads areas by 3.2 times their mean: more is not seen
SPREAD_OF_COEFFICIENT = 1.0  # a standard deviation of deprivation seldom trebles a rate
_COARSE, _FINE, _ENOUGH, _ROUNDS = 25, 21, 9, 6  # places looked at: over all first, then closer
_NO_SPREAD = 10.0  # log shape above the log of a middling count where areas cannot be told apart
_NEGLIGIBLE = 12.0  # log units below the best fit: less than 1 in 100,000 of its weight
_DEEPEST = 100.0  # log units below its mean where a rate is zero to all intents
_MOST_EFFECT = 2.0  # of deprivation that is not known, in log units: more is chance or overflow
_LONGEST_STEP, _MOST_STEPS = 2.0, 100  # of the logarithm of a rate; far more than is ever needed


@dataclass(frozen=True, eq=False)
class Counts:
    """What is known of the areas, one row each.

    incidents: counts, 0 where nobody lives. exposure: thousands of person-years. design: a column
    of ones and, if deprivation is used, one of standard deviations from the average. not_told: 1
    where deprivation is used but not known, and its column holds the average; else 0.
    """

    incidents: Numbers
    exposure: Numbers
    design: Numbers
    not_told: Numbers | float = 0.0


@dataclass(frozen=True, eq=False)
class PriorFit:
    """What areas are expected to have, for one supposed spread between them.

    shape: of the gamma (large: areas hardly differ). expected: a rate per 1,000 for each area.
    unsure: the variance of its logarithm. coefficients: on the log scale, the overall rate first.
    fit: how well this spread explains the counts, on the log scale, up to a constant.
    """

    shape: float
    expected: Numbers
    unsure: Numbers
    coefficients: Numbers
    fit: float


@dataclass(frozen=True, eq=False)
class Estimate:
    """The rate of each area per 1,000 a year: its parts, its mean and the bounds asked for."""

    expected: Numbers
    own_weight: Numbers
    mean: Numbers
    low: Numbers
    high: Numbers


def estimate_rates(counts: Counts, *, tail: float) -> Estimate:
    """The rate of each area, averaged over how much areas may differ.

    The true rate is below `low` with the chance `tail`, and above `high` with the same chance.
    """
    mixture, expected, others = _averaged(counts)
    chance = mixture.chance
    return Estimate(
        expected=(chance * others * expected).sum(axis=0) / (chance * others).sum(axis=0),
        own_weight=(chance * (1 - others)).sum(axis=0),
        mean=(chance * mixture.shape * mixture.scale).sum(axis=0),
        low=mixture.quantile(tail),
        high=mixture.quantile(1 - tail),
    )


def mixture_of_rates(counts: Counts) -> Mixture:
    """What is known of the rate of each area, over how much areas may differ."""
    return _averaged(counts)[0]


def _averaged(counts: Counts) -> tuple[Mixture, Numbers, Numbers]:
    """The mixture, and of each spread and area: the rate expected, and the weight it is given."""
    fits = _likely_fits(counts)
    height = np.array([prior.fit for prior in fits])
    chance = np.exp(height - height.max())[:, np.newaxis]
    chance /= chance.sum()
    expected, shape = _allowing_for_any_deprivation(fits, counts)
    others = shape / (shape + counts.exposure * expected)  # the weight given to areas like it
    posterior = shape + counts.incidents
    mean = others * expected * posterior / shape
    relative = 1 / posterior + others**2 * np.array([prior.unsure for prior in fits])
    return Mixture(chance, 1 / relative, mean * relative), expected, others


def _allowing_for_any_deprivation(fits: list[PriorFit], counts: Counts) -> tuple[Numbers, Numbers]:
    """The expected rates and the shapes, fits × areas.

    Where deprivation is not known, its effect is one more factor that is not known: log-normal, for
    the deprivation of areas has a standard deviation of 1 here. The gamma with the mean and the
    variance of both factors together stands for them.
    """
    effect = np.array([prior.coefficients[1:].sum() for prior in fits])[:, np.newaxis]
    spread = np.minimum(np.abs(effect), _MOST_EFFECT) ** 2 * counts.not_told
    shape = np.array([[prior.shape] for prior in fits])
    expected = np.array([prior.expected for prior in fits])
    if not np.any(counts.not_told):
        return expected, shape
    return expected * np.exp(spread / 2), 1 / (np.exp(spread) / shape + np.expm1(spread))


@dataclass(frozen=True, eq=False)
class Mixture:
    """Gammas mixed by chance: one row for each supposed spread, one column for each area."""

    chance: Numbers
    shape: Numbers
    scale: Numbers

    def quantile(self, chance: float) -> Numbers:
        """The rate below which the truth lies with that chance, for each area."""

        def excess(log_rate: Numbers, area: NDArray[np.int64]) -> Numbers:
            below = gammainc(self.shape[:, area], np.exp(log_rate) / self.scale[:, area])
            return np.asarray((self.chance * below).sum(axis=0) - chance)

        # No more than 1 - chance of the truth can lie so far above its mean (Markov).
        ceiling = np.log((self.chance * self.shape * self.scale).sum(axis=0) / (1 - chance))
        areas = np.arange(len(ceiling))
        bracket = (ceiling - _DEEPEST, ceiling)
        found = find_root(excess, bracket, args=(areas,), tolerances={"xatol": 1e-9})
        return np.where(excess(bracket[0], areas) >= 0, 0.0, np.exp(found.x))


def _likely_fits(counts: Counts) -> list[PriorFit]:
    """Fits at evenly spaced log shapes, close enough together to add up what is likely."""
    people = counts.exposure[counts.exposure > 0]
    overall = (counts.incidents.sum() + 0.5) / people.sum()
    middling = float(np.log(overall * np.median(people)))  # log incidents expected
    lowest = float(np.log(SMALLEST_SHAPE))
    places = np.linspace(lowest, max(middling, lowest) + _NO_SPREAD, _COARSE)
    for _ in range(_ROUNDS):
        fits = _fits_at(counts, places, float(np.log(overall)))
        height = np.array([prior.fit for prior in fits])
        likely = np.flatnonzero(height > height.max() - _NEGLIGIBLE)
        if len(likely) >= _ENOUGH:
            break
        low, high = max(likely[0] - 1, 0), min(likely[-1] + 1, len(places) - 1)
        places = np.linspace(places[low], places[high], _FINE)
    return [fits[place] for place in likely]


def _fits_at(counts: Counts, places: Numbers, log_overall: float) -> list[PriorFit]:
    """Fits at those log shapes; each starts where the one before it ended."""
    fits: list[PriorFit] = []
    start = np.zeros(counts.design.shape[1])
    start[0] = log_overall
    for place in places:
        # A flat prior on the spread, shape ** -0.5, has this density at the log of the shape.
        fits.append(fit_prior(counts, float(np.exp(place)), start=start, log_prior=-place / 2))
        start = fits[-1].coefficients
    return fits


def fit_prior(counts: Counts, shape: float, *, start: Numbers, log_prior: float = 0.0) -> PriorFit:
    """The expected rates that fit best, if the factors of areas have a gamma of this shape.

    Fisher scoring on the negative-binomial likelihood, with the prior of Jeffreys on the overall
    rate and a normal one on the coefficient: finite even when every count is zero.
    """
    beta, (value, slope, information) = start, _log_posterior(start, counts, shape)
    for _ in range(_MOST_STEPS):
        step = np.linalg.solve(information, slope)
        step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        tried = _log_posterior(beta + step, counts, shape)
        while tried[0] < value and np.abs(step).max() > 1e-9:
            step = step / 2
            tried = _log_posterior(beta + step, counts, shape)
        beta, (value, slope, information) = beta + step, tried
        if np.abs(step).max() < 1e-7:
            break
    covariance = np.linalg.inv(information)
    constant = float((gammaln(counts.incidents + shape) - gammaln(shape)).sum())
    return PriorFit(
        shape=shape,
        expected=np.exp(counts.design @ beta),
        unsure=((counts.design @ covariance) * counts.design).sum(axis=1),
        coefficients=beta,
        fit=value
        + constant
        - counts.incidents.sum() * np.log(shape)
        + float(np.linalg.slogdet(covariance)[1]) / 2
        + log_prior,
    )


def _log_posterior(beta: Numbers, counts: Counts, shape: float) -> tuple[float, Numbers, Numbers]:
    """Its value (less terms without beta), its slope, and the information expected."""
    design, incidents = counts.design, counts.incidents
    at_expected = counts.exposure * np.exp(design @ beta)
    excess = np.log1p(at_expected / shape)
    others = shape / (shape + at_expected)
    weight = at_expected * others
    tightness = np.full(len(beta), SPREAD_OF_COEFFICIENT**-2)
    tightness[0] = 0.0
    value = float((xlogy(incidents, at_expected) - (incidents + shape) * excess).sum())
    value += float(np.log(weight.sum()) - (tightness * beta**2).sum()) / 2
    residual = (incidents - at_expected) * others + weight * others / weight.sum() / 2
    slope = design.T @ residual - tightness * beta
    return value, slope, (design.T * weight) @ design + np.diag(tightness)
