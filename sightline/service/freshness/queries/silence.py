"""How much of the register nobody vouches for, as one viewer may know it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sightline.analysis.freshness import Silence
from sightline.service.freshness.standing import Counted, count_among
from sightline.service.partners.queries import expected_partners
from sightline.service.register.queries import visible_to


def reporting(viewer: Any) -> set[UUID]:
    """The organisations with any activity on the register that the viewer may see."""
    return set(visible_to(viewer).order_by().values_list("organisation_id", flat=True).distinct())


def silence_of(viewer: Any, *, today: date, counted: Counted | None = None) -> Silence:
    """How many records were not confirmed in time, and how many partners have not reported.

    counted: all that the viewer may see, where it has been counted already.
    """
    all_seen = counted or count_among(visible_to(viewer), today=today)
    expected = expected_partners(today)
    silent = len(expected.keys() - reporting(viewer))
    return Silence(all_seen.records, all_seen.late, len(expected), silent)
