"""The rates of all areas for one supposed spread: a sparse Laplace approximation, refined.

The logarithm of each rate is normal around what neighbours and covariates say, before the count of
the area is looked at. The Poisson likelihood of each count is stood for by a normal one whose
centre and width are chosen so that the area's own mean and variance come out right when its normal
is exchanged for the true Poisson (expectation propagation: Minka 2001; Rasmussen & Williams 2006,
section 3.6; for models of this kind Cseke & Heskes 2011, JMLR 12:417-454). It starts at the Laplace
approximation; where counts are small that would put rates too high, and this does not.

Nothing dense as large as the map is made. An area's own part is summed away area by area, which
leaves one sparse system with as many unknowns as areas; its means, variances and determinant are
exact (sightline.analysis.need.bym2.cholesky), and sums to zero are imposed by conditioning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.hermite import hermgauss
from numpy.typing import NDArray
from scipy.special import wrightomega

from sightline.analysis.need.bym2.borders import Borders
from sightline.analysis.need.bym2.cholesky import Factor

Numbers = NDArray[np.float64]

_NODES, _WEIGHTS = hermgauss(21)
_NEAR_ENOUGH = 1e-4  # of a mean, in standard deviations
_MOST_SWEEPS, _FULL_STEPS = 60, 8  # sweeps with whole steps; then by half
_LEAST_EXPECTED = 1e-300  # where nobody lives, so that logarithms are numbers


@dataclass(frozen=True, eq=False)
class Counts:
    """What is known of the areas, one row each.

    incidents: counts. expected: incidents if every area had the overall rate; 0 where nobody lives.
    design: a column of ones, then covariates in standard deviations. tightness: the precision of
    the normal prior of each coefficient around 0.
    """

    incidents: Numbers
    expected: Numbers
    design: Numbers
    tightness: Numbers


@dataclass(frozen=True, eq=False)
class Sites:
    """The normals that stand for the likelihoods: exp(pull × x - precision × x² / 2)."""

    precision: Numbers
    pull: Numbers


@dataclass(frozen=True)
class Spread:
    """How much areas differ.

    sigma: the standard deviation of log rates. rho: the share of that which neighbours have in
    common, from 0 to 1.
    """

    sigma: float
    rho: float

    def own_variance(self, borders: Borders) -> Numbers:
        """Of each area's own part; all of it where it is alone."""
        return np.where(borders.alone, self.sigma**2, self.sigma**2 * (1 - self.rho))

    def shared(self, borders: Borders) -> Numbers:
        """What the scaled structured part of each area is multiplied by."""
        return np.where(borders.alone, 0.0, self.sigma * np.sqrt(self.rho))


@dataclass(frozen=True, eq=False)
class Gaussian:
    """The normal approximation, given sites.

    base: of each area, what covariates and neighbours say of its log rate. covariance: of the
    coefficients. leaning: what a change of each coefficient does to the structured part.
    log_evidence: how well sites fit, up to a constant.
    """

    factor: Factor
    ones: Numbers
    own: Numbers
    shared: Numbers
    base: Numbers
    coefficients: Numbers
    covariance: Numbers
    leaning: Numbers
    log_evidence: float


def gaussian(counts: Counts, borders: Borders, spread: Spread, sites: Sites) -> Gaussian:
    """The means of the normal approximation, without variances."""
    own, shared = spread.own_variance(borders), spread.shared(borders)
    damped = 1 + own * sites.precision
    weight, pull = sites.precision / damped, sites.pull / damped
    factor = borders.with_diagonal(shared**2 * weight)
    pulled = (shared * weight)[:, np.newaxis] * counts.design
    right = np.column_stack([np.where(borders.alone, 0.0, 1.0), shared * pull, pulled])
    found = factor.solve(right)
    ones, found = found[:, 0], _to_zero(borders, found[:, 0], found[:, 1:])
    held = (counts.design.T * weight) @ counts.design + np.diag(counts.tightness)
    information = held - pulled.T @ found[:, 1:]
    covariance = np.linalg.inv(information)
    towards = counts.design.T @ pull
    coefficients = covariance @ (towards - pulled.T @ found[:, 0])
    structured = found[:, 0] - found[:, 1:] @ coefficients
    quadratic = float((shared * pull) @ structured + towards @ coefficients)
    total_of_ones = np.bincount(borders.part, weights=np.where(borders.alone, 0.0, ones))
    evidence = (
        quadratic
        + float((own * sites.pull * pull - np.log(damped)).sum())
        - factor.log_determinant
        - float(np.log(total_of_ones[total_of_ones > 0]).sum())
        - float(np.linalg.slogdet(information)[1])
        + float(np.log(counts.tightness).sum())
    )
    return Gaussian(
        factor=factor,
        ones=ones,
        own=own,
        shared=shared,
        base=counts.design @ coefficients + shared * structured,
        coefficients=coefficients,
        covariance=np.asarray(covariance),
        leaning=found[:, 1:],
        log_evidence=evidence / 2,
    )


def _to_zero(borders: Borders, ones: Numbers, found: Numbers) -> Numbers:
    """Solutions conditioned to sum to zero over each part (conditioning by kriging)."""
    whole = np.where(borders.alone, 1.0, borders.totals(ones))
    sums = np.column_stack([borders.totals(column) for column in found.T])
    return np.asarray(found - (ones / whole)[:, np.newaxis] * sums)


