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
from sightline.analysis.provision.barriers import Barriers
from sightline.analysis.provision.catchments import access_by_area, floating_catchments
from sightline.analysis.provision.dates import Dates
from sightline.analysis.provision.decay import FURTHEST_M, HALF_DISTANCE_M, Decay
from sightline.analysis.provision.groups import GROUP_SHARES, Groups
from sightline.analysis.provision.model import ReachModel
from sightline.analysis.provision.months import (
    MONTHS_AHEAD,
    money_lasts,
    months_ahead,
    reach_by_month,
)
from sightline.analysis.provision.notes import reach_notes
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
    SOON_MONTHS,
    reach_by_area,
    reach_parts,
    unplaced,
)
from sightline.analysis.provision.sensitive import hide_sensitive_sites
from sightline.analysis.provision.tables import (
    ACCESS,
    BARRIERS,
    CROSSINGS,
    PARTS,
    REACH,
    REACH_BY_MONTH,
    REACH_NOTES,
    SITES,
    TRAVEL_TIMES,
    Effect,
)
from sightline.analysis.provision.timetable import say_when
from sightline.analysis.provision.travel import (
    DELIVERIES,
    Delivery,
    How,
    Travel,
    TravelTimes,
    place_key,
)

__all__ = [
    "ACCESS",
    "AMOUNTS",
    "BARRIERS",
    "CONFIRM_EVERY_MONTHS",
    "CROSSINGS",
    "DAYS",
    "DELIVERIES",
    "EVERYONE",
    "FUNDER_ROLES",
    "FURTHEST_M",
    "GROUP_SHARES",
    "HALF_DISTANCE_M",
    "KEPT_TO_ITSELF",
    "KNOWN_NONE",
    "MONTHS_AHEAD",
    "NONE",
    "PARTNER_ROLES",
    "PARTS",
    "REACH",
    "REACH_BY_MONTH",
    "REACH_NOTES",
    "ROLES",
    "SITES",
    "SOON_MONTHS",
    "TRAVEL_TIMES",
    "Activity",
    "Barriers",
    "Dates",
    "Decay",
    "Delivery",
    "Effect",
    "Groups",
    "How",
    "Part",
    "Place",
    "ReachModel",
    "Status",
    "Travel",
    "TravelTimes",
    "Visibility",
    "access_by_area",
    "floating_catchments",
    "hide_sensitive_sites",
    "is_fresh",
    "lasts_through",
    "money_lasts",
    "money_of",
    "months_ahead",
    "parts_of",
    "place_key",
    "reach_by_area",
    "reach_by_month",
    "reach_notes",
    "reach_parts",
    "runs_in",
    "say_when",
    "total_share",
    "unplaced",
]
