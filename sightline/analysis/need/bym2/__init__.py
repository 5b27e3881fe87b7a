"""Need where neighbours are told: a scaled spatial model (BYM2) by sparse Laplace approximation."""

from sightline.analysis.need.bym2.rates import SmoothedRates, fit_rates, smooth_rates
from sightline.analysis.need.bym2.tables import SPATIAL_NEED, SPREAD

__all__ = ["SPATIAL_NEED", "SPREAD", "SmoothedRates", "fit_rates", "smooth_rates"]
