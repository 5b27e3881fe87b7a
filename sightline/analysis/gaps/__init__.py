"""What is missing: need and reach meet here, and only here."""

from sightline.analysis.gaps.assess import assess_gaps, what_flips
from sightline.analysis.gaps.bands import (
    NO_BAND,
    Bands,
    bands_of_need,
    bands_of_shortfall,
)
from sightline.analysis.gaps.question import Assessment, Question, ReachPolicy, TargetRule
from sightline.analysis.gaps.reasons import say_ages, say_day
from sightline.analysis.gaps.shortfall import (
    ShortAreas,
    count_short,
    find_gaps,
    is_short,
    rank_gaps,
)
from sightline.analysis.gaps.silence import same_organisation, silence_by_area
from sightline.analysis.gaps.tables import (
    FLIPS,
    GAPS,
    LAST_REPORTS,
    PARTNERS,
    RANKS,
    REASONS,
    SILENCE,
    GapKind,
    Topic,
)

__all__ = [
    "FLIPS",
    "GAPS",
    "LAST_REPORTS",
    "NO_BAND",
    "PARTNERS",
    "RANKS",
    "REASONS",
    "SILENCE",
    "Assessment",
    "Bands",
    "GapKind",
    "Question",
    "ReachPolicy",
    "ShortAreas",
    "TargetRule",
    "Topic",
    "assess_gaps",
    "bands_of_need",
    "bands_of_shortfall",
    "count_short",
    "find_gaps",
    "is_short",
    "rank_gaps",
    "same_organisation",
    "say_ages",
    "say_day",
    "silence_by_area",
    "what_flips",
]
