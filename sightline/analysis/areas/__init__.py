"""Areas: where they are, who lives there, which are beside which. In metres of EPSG:27700."""

from sightline.analysis.areas.layout import AreasFound, Geography, areas_of, lay_out
from sightline.analysis.areas.neighbours import neighbours_by_boundary, neighbours_by_distance
from sightline.analysis.areas.people import people_of_age
from sightline.analysis.areas.sharing import (
    CERTAIN,
    CONVERTED,
    COUNTS,
    SHARES,
    Converted,
    How,
    check_shares,
    convert_counts,
)
from sightline.analysis.areas.tables import (
    AREAS,
    DISTANCES,
    FACING,
    PEOPLE,
    POPULATION,
    SHARED_BORDERS,
)
from sightline.analysis.areas.vintages import (
    CHANGES,
    CONVERTED_RATES,
    LIKENESS_OF_CRIME,
    RATES,
    Change,
    SplitMeasure,
    convert_rates,
    measure_split,
    reverse_changes,
    vintage_of,
    vintage_shares,
)
from sightline.analysis.areas.water import WIDEST_WATER_M, neighbours_across_water

__all__ = [
    "AREAS",
    "CERTAIN",
    "CHANGES",
    "CONVERTED",
    "CONVERTED_RATES",
    "COUNTS",
    "DISTANCES",
    "FACING",
    "LIKENESS_OF_CRIME",
    "PEOPLE",
    "POPULATION",
    "RATES",
    "SHARED_BORDERS",
    "SHARES",
    "WIDEST_WATER_M",
    "AreasFound",
    "Change",
    "Converted",
    "Geography",
    "How",
    "SplitMeasure",
    "areas_of",
    "check_shares",
    "convert_counts",
    "convert_rates",
    "lay_out",
    "measure_split",
    "neighbours_across_water",
    "neighbours_by_boundary",
    "neighbours_by_distance",
    "people_of_age",
    "reverse_changes",
    "vintage_of",
    "vintage_shares",
]
