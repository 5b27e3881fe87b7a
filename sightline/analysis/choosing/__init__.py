"""The best choice of some candidates within limits, never without its certificate.

Arithmetic on people, reaches and costs alone: it knows of no activities, places or grants, so that
whatever is to be chosen among (sites, extensions, bids) can be put to it.
"""

from sightline.analysis.choosing.limits import Lack, lacking, trace_budgets, without_floors
from sightline.analysis.choosing.medians import place_medians
from sightline.analysis.choosing.plans import choose, choose_at_once
from sightline.analysis.choosing.problem import (
    NO_GROUP,
    Effort,
    Floor,
    Guarantee,
    Plan,
    Problem,
    gap_of,
    reached,
)

__all__ = [
    "NO_GROUP",
    "Effort",
    "Floor",
    "Guarantee",
    "Lack",
    "Plan",
    "Problem",
    "choose",
    "choose_at_once",
    "gap_of",
    "lacking",
    "place_medians",
    "reached",
    "trace_budgets",
    "without_floors",
]
