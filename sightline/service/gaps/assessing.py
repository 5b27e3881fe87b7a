"""Ask analysis where the gaps are, from what is stored now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.gaps import (
    Assessment,
    AssessmentAhead,
    Question,
    assess_ahead,
    assess_gaps,
    silence_by_area,
)
from sightline.analysis.provision import Activity
from sightline.service.need import queries as need
from sightline.service.partners import queries as partners
from sightline.service.places import queries as places
from sightline.service.register import queries as register


class _Ground(NamedTuple):
    """What was read for an assessment, to look ahead from."""

    geography: Geography
    population: pd.DataFrame
    activities: Sequence[Activity]
    partners: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Assessed:
    """An assessment, and how many partners of the county it heard from."""

    assessment: Assessment
    partners_known: int
    partners_silent: int
    ground: _Ground

    def ahead(self) -> AssessmentAhead:
        """The same for every month to come."""
        return assess_ahead(
            assessment=self.assessment,
            geography=self.ground.geography,
            population=self.ground.population,
            activities=self.ground.activities,
            partners=self.ground.partners,
        )


def assess(question: Question) -> Assessed:
    """Answer the question with the areas, people, records, activities and partners stored now."""
    activities = register.provision_activities()
    covering = partners.partners_covering()
    ground = _Ground(places.geography(), places.population(), activities, covering)
    assessment = assess_gaps(
        question=question,
        geography=ground.geography,
        population=ground.population,
        cube=need.cube(categories=question.theme.police_categories, months=question.months),
        activities=activities,
        partners=covering,
        deprivation=places.deprivation(),
        months_supplied=need.months_supplied(),
    )
    known, silent = _partners(question, covering, activities)
    return Assessed(assessment, known, silent, ground)


def table_of(assessment: Assessment) -> pd.DataFrame:
    """A row for each area, worst first: rank, all of GAPS, NEED, REACH and SILENCE, and reasons.

    people_reached is that of GAPS: missing where nobody has reported. reasons: a list of sentences.
    """
    table = assessment.gaps.assign(rank=range(1, len(assessment.gaps) + 1))
    for other in (assessment.need, assessment.reach, assessment.silence):
        extra = [name for name in other.columns if name not in table.columns]
        table = table.merge(other[["area", *extra]], on="area", how="left", validate="1:1")
    reasons = assessment.reasons.groupby("area", sort=False)["reason"].agg(list)
    table["reasons"] = [reasons.get(area, []) for area in table["area"]]
    return table


def _partners(
    question: Question, covering: pd.DataFrame, activities: Sequence[Activity]
) -> tuple[int, int]:
    """How many partners are known in the whole county, and how many of them are silent."""
    reports = pd.DataFrame(
        {
            "organisation": [activity.organisation for activity in activities],
            "confirmed_on": pd.Series(
                [activity.confirmed_on for activity in activities], dtype=object
            ),
        }
    )
    everywhere = covering[["organisation"]].drop_duplicates().assign(area="everywhere")
    silence = silence_by_area(
        partners=everywhere,
        last_reports=reports,
        areas=["everywhere"],
        as_of=question.as_of,
    )
    return int(silence["partners"].iloc[0]), int(silence["partners_silent"].iloc[0])
