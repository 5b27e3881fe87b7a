"""Many areas are tested at once: how many of those found may be found by chance alone."""

from __future__ import annotations

import numpy as np

from sightline.analysis.neighbours import Numbers


def false_discovery_rates(chances: Numbers) -> Numbers:
    """The smallest false discovery rate at which each test would be among those found.

    Benjamini & Hochberg 1995 (J. R. Statist. Soc. B 57:289-300). chances: p-values from 0 to 1; NaN
    where nothing was tested, which stays NaN and does not count among the tests.

    >>> false_discovery_rates(np.array([0.01, np.nan, 0.04, 0.03])).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    tested = np.flatnonzero(~np.isnan(chances))
    order = tested[np.argsort(chances[tested], kind="stable")]
    ranks = np.arange(1, len(order) + 1)
    rates = chances[order] * len(order) / ranks
    found = np.full(len(chances), np.nan)
    found[order] = np.minimum(np.minimum.accumulate(rates[::-1])[::-1], 1.0)
    return found
