"""What is missing: need and reach meet here, and only here."""

from sightline.analysis.gaps.question import Assessment, Question, ReachPolicy, TargetRule
from sightline.analysis.gaps.tables import GAPS, REASONS, SILENCE, GapKind

__all__ = [
    "GAPS",
    "REASONS",
    "SILENCE",
    "Assessment",
    "GapKind",
    "Question",
    "ReachPolicy",
    "TargetRule",
]
