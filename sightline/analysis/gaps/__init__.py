"""What is missing: need and reach meet here, and only here."""

from sightline.analysis.gaps.ahead import (
    AssessmentAhead,
    assess_ahead,
    look_again,
    look_ahead,
)
from sightline.analysis.gaps.assess import (
    assess_gaps,
    what_flips,
)
from sightline.analysis.gaps.awards import (
    find_awards,
)
from sightline.analysis.gaps.bands import (
    NO_BAND,
    Bands,
    bands_of_need,
    bands_of_shortfall,
)
from sightline.analysis.gaps.cliff_findings import (
    cliff_findings,
)
from sightline.analysis.gaps.cliffs import (
    Cliff,
    cliff_of,
    depends_until,
    find_cliffs,
)
from sightline.analysis.gaps.gap_findings import (
    FEWEST_SHORT,
    gap_findings,
)
from sightline.analysis.gaps.months import (
    GapsAhead,
    gaps_by_month,
)
from sightline.analysis.gaps.place_gaps import (
    find_places,
)
from sightline.analysis.gaps.places import (
    WITHIN_M,
    Namer,
    grow_places,
)
from sightline.analysis.gaps.question import (
    Assessment,
    Question,
    ReachPolicy,
    TargetRule,
)
from sightline.analysis.gaps.reached import Reached
from sightline.analysis.gaps.reasons import (
    say_ages,
    say_day,
)
from sightline.analysis.gaps.shortfall import (
    ShortAreas,
    count_short,
    find_gaps,
    is_short,
    rank_gaps,
)
from sightline.analysis.gaps.silence import (
    same_organisation,
    silence_by_area,
)
from sightline.analysis.gaps.tables import (
    AWARDS,
    CLIFFS,
    FLIPS,
    GAPS,
    GAPS_BY_MONTH,
    LACKING,
    LAST_REPORTS,
    MEMBERS,
    PARTNERS,
    PLACES,
    RANKS,
    REASONS,
    SILENCE,
    CliffCause,
    GapKind,
    Sureness,
    Topic,
)

__all__ = [
    "AWARDS",
    "CLIFFS",
    "FEWEST_SHORT",
    "FLIPS",
    "GAPS",
    "GAPS_BY_MONTH",
    "LACKING",
    "LAST_REPORTS",
    "MEMBERS",
    "NO_BAND",
    "PARTNERS",
    "PLACES",
    "RANKS",
    "REASONS",
    "SILENCE",
    "WITHIN_M",
    "Assessment",
    "AssessmentAhead",
    "Bands",
    "Cliff",
    "CliffCause",
    "GapKind",
    "GapsAhead",
    "Namer",
    "Question",
    "ReachPolicy",
    "Reached",
    "ShortAreas",
    "Sureness",
    "TargetRule",
    "Topic",
    "assess_ahead",
    "assess_gaps",
    "bands_of_need",
    "bands_of_shortfall",
    "cliff_findings",
    "cliff_of",
    "count_short",
    "depends_until",
    "find_awards",
    "find_cliffs",
    "find_gaps",
    "find_places",
    "gap_findings",
    "gaps_by_month",
    "grow_places",
    "is_short",
    "look_again",
    "look_ahead",
    "rank_gaps",
    "same_organisation",
    "say_ages",
    "say_day",
    "silence_by_area",
    "what_flips",
]
