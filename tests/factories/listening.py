"""What people said of a place, as a partner tells it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone
from factories.register import TRUST, organisation_of

from sightline.service.need.actions import Heard, tell_listening
from sightline.service.need.models import Listening


def heard(area_code: str, **given: Any) -> Heard:
    """What was heard, of which everything is told, but for what is given instead."""
    told: dict[str, Any] = {
        "organisation_id": organisation_of(TRUST).pk,
        "area_code": area_code,
        "area_name": "Harbour quarter",
        "heard_from": "young people",
        "method": "group",
        "listened_from": date(2025, 10, 1),
        "listened_to": date(2025, 10, 3),
        "people": 7,
        "age_from": 13,
        "age_to": 16,
        "consent": "Asked at the start and at the end",
        "words": "The bus stop feels unsafe after dark.",
        "theme": "violence",
        "factors": ("isolation",),
    }
    return Heard(**(told | given))


def heard_of(area_code: str, *, by: Any, **given: Any) -> Listening:
    """The same, told and waiting for the unit."""
    return tell_listening(heard(area_code, **given), key=uuid4(), by=by, now=timezone.now())


__all__ = ["heard", "heard_of"]
