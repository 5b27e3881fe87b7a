"""Which factors stand out in a place, against whom, and how sure that is."""

from sightline.analysis.need.factors.chance import UsualSpread, chance_range, usual_spread
from sightline.analysis.need.factors.spans import Span, apart, in_order, read_span
from sightline.analysis.need.factors.standing import (
    Compared,
    Place,
    Standing,
    Way,
    compare_indicators,
    say_place,
)
from sightline.analysis.need.factors.summary import (
    FactorStanding,
    MayHelp,
    stand_out,
    what_may_help,
)
from sightline.analysis.need.factors.tables import (
    INDICATOR_READINGS,
    INDICATORS,
    PEOPLE,
    WhyMissing,
)
from sightline.analysis.need.factors.trend import (
    Direction,
    IndicatorTrend,
    carried_forward,
    indicator_trend,
)

__all__ = [
    "INDICATORS",
    "INDICATOR_READINGS",
    "PEOPLE",
    "Compared",
    "Direction",
    "FactorStanding",
    "IndicatorTrend",
    "MayHelp",
    "Place",
    "Span",
    "Standing",
    "UsualSpread",
    "Way",
    "WhyMissing",
    "apart",
    "carried_forward",
    "chance_range",
    "compare_indicators",
    "in_order",
    "indicator_trend",
    "read_span",
    "say_place",
    "stand_out",
    "usual_spread",
    "what_may_help",
]
