"""What somebody's home page says of organisations: their own, or those that nobody leads."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.pages.queries import Link, Panel, PanelRow
from sightline.service.partners.models import Organisation, leading
from sightline.service.partners.voices import organisations_of, voice_of

MOST_SHOWN = 5
NOT_YET = "Your sign-in does not belong to an organisation yet. Ask its lead, or the unit."


def home_panel(viewer: Any) -> Panel | None:
    """A partner's organisations; for the unit, those with people of whom none leads."""
    role = role_of(viewer)
    if role is Role.PARTNER:
        return _own(viewer)
    return _without_lead() if role is Role.UNIT else None


def belongs_to(user: Any) -> tuple[Link, ...]:
    """The organisations of somebody, for the page of their account."""
    return tuple(
        Link(name, reverse("register:organisation", args=[key]))
        for key, name in organisations_of(user).items()
    )


def _own(viewer: Any) -> Panel:
    led = voice_of(viewer).led
    rows = tuple(
        PanelRow(
            name,
            reverse("register:organisation", args=[key]),
            "You lead it: look after its details and its people" if key in led else "",
        )
        for key, name in organisations_of(viewer).items()
    )
    return Panel("Your organisations", rows, NOT_YET)


def _without_lead() -> Panel | None:
    leads = Count("members", filter=leading("members__"))
    found = Organisation.objects.filter(merged_into=None).annotate(
        people=Count("members"), leads=leads
    )
    without = found.filter(people__gt=0, leads=0).order_by("name")
    names = list(without.values_list("id", "name")[: MOST_SHOWN + 1])
    if not names:
        return None
    more = len(names) > MOST_SHOWN
    rows = tuple(
        PanelRow(name, reverse("partners:people", args=[key])) for key, name in names[:MOST_SHOWN]
    )
    return Panel(
        "Organisations that nobody leads",
        rows,
        "",
        more="All organisations" if more else "",
        more_address=reverse("partners:organisations") if more else "",
    )