def variance_of_base(counts: Counts, borders: Borders, fit: Gaussian) -> Numbers:
    """How unsure the base of each area is: exact, by selected inversion."""
    whole = np.where(borders.alone, 1.0, borders.totals(fit.ones))
    structured = fit.factor.diagonal_of_inverse() - fit.ones**2 / whole
    direction = counts.design - fit.shared[:, np.newaxis] * fit.leaning
    of_coefficients = ((direction @ fit.covariance) * direction).sum(axis=1)
    return np.asarray(fit.shared**2 * structured + of_coefficients)


@dataclass(frozen=True, eq=False)
class Rates:
    """Log relative rates of all areas for one supposed spread.

    outside_mean, outside_variance: what is known of each area but for its own count. mean,
    variance: with it. log_evidence: how well the spread explains the counts, up to a constant.
    sweeps: how many rounds it took.
    """

    spread: Spread
    sites: Sites
    coefficients: Numbers
    covariance: Numbers
    outside_mean: Numbers
    outside_variance: Numbers
    mean: Numbers
    variance: Numbers
    log_evidence: float
    sweeps: int


def starting_sites(counts: Counts) -> Sites:
    """Each count by itself, as the Laplace approximation has it; nothing where nobody lives."""
    lived = counts.expected > 0
    precision = np.where(lived, counts.incidents + 0.5, 0.0)
    expected = np.maximum(counts.expected, _LEAST_EXPECTED)
    pull = precision * np.log((counts.incidents + 0.5) / expected) - 0.5
    return Sites(precision, np.where(lived, pull, 0.0))


def rates_given(counts: Counts, borders: Borders, spread: Spread, start: Sites) -> Rates:
    """Sites refined until every area's mean and variance stay as they are."""
    sites = start
    for sweep in range(1, _MOST_SWEEPS + 1):
        fit = gaussian(counts, borders, spread, sites)
        base = variance_of_base(counts, borders, fit)
        mean, variance = _with_own(fit, base, sites)
        outside_variance = 1 / np.maximum(1 / variance - sites.precision, 1e-12)
        outside_mean = outside_variance * (mean / variance - sites.pull)
        log_weight, centre, width = tilted(counts, outside_mean, outside_variance)
        apart = np.abs(centre - mean) / np.sqrt(variance)
        apart = np.maximum(apart, np.abs(width / variance - 1))
        if apart.max() < _NEAR_ENOUGH:
            break
        step = 1.0 if sweep <= _FULL_STEPS else 0.5
        target = np.maximum(1 / width - 1 / outside_variance, 0.0)
        pull = centre / width - outside_mean / outside_variance
        sites = Sites(
            np.where(counts.expected > 0, sites.precision + step * (target - sites.precision), 0),
            np.where(counts.expected > 0, sites.pull + step * (pull - sites.pull), 0),
        )
    stood_for = _log_weight_of_sites(outside_mean, outside_variance, sites)
    return Rates(
        *(spread, sites, fit.coefficients, fit.covariance, outside_mean, outside_variance),
        mean=centre,
        variance=width,
        log_evidence=fit.log_evidence + float((log_weight - stood_for).sum()),
        sweeps=sweep,
    )


def _with_own(fit: Gaussian, base: Numbers, sites: Sites) -> tuple[Numbers, Numbers]:
    """Mean and variance of log rates: the base, and each area's own part given its site."""
    damped = 1 + fit.own * sites.precision
    mean = fit.base / damped + fit.own * sites.pull / damped
    return mean, base / damped**2 + fit.own / damped


def _log_weight_of_sites(mean: Numbers, variance: Numbers, sites: Sites) -> Numbers:
    """The logarithm of the mean of a site over the normal outside of it."""
    damped = 1 + variance * sites.precision
    fitted = sites.pull * mean + (variance * sites.pull**2 - sites.precision * mean**2) / 2
    return np.asarray(fitted / damped - np.log(damped) / 2)


def tilted(
    counts: Counts, outside_mean: Numbers, outside_variance: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """What is known outside an area times its true likelihood: log weight, mean and variance.

    Gauss-Hermite quadrature around the highest point, which Wright's omega function gives.
    """
    expected = np.maximum(counts.expected, _LEAST_EXPECTED)
    ahead = outside_mean + outside_variance * counts.incidents
    peak = ahead - wrightomega(ahead + np.log(outside_variance * expected))
    width = 1 / np.sqrt(expected * np.exp(peak) + 1 / outside_variance)
    places = peak[:, np.newaxis] + np.sqrt(2) * width[:, np.newaxis] * _NODES
    height = log_tilted(counts, outside_mean, outside_variance, places) + _NODES**2
    top = height.max(axis=1, keepdims=True)
    mass = np.exp(height - top) * _WEIGHTS
    whole = mass.sum(axis=1)
    mean = (mass * places).sum(axis=1) / whole
    variance = (mass * (places - mean[:, np.newaxis]) ** 2).sum(axis=1) / whole
    return np.log(whole * np.sqrt(2) * width) + top[:, 0], mean, variance


def log_tilted(
    counts: Counts, outside_mean: Numbers, outside_variance: Numbers, places: Numbers
) -> Numbers:
    """Its logarithm at places (areas × places), less the terms of the count alone."""
    away = (places - outside_mean[:, np.newaxis]) ** 2 / outside_variance[:, np.newaxis]
    height = counts.incidents[:, np.newaxis] * places
    height -= counts.expected[:, np.newaxis] * np.exp(places)
    height -= (away + np.log(2 * np.pi * outside_variance)[:, np.newaxis]) / 2
    return np.asarray(height)
