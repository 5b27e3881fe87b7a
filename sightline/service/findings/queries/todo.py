"""What somebody has to do about findings, and one action."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.errors import NotFound
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.findings.models import Action
from sightline.service.findings.queries.finding import ActionLine, action_line
from sightline.service.findings.queries.people import owner_choices
from sightline.service.findings.sight import title_for
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.register.queries import day_of_pages

ON_A_PAGE = 25
UNSEEN = "a finding that rests on a record you may not see"


@dataclass(frozen=True)
class ActionsPage:
    """Actions: one's own, or all of them for the unit."""

    heading: str
    late: tuple[ActionLine, ...]
    to_do: tuple[ActionLine, ...]
    done: tuple[ActionLine, ...]
    everybody: bool
    other_text: str  # the way to the other list, for the unit
    other_address: str
    pages: Pages | None


@dataclass(frozen=True)
class ActionPage:
    """One action, with what can be changed of it."""

    id: UUID
    line: ActionLine
    finding: str
    finding_address: str
    version: int
    is_done: bool
    may_change: bool
    text: str
    owner: str
    due_on: date
    owners: tuple[tuple[str, str], ...]


def actions_page(*, viewer: Any, everybody: bool, page: int, today: date) -> ActionsPage:
    """What is to be done by the viewer; everybody's for the unit, if it asks for them."""
    is_unit = role_of(viewer) is Role.UNIT
    everybody = everybody and is_unit
    found = Action.objects.select_related("owner", "finding")
    found = found if everybody else found.filter(owner_id=viewer.pk)
    waiting = found.filter(done_at=None)
    done = found.filter(done_at__isnull=False).order_by("-done_at", "id")
    count = done.count()
    last = max(1, -(-count // ON_A_PAGE))
    here = min(page, last)
    shown = done[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
    here_of = reverse("findings:actions")
    return ActionsPage(
        heading="Everybody’s actions" if everybody else "Your actions",
        late=tuple(_line(one, viewer) for one in waiting if one.due_on < today),
        to_do=tuple(_line(one, viewer) for one in waiting if one.due_on >= today),
        done=tuple(_line(one, viewer) for one in shown),
        everybody=everybody,
        other_text=("Only yours" if everybody else "Everybody’s") if is_unit else "",
        other_address=here_of if everybody else f"{here_of}?whose=all",
        pages=make_pages(
            here=here, last=last,
            address=lambda n: f"{here_of}?page={n}" + ("&whose=all" if everybody else ""),
        ),
    )  # fmt: skip


def action_page(*, viewer: Any, action_id: UUID) -> ActionPage:
    """One action of the viewer's own, or any for the unit; NotFound of others."""
    found = Action.objects.select_related("owner", "finding").filter(pk=action_id).first()
    is_unit = role_of(viewer) is Role.UNIT
    if found is None or not (is_unit or found.owner_id == viewer.pk):
        raise NotFound("There is no such action of yours.")
    return ActionPage(
        id=found.pk,
        line=action_line(found, viewer),
        finding=title_for(viewer, found.finding, day_of_pages()) or UNSEEN,
        finding_address=reverse("findings:finding", args=[found.finding_id]),
        version=found.version,
        is_done=found.done_at is not None,
        may_change=is_unit and found.done_at is None,
        text=found.text,
        owner=str(found.owner_id),
        due_on=found.due_on,
        owners=owner_choices().people if is_unit else (),
    )


def _line(one: Action, viewer: Any) -> ActionLine:
    address = reverse("findings:finding", args=[one.finding_id])
    title = title_for(viewer, one.finding, day_of_pages()) or UNSEEN
    return replace(action_line(one, viewer), finding=title, finding_address=address)
