"""Who can be given an action, and who can be asked for an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.service.accounts.models import User
from sightline.service.accounts.policy import POLICY
from sightline.service.findings.models import LinkKind
from sightline.service.findings.sight import seen_finding
from sightline.service.partners.models import MemberRole, Membership


@dataclass(frozen=True)
class OwnerChoices:
    """People by key, with what they are to the partnership."""

    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskPage:
    """Who can be asked about a finding. people: organisation and person as one key."""

    title: str
    address: str
    people: tuple[tuple[str, str], ...]
    version: int
    nobody: str


def owner_choices() -> OwnerChoices:
    """Everybody who may see findings, by name."""
    roles = [role.value for role in POLICY["findings:actions"]]
    found = User.objects.filter(is_active=True, role__in=roles).order_by("name", "email")
    return OwnerChoices(tuple((str(user.pk), f"{user.name} ({user.role})") for user in found))


def ask_page(*, viewer: Any, finding_id: UUID, today: date) -> AskPage:
    """The people of the organisations that a finding names first, then of all others."""
    finding = seen_finding(viewer, finding_id, today)
    named = set(
        finding.links.filter(kind=LinkKind.ORGANISATION.value).values_list("key", flat=True)
    )
    members = Membership.objects.select_related("user", "organisation").filter(
        user__is_active=True, organisation__merged_into=None
    )
    found = sorted(
        members,
        key=lambda one: (
            str(one.organisation_id) not in named, one.organisation.name,
            one.role != MemberRole.LEAD, one.user.name,
        ),
    )  # fmt: skip
    return AskPage(
        title=finding.title,
        address=reverse("findings:finding", args=[finding.pk]),
        people=tuple((f"{one.organisation_id}:{one.user_id}", _said(one, named)) for one in found),
        version=finding.version,
        nobody="" if found else "Nobody who belongs to an organisation has signed up yet.",
    )


def _said(one: Membership, named: set[str]) -> str:
    leads = ", leads it" if one.role == MemberRole.LEAD else ""
    note = " (named in it)" if str(one.organisation_id) in named else ""
    return f"{one.organisation.name}{note}: {one.user.name}{leads}"
