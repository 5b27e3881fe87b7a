"""The finders of this release, each a thin step from what is stored to what analysis asks for."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from sightline.analysis.findings import Fact, Finding, FindingKind, People
from sightline.analysis.framework import Theme
from sightline.analysis.gaps import Assessment, GapKind
from sightline.service.findings.finders import Finder, add_finder
from sightline.service.findings.stored import Stored
from sightline.service.gaps.assessing import table_of

NOT_A_GAP = (GapKind.TARGET_MET, GapKind.NOBODY_REPORTED)


def add_finders() -> None:
    """Every finder that this release has."""
    add_finder(Finder("gaps", "Gaps between need and reach", of_theme=find_gaps_by_area))


def find_gaps_by_area(stored: Stored, theme: Theme) -> Sequence[Finding]:
    """One finding for each area with too few people reached; none if nobody has reported."""
    assessment = stored.assessment(theme)
    if not assessment.reported:
        return ()
    areas = stored.geography.areas.set_index("area")["area_name"]
    reaching = assessment.parts.groupby("area")["activity"].agg(list).to_dict()
    return tuple(
        _gap(row, theme, assessment, name=areas[row["area"]], by=reaching.get(row["area"], []))
        for row in table_of(assessment).to_dict("records")
        if row["kind"] not in NOT_A_GAP
    )


def _gap(
    row: dict[str, Any], theme: Theme, assessment: Assessment, *, name: str, by: Sequence[str]
) -> Finding:
    ages = assessment.question.ages
    return Finding(
        kind=FindingKind.GAP,
        sort=row["kind"],
        subject=(theme.theme, str(ages), row["area"]),
        title=f"{theme.name} in {name}: {row['kind']}",
        reasons=tuple(row["reasons"]) or ("Too few people are reached.",),
        goes_away_when="More people of these ages are reached here, or need falls.",
        theme=theme.theme,
        ages=ages,
        areas=(row["area"],),
        activities=tuple(sorted(by)),
        people=People(row["shortfall_low"], row["shortfall"], row["shortfall_high"]),
        facts=_facts(row),
    )


def _facts(row: dict[str, Any]) -> MappingProxyType[str, Fact]:
    return MappingProxyType(
        {
            "kind of gap": str(row["kind"]),
            "people short": float(row["shortfall"]),
            "activities": float(row["activities"]),
        }
    )
