"""A whole answer for three areas in a row, from as little as will do."""

from __future__ import annotations

import pandas as pd

from sightline.analysis.gaps import (
    Assessment,
    Question,
    ReachPolicy,
    TargetRule,
    assess_gaps,
)
from tests.factories.small_tables import (
    AS_OF,
    VIOLENCE,
    YOUNG,
    activity,
    geography_of,
    population_of,
)

EQUAL = ReachPolicy(target_share=0.1, rule=TargetRule.EQUAL)
NO_PARTNERS = pd.DataFrame({"organisation": [], "area": []})
A_TO_C = 3  # areas, 3 km apart; 500 people of 10 to 24 in each, so the target is 50 in each


def cube_of(counts, months=("2025-12",)):
    rows = [
        (area, month, "Violence and sexual offences", count)
        for month in months
        for area, count in zip("ABC", counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["area", "month", "category", "incidents"])


def assess(*activities, policy=EQUAL, **changes) -> Assessment:
    usual = {
        "question": Question(VIOLENCE, YOUNG, AS_OF, policy),
        "geography": geography_of(A_TO_C),
        "population": population_of([500] * 3, older=[100] * 3),
        "cube": cube_of([30, 30, 30]),
        "activities": activities,
        "partners": NO_PARTNERS,
    }
    return assess_gaps(**{**usual, **changes})


def only_in(area, reference="1", **facts):
    return activity(reference, areas_served=(area,), **facts)


def reasons_of(assessment, area="A"):
    rows = assessment.reasons
    return rows.loc[rows["area"] == area, "reason"].tolist()
