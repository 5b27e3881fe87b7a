"""Averaging over how much areas differ and how much of that neighbours share.

Neither is known exactly, so both are looked at together: first where they are likeliest, then on an
even lattice around it, turned and spaced by how fast the fit falls, out to where they no longer
matter (Rue, Martino & Chopin 2009, JRSS B 71:319-392, section 3.1).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from sightline.analysis.need.bym2.borders import Borders, MixingPrior
from sightline.analysis.need.bym2.latent import (
    Counts,
    Rates,
    Sites,
    Spread,
    gaussian,
    rates_given,
    starting_sites,
)

Numbers = NDArray[np.float64]
LogPrior = Callable[[float, float], float]

LARGEST_LIKELY_SIGMA, CHANCE_OF_MORE = 2.0, 0.05  # areas seldom differ sevenfold either way
_LOWEST, _HIGHEST = np.array([-6.0, -8.0]), np.array([2.5, 8.0])  # log sigma, log odds of rho
_START = np.array([np.log(0.5), 0.0])
_NUDGE = 1e-3  # of log sigma and log odds, to see how the fit changes
_NEGLIGIBLE = 5.0  # log units below the likeliest: less than 1 in 100 of its weight
_WIDEST, _NARROWEST = 2.0, 1e-3  # of a step of the lattice
_MOST_PLACES = 150
_MANY, _CLOSE, _APART = 5000, 1.0, 1.5  # steps in standard deviations, up to so many areas and over


def penalised_complexity(borders: Borders) -> LogPrior:
    """The prior of log sigma and log odds of rho: simpler is likelier (Simpson et al. 2017)."""
    mixing = MixingPrior(borders)
    rate = -np.log(CHANCE_OF_MORE) / LARGEST_LIKELY_SIGMA

    def log_prior(log_sigma: float, log_odds: float) -> float:
        return float(log_sigma - rate * np.exp(log_sigma)) + mixing.log_density(log_odds)

    return log_prior


class _Fit:
    """The fit at a place, remembered, each started from the last."""

    def __init__(self, counts: Counts, borders: Borders, log_prior: LogPrior) -> None:
        self.counts, self.borders, self.log_prior = counts, borders, log_prior
        self.sites: Sites = starting_sites(counts)

    def at(self, place: Numbers) -> tuple[float, Rates]:
        """Log posterior, up to a constant, and the rates."""
        rates = rates_given(self.counts, self.borders, spread_at(place), self.sites)
        self.sites = rates.sites
        return rates.log_evidence + self.log_prior(*place), rates

    def slope(self, place: Numbers, sites: Sites) -> Numbers:
        """How the log posterior changes with each of the two.

        Refined sites are where the evidence does not change with them, so they are held.
        """
        slopes = np.zeros(2)
        for which in range(2):
            ends = []
            for way in (1, -1):
                there = place.copy()
                there[which] += way * _NUDGE
                fit = gaussian(self.counts, self.borders, spread_at(there), sites)
                ends.append(fit.log_evidence + self.log_prior(*there))
            slopes[which] = (ends[0] - ends[1]) / (2 * _NUDGE)
        return slopes


def spread_at(place: Numbers) -> Spread:
    """Sigma and rho at log sigma and log odds of rho."""
    return Spread(float(np.exp(place[0])), float(1 / (1 + np.exp(-place[1]))))


def explore(
    counts: Counts, borders: Borders, log_prior: LogPrior
) -> tuple[Numbers, list[Numbers], list[Rates]]:
    """Likely spreads: the chance of each, where it is (log sigma, log odds), and its rates."""
    fit = _Fit(counts, borders, log_prior)
    centre = _likeliest(fit)
    axes = _axes(fit, centre)
    found = {(0, 0): fit.at(centre)}
    places = {(0, 0): centre}
    waiting, top = [(0, 0)], found[(0, 0)][0]
    while waiting and len(found) < _MOST_PLACES:
        across, along = waiting.pop(0)
        if found[across, along][0] < top - _NEGLIGIBLE:
            continue
        fit.sites = found[across, along][1].sites
        for step in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            key = (across + step[0], along + step[1])
            place = centre + axes @ np.array(key)
            if key not in found and _inside(place):
                found[key], places[key] = fit.at(place), place
                top = max(top, found[key][0])
                waiting.append(key)
    kept = [key for key in found if found[key][0] >= top - _NEGLIGIBLE]
    chance = np.exp(np.array([found[key][0] for key in kept]) - top)
    chance /= chance.sum()
    return chance, [places[key] for key in kept], [found[key][1] for key in kept]


def _inside(place: Numbers) -> bool:
    return bool((place >= _LOWEST).all() and (place <= _HIGHEST).all())


def _likeliest(fit: _Fit) -> Numbers:
    scale = max(1.0, len(fit.counts.incidents) / 100)

    def below(place: Numbers) -> tuple[float, Numbers]:
        height, rates = fit.at(place)
        return -height / scale, -fit.slope(place, rates.sites) / scale

    bounds = list(zip(_LOWEST + 0.5, _HIGHEST - 0.5, strict=True))
    options = {"maxiter": 40, "ftol": 1e-6, "gtol": 1e-3}
    found = minimize(below, _START, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x, dtype="float64")


def _axes(fit: _Fit, centre: Numbers) -> Numbers:
    """Steps of the lattice, along each axis: about a standard deviation.

    Half as much again with many areas, for the posterior is then nearly normal, and a lattice of
    such steps adds up a normal to within 1 in 5,000.
    """
    width = 0.05
    curvature = np.zeros((2, 2))
    for which in range(2):
        ends = []
        for way in (1, -1):
            there = centre.copy()
            there[which] += way * width
            ends.append(fit.slope(there, fit.at(there)[1].sites))
        curvature[which] = (ends[1] - ends[0]) / (2 * width)
    values, directions = np.linalg.eigh((curvature + curvature.T) / 2)
    steps = _APART if len(fit.counts.incidents) > _MANY else _CLOSE
    steps = steps / np.sqrt(np.maximum(values, 1e-12))
    return np.asarray(directions * np.clip(steps, _NARROWEST, _WIDEST))
