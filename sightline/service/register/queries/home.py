"""The register's numbers for the home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q

from sightline.analysis.provision import Status
from sightline.analysis.words import say_share
from sightline.service.pages.queries import Figure, Lack
from sightline.service.partners.queries import voice_of
from sightline.service.register.queries.asked import Asked
from sightline.service.register.queries.clock import day_of_pages
from sightline.service.register.queries.matching import answer
from sightline.service.register.queries.sight import visible_to
from sightline.service.register.queries.standing import LATE
from sightline.service.register.queries.words import last_stale_day, say_date

NOBODY = Lack(
    "Nobody has reported an activity yet.",
    "Partners and the unit can add a sheet of activities.",
)


CURRENT = Asked(statuses=(Status.CURRENT.value,))
LATE_ONES = replace(CURRENT, standings=LATE, order="unconfirmed")
UNCONFIRMED = replace(CURRENT, stale=True, order="unconfirmed")  # as the public is told


def home_figures(viewer: Any) -> Sequence[Figure | Lack]:
    """How many of the activities that the viewer may see are current, and how many not sure."""
    today = day_of_pages()
    current = Q(status=Status.CURRENT.value)
    stale = Q(confirmed_on=None) | Q(confirmed_on__lte=last_stale_day(today))
    found = visible_to(viewer).aggregate(
        registered=Count("id"),
        current=Count("id", filter=current),
        stale=Count("id", filter=current & stale),
        newest=Max("confirmed_on"),
    )
    if not found["registered"]:
        return [NOBODY]
    voice = voice_of(viewer)
    if not voice.in_partnership:
        return [_current(found, today), _unconfirmed(found, today)]
    late = len(answer(LATE_ONES, voice=voice, today=today).rows)
    return [_current(found, today), _late(found, late, today)]


def _current(found: dict[str, Any], today: date) -> Figure:
    return Figure(
        label="Activities said to be current",
        value=f"{found['current']:,}",
        unit=f"of {found['registered']:,} on the register",
        period=f"As last said by {say_date(today)}",
        source="the activity register",
        freshness=_freshness(found),
        route="register:activities",
        query=urlencode(CURRENT.pairs),
    )


def _unconfirmed(found: dict[str, Any], today: date) -> Figure:
    share = found["stale"] / found["current"] if found["current"] else None
    return Figure(
        label="Current activities not confirmed in 6 months",
        value=say_share(share),
        unit=f"{found['stale']:,} of {found['current']:,}",
        period=f"Since {say_date(last_stale_day(today))}",
        source="the activity register",
        freshness=_freshness(found),
        route="register:activities",
        query=urlencode(UNCONFIRMED.pairs),
    )


def _late(found: dict[str, Any], late: int, today: date) -> Figure:
    share = late / found["current"] if found["current"] else None
    return Figure(
        label="Current activities not confirmed in time",
        value=say_share(share),
        unit=f"{late:,} of {found['current']:,}",
        period=f"On {say_date(today)}, by the interval that each declares",
        source="the activity register",
        freshness=_freshness(found),
        route="register:activities",
        query=urlencode(LATE_ONES.pairs),
    )


def _freshness(found: dict[str, Any]) -> str:
    newest = found["newest"]
    return f"last confirmed on {say_date(newest)}" if newest else "never confirmed"
