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
from sightline.analysis.provision.tables import PARTS, REACH

__all__ = [
    "EVERYONE",
    "PARTS",
    "REACH",
    "Activity",
    "Place",
    "Status",
    "is_fresh",
    "lasts_through",
    "runs_in",
]
