"""How much need: incidents per 1,000 people, steadied by what areas like it have."""

from sightline.analysis.need.counting import count_incidents
from sightline.analysis.need.rates import shrink_rates
from sightline.analysis.need.spatial import (
    Smoothed,
    smooth_by_neighbours,
    spatial_empirical_bayes,
)
from sightline.analysis.need.tables import AREA_INCIDENTS, DEPRIVATION, INCIDENTS, NEED, SMOOTHED

__all__ = [
    "AREA_INCIDENTS",
    "DEPRIVATION",
    "INCIDENTS",
    "NEED",
    "SMOOTHED",
    "Smoothed",
    "count_incidents",
    "shrink_rates",
    "smooth_by_neighbours",
    "spatial_empirical_bayes",
]
