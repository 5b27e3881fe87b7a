"""Draws of the rates of all areas together from what is known of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from sightline.analysis.need.bym2.borders import Borders
from sightline.analysis.need.bym2.latent import Counts, Gaussian, Rates, gaussian
from sightline.analysis.need.bym2.marginals import marginals

Numbers = NDArray[np.float64]


def draw_log_rates(
    counts: Counts,
    borders: Borders,
    chance: Numbers,
    rates: list[Rates],
    *,
    how_many: int,
    seed: int,
) -> Numbers:
    """Log relative rates, draws × areas; the same seed gives the same draws.

    Drawn from the normal approximation of a likely spread, then each area's draw is moved to the
    place of the same rank in its own, skewed distribution (a Gaussian copula).
    """
    dice = np.random.default_rng(seed)
    times = dice.multinomial(how_many, chance)
    drawn = [
        _drawn(counts, borders, rate, int(number), dice)
        for number, rate in zip(times, rates, strict=True)
        if number
    ]
    together = np.concatenate(drawn)
    return np.asarray(together[dice.permutation(how_many)])


def _drawn(
    counts: Counts, borders: Borders, rate: Rates, number: int, dice: np.random.Generator
) -> Numbers:
    fit = gaussian(counts, borders, rate.spread, rate.sites)
    damped = 1 + fit.own * rate.sites.precision
    base = _bases(counts, borders, fit, number, dice)
    noise = np.sqrt(fit.own / damped) * dice.standard_normal(base.shape)
    normal = (base + fit.own * rate.sites.pull) / damped + noise
    variance = 1 / (1 / rate.outside_variance + rate.sites.precision)
    mean = variance * (rate.outside_mean / rate.outside_variance + rate.sites.pull)
    ranks = ndtr((normal - mean) / np.sqrt(variance))
    alone = marginals(counts, np.ones(1), [rate])
    return np.array([alone.log_quantiles(row) for row in ranks])


def _bases(
    counts: Counts, borders: Borders, fit: Gaussian, number: int, dice: np.random.Generator
) -> Numbers:
    """What covariates and neighbours say of log rates, draws × areas."""
    structured = fit.factor.back(dice.standard_normal((len(borders.part), number))).T
    whole = np.where(borders.alone, 1.0, borders.totals(fit.ones))
    away = np.array([row - fit.ones / whole * borders.totals(row) for row in structured])
    root = np.linalg.cholesky(fit.covariance)
    leaning = counts.design - fit.shared[:, np.newaxis] * fit.leaning
    of_coefficients = dice.standard_normal((number, len(root))) @ root.T @ leaning.T
    return np.asarray(fit.base + fit.shared * away + of_coefficients)
