"""The answer that is kept, as tables: under the policy it was worked out with, or another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd
from django.db import models

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.gaps import Question, ReachPolicy, TargetRule
from sightline.analysis.periods import Month, say_months
from sightline.errors import NotFound
from sightline.service.gaps.assessing import assess, table_of
from sightline.service.gaps.models import AreaGap, GapRun
from sightline.service.need.asking import known_themes
from sightline.service.places import queries as places

FIELDS = tuple(
    field.attname for field in AreaGap._meta.fields if field.attname not in {"id", "run_id"}
)
NUMBERS = tuple(
    field.attname for field in AreaGap._meta.fields if isinstance(field, models.FloatField)
)


@dataclass(frozen=True)
class RunFacts:
    """The run that is kept: what was asked, when, and of what."""

    pk: int
    theme: Theme
    ages: AgeRange
    as_of: Month
    months: tuple[Month, ...]
    policy: ReachPolicy
    reported: bool
    register_version: str
    unplaced: tuple[str, ...]
    partners_known: int
    partners_silent: int
    made_at: datetime

    @property
    def period(self) -> str:
        """The months in words, and how many of them are known."""
        return say_months(self.months, to=self.as_of)

    @property
    def ages_words(self) -> str:
        """The ages in words."""
        return f"ages {self.ages.from_age} to {self.ages.to_age}"


@dataclass(frozen=True, eq=False)
class Answer:
    """One answer: the run, the policy, and a row for each area, worst first.

    table: area, rank, and the columns of NEED, REACH, SILENCE and GAPS, and reasons (a list of
    sentences).
    """

    run: RunFacts
    policy: ReachPolicy
    table: pd.DataFrame

    @property
    def is_kept(self) -> bool:
        """Whether this is the policy the run was worked out with."""
        return self.policy == self.run.policy

    def row_of(self, area: str) -> pd.Series:
        """The row of an area of the county, or NotFound."""
        found = self.table[self.table["area"] == area]
        if found.empty:
            raise NotFound("There is no area of the county with that code.")
        return found.iloc[0]


def theme_of(code: str) -> Theme:
    """The theme of that code, as the vocabulary describes it."""
    return known_themes()[code]


def kept_run() -> RunFacts:
    """The run that is kept, or NotFound with what to do about it."""
    run = GapRun.objects.first()
    if run is None:
        raise NotFound(places.NO_COUNTY)
    return facts_of(run)


def facts_of(run: GapRun) -> RunFacts:
    """A run in the words of analysis."""
    return RunFacts(
        pk=run.pk,
        theme=theme_of(run.theme),
        ages=AgeRange(run.age_from, run.age_to),
        as_of=Month.parse(run.as_of),
        months=tuple(Month.parse(month) for month in run.months),
        policy=ReachPolicy(run.target_share, TargetRule(run.rule)),
        reported=run.reported,
        register_version=run.register_version,
        unplaced=tuple(run.unplaced),
        partners_known=run.partners_known,
        partners_silent=run.partners_silent,
        made_at=run.made_at,
    )


def kept_answer() -> Answer:
    """The answer that is kept."""
    run = kept_run()
    rows = _rows_of(run)
    if not rows:  # another took its place between the two questions
        run = kept_run()
        rows = _rows_of(run)
    table = pd.DataFrame(rows, columns=["area" if name == "area_id" else name for name in FIELDS])
    table = table.astype(dict.fromkeys(NUMBERS, "float64"))  # None becomes missing
    return Answer(run, run.policy, _named(table))


def _rows_of(run: RunFacts) -> list[tuple[Any, ...]]:
    return list(AreaGap.objects.filter(run_id=run.pk).order_by("rank").values_list(*FIELDS))


def answer_under(policy: ReachPolicy, kept: Answer) -> Answer:
    """The answer under a policy: the one that is kept, or worked out anew and not stored."""
    if policy == kept.policy:
        return kept
    return Answer(kept.run, policy, _table_under(policy, kept.run))


@lru_cache(maxsize=8)
def _table_under(policy: ReachPolicy, run: RunFacts) -> pd.DataFrame:
    """Kept for a while: somebody who tries a policy looks at its list, map, areas and file."""
    question = Question(run.theme, run.ages, run.as_of, policy)
    return _named(table_of(assess(question).assessment))


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the name and the district of each area."""
    names = places.areas()[["area", "area_name", "district", "district_name"]]
    return table.merge(names, on="area", how="left", validate="1:1")
