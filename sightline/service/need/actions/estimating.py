"""Estimate need for a theme and a group of ages, once for every set of inputs, and keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd
from django.db import transaction

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.need import Comparison, NeedAsked, compare_rates, rank_areas
from sightline.analysis.periods import Month
from sightline.service.need.asking import DRAWS, SEED, ask
from sightline.service.need.models import NeedEstimate, NeedRun
from sightline.service.need.stored import input_versions

METHOD = "gamma–Poisson, steadied by areas with like deprivation"
ROWS_AT_ONCE = 5000
MOST_KEPT = 40  # estimates: more than the themes and ages that pages offer; each has a row an area


def refresh_need(
    *, theme: Theme, ages: AgeRange, as_of: Month, county: str, now: datetime
) -> NeedRun:
    """The kept estimate of a question, worked out first if there is none of what is stored now.

    Nothing is locked unless something has changed, for this is asked before every page. Refused or
    BadInput if records or population do not tell of the theme or the ages.
    """
    return _kept(theme, ages, as_of) or _estimate(theme, ages, as_of, county, now)


def _kept(theme: Theme, ages: AgeRange, as_of: Month) -> NeedRun | None:
    run = NeedRun.objects.filter(
        theme=theme.theme, age_from=ages.from_age, age_to=ages.to_age, as_of=str(as_of)
    ).first()
    return run if run is not None and run.inputs == input_versions() else None


@transaction.atomic
def _estimate(theme: Theme, ages: AgeRange, as_of: Month, county: str, now: datetime) -> NeedRun:
    """Work out and keep, in place of an estimate of the same question from other inputs."""
    asked, months = ask(theme, ages, as_of)
    NeedRun.objects.filter(theme=theme.theme, age_from=ages.from_age, age_to=ages.to_age).delete()
    run = NeedRun(
        theme=theme.theme,
        age_from=ages.from_age,
        age_to=ages.to_age,
        as_of=str(as_of),
        months=[str(month) for month in months],
        method=METHOD,
        compared_with=county,
        inputs=input_versions(),
        made_at=now,
    )
    _store(run, asked)
    newest = NeedRun.objects.order_by("-made_at", "-pk").values_list("pk", flat=True)
    NeedRun.objects.filter(pk__in=list(newest[MOST_KEPT:])).delete()
    return run


def _store(run: NeedRun, asked: NeedAsked) -> None:
    need = asked.estimate()
    draws = asked.draw(how_many=DRAWS, seed=SEED)
    county = Comparison(run.compared_with, areas=tuple(need["area"]))
    compared = compare_rates(draws=draws, people=asked.people, comparison=county)
    table = need.merge(compared.drop(columns=["rate_per_1000"]), on="area", validate="1:1")
    table = table.merge(rank_areas(draws=draws), on="area", validate="1:1")
    run.county_per_1000 = float(1000 * need["incidents"].sum() / asked.years / need["people"].sum())
    run.save()
    NeedEstimate.objects.bulk_create(_rows(run, table), batch_size=ROWS_AT_ONCE)


def _rows(run: NeedRun, table: pd.DataFrame) -> Iterator[NeedEstimate]:
    kept = [
        field.attname
        for field in NeedEstimate._meta.fields
        if field.attname not in {"id", "run_id", "area_id"}
    ]
    for row in table.to_dict("records"):
        values = {name: None if pd.isna(row[name]) else row[name] for name in kept}
        yield NeedEstimate(run=run, area_id=row["area"], **values)
