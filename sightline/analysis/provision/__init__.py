"""Who is reached, and by what: activities spread over the areas they can serve."""

from sightline.analysis.provision.activity import (
    EVERYONE,
    Activity,
    Place,
    Status,
    is_fresh,
    lasts_through,
    runs_in,
)
from sightline.analysis.provision.reach import (
    FURTHEST_M,
    HALF_DISTANCE_M,
    reach_by_area,
    reach_parts,
    unplaced,
)
from sightline.analysis.provision.sensitive import hide_sensitive_sites
from sightline.analysis.provision.spread import SOON_MONTHS
from sightline.analysis.provision.tables import PARTS, REACH

__all__ = [
    "EVERYONE",
    "FURTHEST_M",
    "HALF_DISTANCE_M",
    "PARTS",
    "REACH",
    "SOON_MONTHS",
    "Activity",
    "Place",
    "Status",
    "hide_sensitive_sites",
    "is_fresh",
    "lasts_through",
    "reach_by_area",
    "reach_parts",
    "runs_in",
    "unplaced",
]
