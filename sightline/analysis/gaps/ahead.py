"""The one composition of gaps through the months, for the service and the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.gaps.awards import find_awards
from sightline.analysis.gaps.cliffs import Cliff, cliff_of, find_cliffs
from sightline.analysis.gaps.months import GapsAhead, gaps_by_month
from sightline.analysis.gaps.question import Assessment, Question
from sightline.analysis.gaps.reached import Reached
from sightline.analysis.provision import (
    EVERYONE,
    MONTHS_AHEAD,
    Activity,
    ReachModel,
    hide_sensitive_sites,
    months_ahead,
)
from sightline.errors import Refused


@dataclass(frozen=True, eq=False)
class AssessmentAhead:
    """The answer through the months, with every table it was made from.

    group: whom of the ages, empty for everyone. gaps: of every area and month. need: NEED of these
    people. silence: SILENCE. partners: PARTNERS. reached: by all that run in any of the months.
    areas: AREAS. activities: those on the register, by reference, at sensitive sites known by their
    districts alone.
    """

    question: Question
    group: str
    gaps: GapsAhead
    need: pd.DataFrame
    silence: pd.DataFrame
    partners: pd.DataFrame
    reached: Reached
    areas: pd.DataFrame
    activities: Mapping[str, Activity]

    def is_touched_by(self, activity: Activity) -> bool:
        """Whether a change of the activity can change the answer."""
        return self.question.theme.theme in activity.themes

    @cached_property
    def cliffs(self) -> pd.DataFrame:
        """CLIFFS by district."""
        return self.cliffs_by("district")

    def cliffs_by(self, by: str) -> pd.DataFrame:
        """CLIFFS by "district" or "area"."""
        return find_cliffs(
            reached=self.reached,
            areas=self.areas,
            theme=self.question.theme.theme,
            ages=self.question.ages,
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
            for one in self.reached.activities
        }
        return {reference: cliff for reference, cliff in found.items() if cliff is not None}


def look_ahead(
    *,
    question: Question,
    need: pd.DataFrame,
    silence: pd.DataFrame,
    partners: pd.DataFrame,
    model: ReachModel,
    areas: pd.DataFrame,
    months: int = MONTHS_AHEAD,
    group: str = EVERYONE,
) -> AssessmentAhead:
    """Gaps in every month from the question's as_of to so many months after it.

    need: NEED. silence: SILENCE. partners: PARTNERS. model: of all activities on the register, of
    any theme and status; without one nobody has reported. areas: AREAS. group: whom of the ages,
    such as girls: then as many people are to be reached as the group is of them, and what is not
    for the group counts as for others. Refused if nobody knows what part of the people it is.
    """
    return _of_model(
        model,
        question=question,
        need=_of_group(need, model, group),
        silence=silence,
        partners=partners,
        areas=areas,
        months=months,
        group=group,
    )


def look_again(
    ahead: AssessmentAhead, *, model: ReachModel, silence: pd.DataFrame | None = None
) -> AssessmentAhead:
    """The same question once the register has changed: need is kept, all else is worked out again.

    model: of the register as it is now. silence: SILENCE as it is now; as it was by default, which
    holds as long as no other organisation has confirmed a record. Where the change is of activities
    of other themes alone, before and after it, the answer is as it was: see is_touched_by.
    """
    return _of_model(
        model,
        question=ahead.question,
        need=ahead.need,
        silence=ahead.silence if silence is None else silence,
        partners=ahead.partners,
        areas=ahead.areas,
        months=len(ahead.gaps.months) - 1,
        group=ahead.group or EVERYONE,
    )


def assess_ahead(
    *,
    assessment: Assessment,
    geography: Geography,
    population: pd.DataFrame,
    activities: Sequence[Activity],
    partners: pd.DataFrame,
    months: int = MONTHS_AHEAD,
    group: str = EVERYONE,
) -> AssessmentAhead:
    """What `assess_gaps` answers, for every month to come: see look_ahead.

    All other arguments are those of `assess_gaps`, and its answer.
    """
    return look_ahead(
        question=assessment.question,
        need=assessment.need,
        silence=assessment.silence,
        partners=partners,
        model=ReachModel.of(
            activities=hide_sensitive_sites(activities, geography),
            areas=geography.areas,
            population=population,
        ),
        areas=geography.areas,
        months=months,
        group=group,
    )


def _of_model(
    model: ReachModel,
    *,
    question: Question,
    need: pd.DataFrame,
    silence: pd.DataFrame,
    partners: pd.DataFrame,
    areas: pd.DataFrame,
    months: int,
    group: str,
) -> AssessmentAhead:
    """The answer for people whose NEED it is."""
    theme, ages, as_of = question.theme.theme, question.ages, question.as_of
    asked = months_ahead(as_of, how_many=months)
    reached = Reached.of(model, theme=theme, ages=ages, as_of=as_of, months=months, group=group)
    gaps = gaps_by_month(
        need=need,
        reach=model.by_month(ages=ages, theme=theme, months=asked, group=group),
        silence=silence,
        policy=question.policy,
        reported=bool(model.activities),
        others=reached.other_by_month(),
    )
    return AssessmentAhead(
        question=question,
        group="" if group == EVERYONE else group,
        gaps=gaps,
        need=need,
        silence=silence,
        partners=partners,
        reached=reached,
        areas=areas,
        activities={one.reference: one for one in model.activities},
    )


def _of_group(need: pd.DataFrame, model: ReachModel, group: str) -> pd.DataFrame:
    """NEED of the people of the group: the same rates, for nobody knows theirs."""
    share = model.groups.share(group)
    if share is None:
        raise Refused(
            f"group {group}: nobody knows what part of the people it is, so how many are to be "
            "reached cannot be told. Give its share, or ask about everyone."
        )
    return need.assign(people=need["people"] * share)
