"""What is stored of incidents, as analysis takes it, and the version of everything read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from sightline.analysis.periods import Month
from sightline.service.need.models import DataRelease, IncidentCount, MonthSupplied

INDICATOR_SOURCES = (
    DataRelease.What.DFE_LAIT,
    DataRelease.What.HEALTH_INDEX,
    DataRelease.What.CRIME_SEVERITY,
)  # told beside need, and never part of an estimate
CUBE_COLUMNS = ["area", "month", "category", "incidents"]


def cube(*, categories: Collection[str], months: Sequence[Month]) -> pd.DataFrame:
    """INCIDENTS of those categories in those months: area, month, category, incidents."""
    rows = IncidentCount.objects.filter(
        category__in=categories, month__in=[str(month) for month in months]
    ).order_by("area_id", "month", "category")
    return pd.DataFrame(
        rows.values_list("area_id", "month", "category", "incidents"), columns=CUBE_COLUMNS
    )


def months_supplied() -> tuple[Month, ...]:
    """The months the police files cover, oldest first."""
    return tuple(Month.parse(month) for month in MonthSupplied.objects.values_list("pk", flat=True))


def input_versions() -> dict[str, list[str]]:
    """The sha256 of every file of every input, by what it tells; indicators are no input."""
    return {
        release.what: [file["sha256"] for file in release.files]
        for release in DataRelease.objects.defer("problems").exclude(what__in=INDICATOR_SOURCES)
    }
