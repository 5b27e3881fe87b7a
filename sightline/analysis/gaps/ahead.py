"""The one composition of gaps through the months, for the service and the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.gaps.awards import find_awards
from sightline.analysis.gaps.cliffs import Cliff, cliff_of, find_cliffs
from sightline.analysis.gaps.months import (
    GapsAhead,
    as_if_now,
    gaps_by_month,
    other_ages_by_month,
)
from sightline.analysis.gaps.question import Assessment, Question
from sightline.analysis.provision import (
    MONTHS_AHEAD,
    Activity,
    hide_sensitive_sites,
    months_ahead,
    reach_by_month,
    reach_parts,
)


@dataclass(frozen=True, eq=False)
class AssessmentAhead:
    """The answer through the months, with every table it was made from.

    gaps: of every area and month. need: NEED. silence: SILENCE. partners: PARTNERS. parts: PARTS of
    all that run in any of the months, whenever they do. areas: AREAS. activities: those that are on
    the register, by reference, at sensitive sites known by their districts alone.
    """

    question: Question
    gaps: GapsAhead
    need: pd.DataFrame
    silence: pd.DataFrame
    partners: pd.DataFrame
    parts: pd.DataFrame
    areas: pd.DataFrame
    activities: Mapping[str, Activity]

    @cached_property
    def cliffs(self) -> pd.DataFrame:
        """CLIFFS by district."""
        return self.cliffs_by("district")

    def cliffs_by(self, by: str) -> pd.DataFrame:
        """CLIFFS by "district" or "area"."""
        return find_cliffs(
            activities=list(self.activities.values()),
            parts=self.parts,
            areas=self.areas,
            theme=self.question.theme.theme,
            ages=self.question.ages,
            as_of=self.question.as_of,
            months=len(self.gaps.months) - 1,
            by=by,
        )

    @cached_property
    def awards(self) -> pd.DataFrame:
        """AWARDS that end in these months."""
        return find_awards(cliffs=self.cliffs, activities=self.activities)

    @cached_property
    def cliff_by_activity(self) -> dict[str, Cliff]:
        """When and why each activity goes dark, by reference; none of those that do not."""
        found = {
            one.reference: cliff_of(
                one, as_of=self.question.as_of, months=len(self.gaps.months) - 1
            )
            for one in self.activities.values()
        }
        return {reference: cliff for reference, cliff in found.items() if cliff is not None}


def assess_ahead(
    *,
    assessment: Assessment,
    geography: Geography,
    population: pd.DataFrame,
    activities: Sequence[Activity],
    partners: pd.DataFrame,
    months: int = MONTHS_AHEAD,
) -> AssessmentAhead:
    """What `assess_gaps` answers, for every month from as_of to so many months after it.

    All other arguments are those of `assess_gaps`, and its answer.
    """
    question = assessment.question
    activities = hide_sensitive_sites(activities, geography)
    asked = months_ahead(question.as_of, how_many=months)
    reach = reach_by_month(
        activities=activities,
        areas=geography.areas,
        population=population,
        ages=question.ages,
        theme=question.theme.theme,
        months=asked,
    )
    parts = reach_parts(
        activities=as_if_now(activities, as_of=question.as_of, months=months),
        areas=geography.areas,
        population=population,
        ages=question.ages,
        theme=question.theme.theme,
        as_of=question.as_of,
    )
    gaps = gaps_by_month(
        need=assessment.need,
        reach=reach,
        silence=assessment.silence,
        policy=question.policy,
        reported=assessment.reported,
        other_ages=other_ages_by_month(parts=parts, activities=activities, months=asked),
    )
    return AssessmentAhead(
        question=question,
        gaps=gaps,
        need=assessment.need,
        silence=assessment.silence,
        partners=partners,
        parts=parts,
        areas=geography.areas,
        activities={one.reference: one for one in activities},
    )
