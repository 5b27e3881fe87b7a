"""Keep what a run says of the months to come: the gaps of each, and what goes dark when."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sightline.analysis.gaps import AssessmentAhead
from sightline.service.gaps.models import GapRun, KeptCliff, MonthOfGaps

DECIMALS = 6  # of people: less is the rounding of sums


def keep_ahead(run: GapRun, ahead: AssessmentAhead) -> None:
    """Keep both with the run, beside its answer for now."""
    MonthOfGaps.objects.bulk_create(list(_months(run, ahead)))
    KeptCliff.objects.bulk_create(list(_cliffs(run, ahead)))


def _months(run: GapRun, ahead: AssessmentAhead) -> Iterator[MonthOfGaps]:
    for month in ahead.gaps.months:
        table = ahead.gaps.table([month]).drop(columns="month").round(DECIMALS)
        columns = json.loads(table.to_json(orient="split", double_precision=DECIMALS))
        by_name = zip(*columns["data"], strict=True)
        kept = dict(zip(columns["columns"], map(list, by_name), strict=True))
        yield MonthOfGaps(run=run, month=str(month), columns=kept)


def _cliffs(run: GapRun, ahead: AssessmentAhead) -> Iterator[KeptCliff]:
    for activity, rows in ahead.cliffs.groupby("activity", sort=False):
        kept = json.loads(rows.to_json(orient="records", double_precision=DECIMALS))
        yield KeptCliff(run=run, activity=str(activity), rows=kept)
