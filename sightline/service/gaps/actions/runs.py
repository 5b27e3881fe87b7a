"""Work out where the gaps are and keep the whole answer, with the version of everything read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd
from django.db import transaction

from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import Assessment, Question, ReachPolicy, TargetRule
from sightline.analysis.periods import Month
from sightline.exchange.vocabulary import read_vocabularies, themes
from sightline.service.gaps.actions.ahead import keep_ahead
from sightline.service.gaps.assessing import assess, table_of
from sightline.service.gaps.models import AreaGap, GapRun, ReachPart
from sightline.service.need import queries as need
from sightline.service.register import queries as register

ROWS_AT_ONCE = 5000


@transaction.atomic
def work_out_gaps(*, question: Question, now: datetime) -> GapRun:
    """Answer the question from what is stored now, in place of the answer kept before."""
    version = register.register_version()
    assessed = assess(question)
    assessment = assessed.assessment
    clear_gaps()
    run = GapRun.objects.create(
        theme=question.theme.theme,
        age_from=question.ages.from_age,
        age_to=question.ages.to_age,
        as_of=str(question.as_of),
        target_share=question.policy.target_share,
        rule=question.policy.rule,
        register_version=version,
        inputs=need.input_versions(),
        months=[str(month) for month in assessment.months],
        unplaced=list(assessment.unplaced),
        reported=assessment.reported,
        partners_known=assessed.partners_known,
        partners_silent=assessed.partners_silent,
        made_at=now,
    )
    AreaGap.objects.bulk_create(list(_rows_of_gaps(run, assessment)), batch_size=ROWS_AT_ONCE)
    ReachPart.objects.bulk_create(list(_rows_of_parts(run, assessment)), batch_size=ROWS_AT_ONCE)
    keep_ahead(run, assessed.ahead())
    return run


def refresh_gaps(*, now: datetime) -> GapRun | None:
    """The kept answer, worked out anew first if the register has changed; None if there is none.

    Nothing is locked unless something has changed, for this is asked before every page.
    """
    run = GapRun.objects.first()
    if run is None or _is_up_to_date(run):
        return run
    return _refresh_alone(now=now)


@transaction.atomic
def _refresh_alone(*, now: datetime) -> GapRun | None:
    """Work out anew, unless somebody who came first has just done so."""
    GapRun.objects.select_for_update().first()
    run = GapRun.objects.first()
    if run is None or _is_up_to_date(run):
        return run
    return work_out_gaps(question=question_of(run), now=now)


def _is_up_to_date(run: GapRun) -> bool:
    return run.register_version == register.register_version()


def clear_gaps() -> None:
    """Take away every run."""
    GapRun.objects.all().delete()


def question_of(run: GapRun) -> Question:
    """The question that a run answered."""
    return Question(
        theme=themes(read_vocabularies())[run.theme],
        ages=AgeRange(run.age_from, run.age_to),
        as_of=Month.parse(run.as_of),
        policy=ReachPolicy(run.target_share, TargetRule(run.rule)),
    )


def _rows_of_gaps(run: GapRun, assessment: Assessment) -> Iterator[AreaGap]:
    for row in table_of(assessment).to_dict("records"):
        reasons = row.pop("reasons")
        yield AreaGap(run=run, area_id=row.pop("area"), reasons=reasons, **_known(row))


def _rows_of_parts(run: GapRun, assessment: Assessment) -> Iterator[ReachPart]:
    for row in assessment.parts.to_dict("records"):
        yield ReachPart(run=run, area_id=row.pop("area"), **_known(row))


def _known(row: dict[str, object]) -> dict[str, object]:
    """The values of a row, None where there is none."""
    return {name: None if pd.isna(value) else value for name, value in row.items()}
