"""Gaps through the months from as little as will do: one line of reach for each area and month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sightline.analysis.gaps import (
    SILENCE,
    AssessmentAhead,
    GapsAhead,
    Question,
    Reached,
    ReachPolicy,
    TargetRule,
    assess_ahead,
    gaps_by_month,
)
from sightline.analysis.provision import EVERYONE, ReachModel
from tests.factories.small_answer import NO_PARTNERS, assess
from tests.factories.small_tables import AS_OF, VIOLENCE, YOUNG, geography_of, population_of

EQUAL = ReachPolicy(target_share=0.1, rule=TargetRule.EQUAL)
ALL_HEARD = 0.0


def need_rows(areas: Sequence[str], people: Sequence[float], *, low=1.0, high=1.0) -> pd.DataFrame:
    """NEED of 10 a year per 1,000 everywhere; low and high are times that."""
    return pd.DataFrame(
        {
            "area": list(areas),
            "people": list(people),
            "incidents": 1,
            "rate_per_1000": 10.0,
            "expected_per_1000": 10.0,
            "own_weight": 1.0,
            "deprivation_given": 0,
            "need_per_1000": 10.0,
            "need_low": 10.0 * low,
            "need_high": 10.0 * high,
        }
    )


def reach_rows(area: str, people: Sequence[float], **columns: object) -> pd.DataFrame:
    """REACH_BY_MONTH of one area from AS_OF on: fresh, confirmed, by one activity if anybody."""
    reached = np.array(people, dtype="float64")
    usual = {
        "area": area,
        "month": [str(AS_OF.plus(step)) for step in range(len(reached))],
        "people_reached": reached,
        "reach_low": reached,
        "reach_high": reached,
        "people_reached_confirmed": reached,
        "people_money_not_said": 0.0,
        "activities": (reached > 0).astype(int),
        "activities_unknown": 0,
    }
    return pd.DataFrame({**usual, **columns})


def silence_rows(shares: Mapping[str, float | None], *, partners: int = 4) -> pd.DataFrame:
    """SILENCE: the share of four partners that is silent; None where no partner is known."""
    return SILENCE.check(
        pd.DataFrame(
            {
                "area": list(shares),
                "partners": [0 if one is None else partners for one in shares.values()],
                "partners_silent": [round(partners * (one or 0)) for one in shares.values()],
                "share_silent": pd.Series(list(shares.values()), dtype="float64"),
            }
        )
    )


def one_area(people: Sequence[float], *, silent: float | None = ALL_HEARD, **columns) -> GapsAhead:
    """The gaps of area A, where 500 live and so 50 are to be reached; months as of people."""
    changes = {
        name: columns.pop(name) for name in ("reported", "others", "need") if name in columns
    }
    usual = {
        "need": need_rows("A", [500.0]),
        "reach": reach_rows("A", people, **columns),
        "silence": silence_rows({"A": silent}),
        "policy": EQUAL,
        "reported": True,
    }
    return gaps_by_month(**{**usual, **changes})


def ahead_of(
    *activities, partners=NO_PARTNERS, months: int = 8, group: str = EVERYONE, **changes
) -> AssessmentAhead:
    """The whole answer for areas A, B and C, 500 people in each: see small_answer."""
    return assess_ahead(
        assessment=assess(*activities, partners=partners, **changes),
        geography=geography_of(3),
        population=population_of([500] * 3, older=[100] * 3),
        activities=activities,
        partners=partners,
        months=months,
        group=group,
    )


def _nothing_reached(areas: pd.DataFrame) -> Reached:
    people = pd.DataFrame({"area": areas["area"], "age_from": 10, "age_to": 24, "people": 1})
    model = ReachModel.of(activities=[], areas=areas, population=people)
    return Reached.of(model, theme="violence", ages=YOUNG, as_of=AS_OF, months=0)


def empty_land(
    areas: pd.DataFrame, people: Sequence[float], reached: Sequence[float]
) -> AssessmentAhead:
    """An answer for any areas, with so many reached in the one month asked about."""
    codes = areas["area"].tolist()
    need = need_rows(codes, people)
    silence = silence_rows(dict.fromkeys(codes, ALL_HEARD))
    rows = [reach_rows(area, [number]) for area, number in zip(codes, reached, strict=True)]
    gaps = gaps_by_month(
        need=need, reach=pd.concat(rows), silence=silence, policy=EQUAL, reported=True
    )
    return AssessmentAhead(
        question=Question(VIOLENCE, YOUNG, AS_OF, EQUAL),
        group="",
        gaps=gaps,
        need=need,
        silence=silence,
        partners=NO_PARTNERS,
        reached=_nothing_reached(areas),
        areas=areas,
        activities={},
    )
