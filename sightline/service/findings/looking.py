"""The finders of this release, each a thin step from what is stored to what analysis asks for."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.analysis import borders
from sightline.analysis.findings import Finding
from sightline.analysis.framework import Theme
from sightline.analysis.gaps import cliff_findings, gap_findings
from sightline.analysis.opportunities import Ground, find_opportunities
from sightline.analysis.overlaps import find_overlaps, overlap_findings
from sightline.analysis.pairs import parts_whenever
from sightline.service.findings.finders import Finder, add_finder
from sightline.service.findings.looking_together import find_links
from sightline.service.findings.stored import Stored


def add_finders() -> None:
    """Every finder that this release has."""
    for finder in (
        Finder("gaps", "Gaps between need and reach", of_theme=find_gaps),
        Finder("cliffs", "Activities and places that go dark", of_all=find_cliffs),
        Finder(
            "overlaps", "The same people, place and time", of_all=find_overlapping,
            reads=("activities", "data", "question", "vocabulary"),
        ),
        Finder("opportunities", "What would add value", of_theme=find_value),
        Finder("network", "Who could work together", of_all=find_links),
        Finder("borders", "What crosses a border", of_theme=find_crossing),
    ):  # fmt: skip
        add_finder(finder)


def find_gaps(stored: Stored, theme: Theme) -> Sequence[Finding]:
    """Places with too few people reached now or in a month to come, or that nobody reported of."""
    return gap_findings(stored.ahead(theme), neighbours=stored.neighbours)


def find_cliffs(stored: Stored) -> Sequence[Finding]:
    """Activities that go dark in the months to come, and places that lose most of what they have.

    They are looked for in every theme that need is measured for; an activity is found once.
    """
    return cliff_findings([stored.ahead(theme) for theme in stored.themes])


def find_overlapping(stored: Stored) -> Sequence[Finding]:
    """Activities for the same people, at the same place and time."""
    areas, as_of = stored.geography.areas, stored.as_of
    parts = parts_whenever(
        activities=stored.activities, areas=areas, population=stored.population, as_of=as_of
    )
    overlaps = find_overlaps(activities=stored.activities, parts=parts, areas=areas, as_of=as_of)
    return overlap_findings(
        overlaps=overlaps, activities=stored.activities, parts=parts, areas=areas,
        words=stored.words,
    )  # fmt: skip


def find_value(stored: Stored, theme: Theme) -> Sequence[Finding]:
    """Opportunities to reach more people of a theme, or the same ones better."""
    assessment = stored.assessment(theme)
    return find_opportunities(
        Ground(
            question=assessment.question,
            areas=stored.geography.areas,
            population=stored.population,
            gaps=assessment.gaps,
            parts=assessment.parts,
            activities=stored.activities,
            vocabularies=stored.vocabularies,
        )
    )


def find_crossing(stored: Stored, theme: Theme) -> Sequence[Finding]:
    """Need and reach that cross a border of districts or of the county."""
    assessment, wider = stored.assessment(theme), stored.surroundings
    need = assessment.need
    across = borders.look_across(
        ground=borders.Ground(
            geography=wider.geography,
            ours=frozenset(stored.geography.areas["area"]),
            beside=wider.beside,
            population=stored.population,
        ),
        asked=borders.Asked(theme.theme, theme.name, stored.ages, stored.as_of),
        evidence=borders.Evidence(
            activities=stored.activities,
            values=need[["area", "need_per_1000"]].rename(columns={"need_per_1000": "value"}),
            what_values="need per 1,000 people a year",
            gaps=assessment.gaps,
        ),
    )
    return borders.border_findings(across)
