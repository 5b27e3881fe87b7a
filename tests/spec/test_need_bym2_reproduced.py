"""The published BYM2 analysis of lip cancer in Scotland, found again without sampling."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sightline.analysis.need.bym2.borders import scaled_borders
from sightline.analysis.need.bym2.exploring import explore
from sightline.analysis.need.bym2.latent import Counts
from sightline.analysis.need.bym2.marginals import marginals
from sightline.analysis.neighbours import neighbours_from_pairs
from tests.factories import lip_cancer
from tests.factories.reproductions import Reproduction, assert_reproduced, reproduces


def published_prior(log_sigma: float, log_odds: float) -> float:
    """Sigma half-normal with scale 5, rho beta(1/2, 1/2), as in the published model."""
    sigma = np.exp(log_sigma)
    mixing = -(np.logaddexp(0, -log_odds) + np.logaddexp(0, log_odds)) / 2
    return float(log_sigma - sigma**2 / 50 + mixing)


@cache
def answers() -> dict[str, float]:
    """The quantities that were published."""
    known = neighbours_from_pairs(areas=lip_cancer.codes(), pairs=lip_cancer.pairs())
    borders = scaled_borders(known)
    cases, expected = lip_cancer.numbers(lip_cancer.CASES), lip_cancer.numbers(lip_cancer.EXPECTED)
    outdoor = lip_cancer.numbers(lip_cancer.OUTDOOR_PERCENT) / 10
    design = np.column_stack([np.ones(56), outdoor])
    counts = Counts(cases, expected, design, np.full(2, 1 / 25))
    chance, places, rates = explore(counts, borders, published_prior)
    log_sigma = np.array(places)[:, 0]
    level, slope = np.array([rate.coefficients for rate in rates]).T
    variance = np.array([rate.covariance.diagonal() for rate in rates])
    mixed = marginals(counts, chance, rates)
    return {
        "scale": borders.scale[0],
        "log precision": float(-2 * chance @ log_sigma),
        "log precision sd": 2 * spread(log_sigma, chance),
        "level": float(chance @ level),
        "slope": float(chance @ slope),
        "slope sd": float(np.sqrt(spread(slope, chance) ** 2 + chance @ variance[:, 1])),
        "fifth": expected[4] * mixed.mean[4],
        "fifth low": expected[4] * mixed.quantile(0.025)[4],
        "fifth middle": expected[4] * mixed.quantile(0.5)[4],
        "fifth high": expected[4] * mixed.quantile(0.975)[4],
    }


def spread(values: np.ndarray, chance: np.ndarray) -> float:
    return float(np.sqrt(chance @ (values - chance @ values) ** 2))


@reproduces(
    "BYM2: lip cancer in Scotland",
    source="D. Simpson, Stan and INLA for BYM2, 14 July 2017 (Stan case studies, "
    "knitr/car-iar-poisson/stan_INLA_bym2), 20,000 draws of Stan; counts of Clayton & Kaldor 1987. "
    "The published model and priors; this package samples nothing. Stan's own error is about 0.02 "
    "on the scale of the coefficients.",
)
def lip_cancer_rows(_folder: Path) -> list[Reproduction]:
    got = answers()
    published = [
        ("scaling factor of the map", 0.4853175, "scale", 1e-6),
        ("log precision, mean", 1.34, "log precision", 0.02),
        ("log precision, standard deviation", 0.34, "log precision sd", 0.02),
        ("level (beta0), mean", -0.22, "level", 0.01),
        ("outdoor work, per 10% (beta1), mean", 0.37, "slope", 0.01),
        ("outdoor work, standard deviation", 0.13, "slope sd", 0.01),
        ("cases expected in the fifth district, mean", 13.80, "fifth", 0.1),
        ("the same, 2.5% quantile", 8.60, "fifth low", 0.15),
        ("the same, median", 13.53, "fifth middle", 0.1),
        ("the same, 97.5% quantile", 20.49, "fifth high", 0.25),
    ]
    return [Reproduction(name, value, got[key], far) for name, value, key, far in published]


def test_the_published_answer_is_found_again():
    assert_reproduced(lip_cancer_rows(Path()))


@pytest.mark.parametrize("district", ["D06", "D08", "D11"])
def test_districts_are_as_they_were_published(district):
    """The three islands are tied to the mainland, as in the publication."""
    told = lip_cancer.pairs()
    assert len(told) == 264
    assert (told["area"] == district).any()
    assert lip_cancer.numbers(lip_cancer.CASES).sum() == 536
