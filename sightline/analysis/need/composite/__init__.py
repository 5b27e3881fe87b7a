"""An index of need from several indicators, in the way of the English Indices of Deprivation."""

from sightline.analysis.need.composite.combining import (
    build_index,
    exponential_points,
    index_parts,
    weigh_domains,
)
from sightline.analysis.need.composite.design import (
    Combining,
    Domain,
    IndexDesign,
    Indicator,
    Measures,
)
from sightline.analysis.need.composite.robustness import leave_one_out, rank_ranges, what_flips
from sightline.analysis.need.composite.scoring import score_domains, shrink_to_groups
from sightline.analysis.need.composite.tables import (
    DOMAIN_SCORES,
    FLIPS,
    INDEX,
    INDEX_PARTS,
    INDICATOR_VALUES,
    LEFT_OUT,
    RANK_RANGES,
)

__all__ = [
    "DOMAIN_SCORES",
    "FLIPS",
    "INDEX",
    "INDEX_PARTS",
    "INDICATOR_VALUES",
    "LEFT_OUT",
    "RANK_RANGES",
    "Combining",
    "Domain",
    "IndexDesign",
    "Indicator",
    "Measures",
    "build_index",
    "exponential_points",
    "index_parts",
    "leave_one_out",
    "rank_ranges",
    "score_domains",
    "shrink_to_groups",
    "weigh_domains",
    "what_flips",
]
