"""What home tells: what is due to a partner, and to the partnership how much nobody vouches for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sightline.analysis.freshness import say_silence
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import PARTNERSHIP, may_open, role_of
from sightline.service.freshness.queries.due import say_state
from sightline.service.freshness.queries.silence import silence_of
from sightline.service.freshness.standing import asked_of, count_among, due_among
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.partners.queries import voice_of
from sightline.service.register.queries import day_of_pages, visible_to

MOST_ROWS = 5


def home_panel(viewer: Any) -> Panel | None:
    """What is due to somebody who may confirm; to other partners how much is vouched for."""
    role = role_of(viewer)
    if role not in PARTNERSHIP:
        return None
    if role is Role.PARTNER:
        return _due(viewer)
    partners = may_open(viewer, "freshness:partners")
    return Panel(
        heading="How much of this somebody vouches for",
        rows=(PanelRow(say_silence(silence_of(viewer, today=day_of_pages()))),),
        nothing="",
        more="Who has not reported or confirmed" if partners else "",
        more_address=reverse("freshness:partners") if partners else "",
    )


def _due(viewer: Any) -> Panel:
    today, voice = day_of_pages(), voice_of(viewer)
    own = visible_to(viewer).filter(organisation__in=voice.organisations)
    own = asked_of(own, viewer)
    due = count_among(own, today=today).due
    first = due_among(own, today=today, first=0, upto=MOST_ROWS)
    rows = tuple(
        PanelRow(
            record.name, reverse("register:activity", args=[record.id]), f"{say_state(record)}."
        )
        for record in first
    )
    silence = PanelRow(say_silence(silence_of(viewer, today=today)), note="On the whole register.")
    return Panel(
        heading="Is it still right?",
        rows=(*rows, silence) if rows else (PanelRow("Nothing of yours is due."), silence),
        nothing="",
        more=f"Confirm several at once: {due:,} to look at" if due else "",
        more_address=reverse("freshness:due") if due else "",
    )
