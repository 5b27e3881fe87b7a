"""Naming the county that this service is about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.service.pages.models import Instance


@transaction.atomic
def name_instance(
    *, name: str, fictional: bool, as_of: Month, theme: str, ages: AgeRange | None, now: datetime
) -> None:
    """Say which county was loaded. Every page says so, and whether it is made up."""
    Instance.objects.update_or_create(
        id=1,
        defaults={
            "name": name,
            "fictional": fictional,
            "as_of": str(as_of),
            "theme": theme,
            "ages": "" if ages is None else str(ages),
            "loaded_at": now,
        },
    )
