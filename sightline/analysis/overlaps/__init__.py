"""The same people, place, time and purpose: what is duplicated, and what complements."""

from sightline.analysis.overlaps.found import overlap_findings, work_together
from sightline.analysis.overlaps.groups import best_complements, group_duplicated
from sightline.analysis.overlaps.judge import (
    SAME_AGES,
    SAME_MONTHS,
    SAME_PLACE,
    find_overlaps,
)
from sightline.analysis.overlaps.tables import OVERLAPS, Likeness, Room, Verdict

__all__ = [
    "OVERLAPS",
    "SAME_AGES",
    "SAME_MONTHS",
    "SAME_PLACE",
    "Likeness",
    "Room",
    "Verdict",
    "best_complements",
    "find_overlaps",
    "group_duplicated",
    "overlap_findings",
    "work_together",
]
