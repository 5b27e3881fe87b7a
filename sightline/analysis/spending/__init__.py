"""Where the next pound does most: candidates, a plan with its certificate, and reasons."""

from sightline.analysis.spending.candidates import ANY, Candidate, Rule, Way, candidates_of
from sightline.analysis.spending.matching import FloorAsked, reaches_of, short_of
from sightline.analysis.spending.plan import SpendingPlan, plan_spend
from sightline.analysis.spending.tables import (
    FLOORS,
    FRONTIER,
    NOT_COSTED,
    PICKS,
    PRICES,
    REACHES,
    SHORT,
)

__all__ = [
    "ANY",
    "FLOORS",
    "FRONTIER",
    "NOT_COSTED",
    "PICKS",
    "PRICES",
    "REACHES",
    "SHORT",
    "Candidate",
    "FloorAsked",
    "Rule",
    "SpendingPlan",
    "Way",
    "candidates_of",
    "plan_spend",
    "reaches_of",
    "short_of",
]
