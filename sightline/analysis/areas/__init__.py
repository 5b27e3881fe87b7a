"""Areas: where they are, who lives there, which are beside which. In metres of EPSG:27700."""

from sightline.analysis.areas.layout import AreasFound, Geography, areas_of, lay_out
from sightline.analysis.areas.neighbours import neighbours_by_boundary, neighbours_by_distance
from sightline.analysis.areas.people import people_of_age
from sightline.analysis.areas.tables import (
    AREAS,
    DISTANCES,
    PEOPLE,
    POPULATION,
    SHARED_BORDERS,
)

__all__ = [
    "AREAS",
    "DISTANCES",
    "PEOPLE",
    "POPULATION",
    "SHARED_BORDERS",
    "AreasFound",
    "Geography",
    "areas_of",
    "lay_out",
    "neighbours_by_boundary",
    "neighbours_by_distance",
    "people_of_age",
]
