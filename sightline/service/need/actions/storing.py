"""What changes need: releases of data are recorded, and incidents replaced whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import pandas as pd
from django.db import transaction

from sightline.exchange.problems import Account, Problem
from sightline.service.need.models import (
    DataRelease,
    IncidentCount,
    IndicatorValue,
    MonthSupplied,
    NeedRun,
    WiderArea,
)

ROWS_AT_ONCE = 5000
PROBLEMS_KEPT = 50  # the first of each input; the whole list is in the command's problems.csv


@dataclass(frozen=True)
class ReleaseRead:
    """One input as it was read: what it is, where it came from, where its rows went."""

    what: DataRelease.What
    source: str
    licence: str
    period: str
    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]


@transaction.atomic
def clear_need() -> None:
    """Take away every count of incidents, every reading, every release and every estimate."""
    kept = (NeedRun, IncidentCount, MonthSupplied, IndicatorValue, WiderArea, DataRelease)
    for model in kept:
        model.objects.all().delete()


@transaction.atomic
def record_release(release: ReleaseRead, *, now: datetime) -> None:
    """Keep where every row of an input went, in place of what was kept of it before."""
    accounts = release.accounts
    DataRelease.objects.update_or_create(
        what=release.what,
        defaults={
            "source": release.source,
            "licence": release.licence,
            "period": release.period,
            "rows_in": sum(account.rows_in for account in accounts),
            "accepted": sum(account.accepted for account in accounts),
            "rejected": sum(account.rejected for account in accounts),
            "set_aside": sum(account.set_aside for account in accounts),
            "files": [
                {**asdict(account), "reasons": dict(account.reasons)} for account in accounts
            ],
            "problems": [_in_words(problem) for problem in release.problems[:PROBLEMS_KEPT]],
            "problems_in_all": len(release.problems),
            "loaded_at": now,
        },
    )


@transaction.atomic
def store_incidents(cube: pd.DataFrame, *, months: Sequence[str]) -> None:
    """Put the incidents of those months where there were none.

    cube: INCIDENTS (area, month, category, incidents). months: every month the files cover, whether
    or not anything happened in it.
    """
    counted = cube[cube["incidents"] > 0]
    IncidentCount.objects.bulk_create(
        [
            IncidentCount(area_id=area, month=month, category=category, incidents=incidents)
            for area, month, category, incidents in counted[
                ["area", "month", "category", "incidents"]
            ].itertuples(index=False, name=None)
        ],
        batch_size=ROWS_AT_ONCE,
    )
    of_month = counted.groupby("month")["incidents"].sum()
    MonthSupplied.objects.bulk_create(
        MonthSupplied(month=month, incidents=int(of_month.get(month, 0))) for month in months
    )


def _in_words(problem: Problem) -> str:
    return f"{problem.file}, {problem}" if problem.file else str(problem)
