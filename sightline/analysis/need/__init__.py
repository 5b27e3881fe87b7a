"""How much need: incidents per 1,000 people, steadied by what areas like it have."""

from sightline.analysis.need.asking import NeedAsked, ask_need, refuse_ages_not_told
from sightline.analysis.need.bym2 import (
    SPATIAL_NEED,
    SPREAD,
    SmoothedRates,
    fit_rates,
    smooth_rates,
)
from sightline.analysis.need.comparing import (
    COMPARED,
    RANKS,
    Comparison,
    Standing,
    compare_rates,
    rank_areas,
    say_compared,
    standing_of,
)
from sightline.analysis.need.counting import count_incidents
from sightline.analysis.need.draws import RateDraws, draw_rates
from sightline.analysis.need.groups import draw_groups
from sightline.analysis.need.rates import shrink_rates
from sightline.analysis.need.spatial import (
    Smoothed,
    smooth_by_neighbours,
    spatial_empirical_bayes,
)
from sightline.analysis.need.tables import AREA_INCIDENTS, DEPRIVATION, INCIDENTS, NEED, SMOOTHED

__all__ = [
    "AREA_INCIDENTS",
    "COMPARED",
    "DEPRIVATION",
    "INCIDENTS",
    "NEED",
    "RANKS",
    "SMOOTHED",
    "SPATIAL_NEED",
    "SPREAD",
    "Comparison",
    "NeedAsked",
    "RateDraws",
    "Smoothed",
    "SmoothedRates",
    "Standing",
    "ask_need",
    "compare_rates",
    "count_incidents",
    "draw_groups",
    "draw_rates",
    "fit_rates",
    "rank_areas",
    "refuse_ages_not_told",
    "say_compared",
    "shrink_rates",
    "smooth_by_neighbours",
    "smooth_rates",
    "spatial_empirical_bayes",
    "standing_of",
]
