"""The one composition of need, reach and silence into gaps, for the service and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.gaps.question import Assessment, Question, ReachPolicy
from sightline.analysis.gaps.reasons import Evidence, give_reasons
from sightline.analysis.gaps.shortfall import find_gaps
from sightline.analysis.gaps.silence import last_reports_of, silence_by_area
from sightline.analysis.gaps.tables import FLIPS
from sightline.analysis.need import ask_need
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    SOON_MONTHS,
    Activity,
    Status,
    hide_sensitive_sites,
    reach_by_area,
    reach_parts,
    unplaced,
)
from sightline.errors import Refused


def assess_gaps(
    *,
    question: Question,
    geography: Geography,
    population: pd.DataFrame,
    cube: pd.DataFrame,
    activities: Sequence[Activity],
    partners: pd.DataFrame,
    deprivation: pd.DataFrame | None = None,
    months_supplied: Sequence[Month] | None = None,
) -> Assessment:
    """Where the gap is: need, reach, silence, shortfalls and reasons for every area.

    population: POPULATION with every area of the geography. cube: INCIDENTS. activities: all that
    are on the register, of any theme and status; those at sensitive sites count in their whole
    district. partners: PARTNERS, may have no rows. deprivation: area with deprivation_rank (1 is
    most deprived), or with deprivation (higher is more deprived); None leaves it out.
    months_supplied: the months records were supplied for; None takes those that occur in the cube.
    Incidents are made a year's from the months of the twelve that were supplied; Refused if none
    was, or if police records cannot measure the theme.
    """
    activities = hide_sensitive_sites(activities, geography)
    _refuse_what_cannot_be_measured(question)
    months = _months_used(question, cube, months_supplied)
    need = _need(question, geography, population, cube, deprivation, months)
    spread = partial(_parts, question, geography, population)
    parts = spread(activities)
    evidence = Evidence(
        question=question,
        need=need,
        reach=reach_by_area(parts=parts, people=need[["area", "people"]]),
        silence=silence_by_area(
            partners=partners,
            last_reports=last_reports_of(activities),
            areas=need["area"].tolist(),
            as_of=question.as_of,
        ),
        parts=parts,
        coming=spread(_starting(activities, question.as_of)),
        activities={one.reference: one for one in activities},
    )
    return _assessment(evidence, months)


def _assessment(evidence: Evidence, months: tuple[Month, ...]) -> Assessment:
    question, activities = evidence.question, list(evidence.activities.values())
    gaps = find_gaps(
        need=evidence.need,
        reach=evidence.reach,
        silence=evidence.silence,
        policy=question.policy,
        reported=bool(activities),
    )
    return Assessment(
        question=question,
        need=evidence.need,
        parts=evidence.parts,
        reach=evidence.reach,
        silence=evidence.silence,
        gaps=gaps,
        reasons=give_reasons(evidence, gaps),
        unplaced=unplaced(
            activities=activities,
            parts=evidence.parts,
            theme=question.theme.theme,
            as_of=question.as_of,
        ),
        months=months,
        reported=bool(activities),
    )


def what_flips(*, assessment: Assessment, policies: Sequence[ReachPolicy]) -> pd.DataFrame:
    """What every area's gap would be under other policies, and where its kind would change.

    Returns FLIPS: a row for each area and policy, policies in the order given, areas in the order
    of the assessment. Policies that say the same are given once.
    """
    asked = assessment.gaps.set_index("area")["kind"]
    pieces = [FLIPS.empty()]
    for policy in dict.fromkeys(policies):
        gaps = find_gaps(
            need=assessment.need,
            reach=assessment.reach,
            silence=assessment.silence,
            policy=policy,
            reported=assessment.reported,
        ).set_index("area")
        gaps = gaps.loc[asked.index]
        flips = (gaps["kind"] != asked).astype(int)
        pieces.append(gaps.assign(policy=policy.words, flips=flips).reset_index())
    return FLIPS.check(pd.concat([FLIPS.check(piece) for piece in pieces], ignore_index=True))


def _refuse_what_cannot_be_measured(question: Question) -> None:
    if not question.theme.police_categories:
        why = " ".join(question.theme.cannot_tell[:1])
        raise Refused(
            f"need: {question.theme.name} cannot be measured from police records of this kind. "
            f"{why} Choose another theme."
        )


def _months_used(
    question: Question, cube: pd.DataFrame, supplied: Sequence[Month] | None
) -> tuple[Month, ...]:
    known = set(cube["month"]) if supplied is None else {str(month) for month in supplied}
    used = tuple(month for month in question.months if str(month) in known)
    if not used:
        first, last = question.months[0], question.months[-1]
        raise Refused(
            f"need: found no records of {first.words} to {last.words}, wanted some of these "
            "months. Supply the police files of these months, or ask about another time."
        )
    return used


def _need(
    question: Question,
    geography: Geography,
    population: pd.DataFrame,
    cube: pd.DataFrame,
    deprivation: pd.DataFrame | None,
    months: tuple[Month, ...],
) -> pd.DataFrame:
    asked = ask_need(
        categories=question.theme.police_categories,
        ages=question.ages,
        months=months,
        areas=geography.areas["area"].tolist(),
        population=population,
        cube=cube,
        deprivation=deprivation,
    )
    return asked.estimate()


def _parts(
    question: Question,
    geography: Geography,
    population: pd.DataFrame,
    activities: Sequence[Activity],
) -> pd.DataFrame:
    return reach_parts(
        activities=activities,
        areas=geography.areas,
        population=population,
        ages=question.ages,
        theme=question.theme.theme,
        as_of=question.as_of,
    )


def _starting(activities: Sequence[Activity], as_of: Month) -> list[Activity]:
    """Activities that do not run yet but start within six months, as if they ran already."""
    last_day = as_of.plus(SOON_MONTHS).last_day
    return [
        replace(one, status=Status.CURRENT, starts_on=None, ends_on=None)
        for one in activities
        if one.status in (Status.PLANNED, Status.CURRENT)
        and one.starts_on is not None
        and as_of.last_day < one.starts_on <= last_day
    ]
