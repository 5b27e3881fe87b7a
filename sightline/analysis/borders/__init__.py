"""Need and reach across borders of districts and of the county: by distance, not by district."""

from sightline.analysis.borders.corridors import WITHIN_M, Corridor, exposure_along
from sightline.analysis.borders.crossing import (
    NeighbourRegister,
    away_parts,
    crossing_parts,
    reach_across,
    told_by_neighbour,
    turned_away,
)
from sightline.analysis.borders.flows import flows_across
from sightline.analysis.borders.found import border_findings, border_proposals
from sightline.analysis.borders.looking import (
    AcrossBorders,
    Asked,
    Evidence,
    Ground,
    look_across,
)
from sightline.analysis.borders.proposing import PROPOSALS, Gain, Proposal
from sightline.analysis.borders.sides import homes_of, named_sides, sides_of
from sightline.analysis.borders.sorts import Sort
from sightline.analysis.borders.straddling import find_straddles, patterns_of_gaps
from sightline.analysis.borders.tables import (
    AWAY_PARTS,
    CORRIDORS,
    CROSSING_PARTS,
    CROSSINGS,
    EVENTS_BY_AREA,
    FLOWS,
    FLOWS_ACROSS,
    HOMES,
    SIDES,
    STRADDLES,
    TOLD,
    TURNED_AWAY,
)

__all__ = [
    "AWAY_PARTS",
    "CORRIDORS",
    "CROSSINGS",
    "CROSSING_PARTS",
    "EVENTS_BY_AREA",
    "FLOWS",
    "FLOWS_ACROSS",
    "HOMES",
    "PROPOSALS",
    "SIDES",
    "STRADDLES",
    "TOLD",
    "TURNED_AWAY",
    "WITHIN_M",
    "AcrossBorders",
    "Asked",
    "Corridor",
    "Evidence",
    "Gain",
    "Ground",
    "NeighbourRegister",
    "Proposal",
    "Sort",
    "away_parts",
    "border_findings",
    "border_proposals",
    "crossing_parts",
    "exposure_along",
    "find_straddles",
    "flows_across",
    "homes_of",
    "look_across",
    "named_sides",
    "patterns_of_gaps",
    "reach_across",
    "sides_of",
    "told_by_neighbour",
    "turned_away",
]
