"""Who is reached, and by what: activities spread over the areas they can serve."""

from sightline.analysis.provision.activity import (
    AMOUNTS,
    CONFIRM_EVERY_MONTHS,
    DAYS,
    EVERYONE,
    KEPT_TO_ITSELF,
    KNOWN_NONE,
    Activity,
    Place,
    Status,
    Visibility,
    is_fresh,
    lasts_through,
    runs_in,
)
from sightline.analysis.provision.months import (
    MONTHS_AHEAD,
    money_lasts,
    months_ahead,
    reach_by_month,
)
from sightline.analysis.provision.parts import (
    FUNDER_ROLES,
    NONE,
    PARTNER_ROLES,
    ROLES,
    Part,
    money_of,
    parts_of,
    total_share,
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
from sightline.analysis.provision.tables import PARTS, REACH, REACH_BY_MONTH

__all__ = [
    "AMOUNTS",
    "CONFIRM_EVERY_MONTHS",
    "DAYS",
    "EVERYONE",
    "FUNDER_ROLES",
    "FURTHEST_M",
    "HALF_DISTANCE_M",
    "KEPT_TO_ITSELF",
    "KNOWN_NONE",
    "MONTHS_AHEAD",
    "NONE",
    "PARTNER_ROLES",
    "PARTS",
    "REACH",
    "REACH_BY_MONTH",
    "ROLES",
    "SOON_MONTHS",
    "Activity",
    "Part",
    "Place",
    "Status",
    "Visibility",
    "hide_sensitive_sites",
    "is_fresh",
    "lasts_through",
    "money_lasts",
    "money_of",
    "months_ahead",
    "parts_of",
    "reach_by_area",
    "reach_by_month",
    "reach_parts",
    "runs_in",
    "total_share",
    "unplaced",
]
