"""The estimate that is kept for a question: its facts, its table, and draws of the same rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import pandas as pd
from django.db import models

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.need import RateDraws, draw_groups
from sightline.analysis.periods import Month, say_months
from sightline.errors import NotFound
from sightline.service.need.asking import DRAWS, SEED, ask
from sightline.service.need.models import NeedEstimate, NeedRun
from sightline.service.need.queries.asked import Asked, Question, question_of, say_ages
from sightline.service.places import queries as places

FIELDS = tuple(
    field.attname for field in NeedEstimate._meta.fields if field.attname not in {"id", "run_id"}
)
NUMBERS = tuple(
    field.attname for field in NeedEstimate._meta.fields if isinstance(field, models.FloatField)
)


@dataclass(frozen=True)
class RunFacts:
    """The estimate that is kept: what was asked, when, and of what."""

    pk: int
    theme: Theme
    ages: AgeRange
    as_of: Month
    months: tuple[Month, ...]
    method: str
    county: str
    county_per_1000: float
    made_at: datetime

    @property
    def period(self) -> str:
        """The months in words, and how many of them are known."""
        return say_months(self.months, to=self.as_of)

    @property
    def words(self) -> str:
        """What was asked, in words."""
        return f"{self.theme.name}, {say_ages(self.ages)}, {self.period}"


@dataclass(frozen=True, eq=False)
class Answer:
    """An estimate with a row for each area: the surest above the county first, then by need.

    table: area, area_name, district, district_name and the columns of NeedEstimate.
    """

    run: RunFacts
    table: pd.DataFrame

    def row_of(self, area: str) -> pd.Series:
        """The row of an area of the county, or NotFound."""
        found = self.table[self.table["area"] == area]
        if found.empty:
            raise NotFound("There is no area of the county with that code.")
        return found.iloc[0]


def kept_answer(asked: Asked) -> Answer:
    """The estimate that is kept for what is asked; NotFound if there is none."""
    run = _facts_of(question_of(asked))
    rows = NeedEstimate.objects.filter(run_id=run.pk).values_list(*FIELDS)
    columns = ["area" if name == "area_id" else name for name in FIELDS]
    table = pd.DataFrame(rows, columns=columns)
    table = table.astype(dict.fromkeys(NUMBERS, "float64"))  # None becomes missing
    names = places.areas()[["area", "area_name", "district", "district_name"]]
    table = table.merge(names, on="area", how="left", validate="1:1")
    order = ["chance_above", "need_per_1000", "area"]
    return Answer(run, table.sort_values(order, ascending=[False, False, True], ignore_index=True))


def _facts_of(question: Question) -> RunFacts:
    run = NeedRun.objects.filter(
        theme=question.theme.theme,
        age_from=question.ages.from_age,
        age_to=question.ages.to_age,
        as_of=str(question.as_of),
    ).first()
    if run is None:
        raise NotFound("Need has not been worked out for this theme and these ages.")
    return RunFacts(
        pk=run.pk,
        theme=question.theme,
        ages=question.ages,
        as_of=question.as_of,
        months=tuple(Month.parse(month) for month in run.months),
        method=run.method,
        county=run.compared_with,
        county_per_1000=run.county_per_1000,
        made_at=run.made_at,
    )


@lru_cache(maxsize=8)
def drawn(run: RunFacts) -> tuple[RateDraws, pd.DataFrame]:
    """Draws of the rates of every area and district, and PEOPLE: those the estimate was made of."""
    asked, _ = ask(run.theme, run.ages, run.as_of)
    districts = places.areas().groupby("district")["area"].apply(list)
    lived = asked.people.groupby("area")["people"].sum()
    groups = {code: areas for code, areas in districts.items() if lived.reindex(areas).sum() > 0}
    draws = asked.draw(how_many=DRAWS, seed=SEED)
    return draw_groups(draws=draws, people=asked.people, groups=groups)
