"""Those who run sign-ins: who is here, who is invited, and what each may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput, Conflict
from sightline.service.accounts import actions, queries
from sightline.service.accounts.forms import ChangeForm, InviteForm, PeopleForm, RoleForm
from sightline.service.accounts.signing_in import somebody

READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a sign-in."""
    form = PeopleForm(request.GET)
    page = queries.people_page(viewer=request.user, asked=form.asked(), now=now())
    return render(request, "accounts/people.html", {"page": page, "form": form})


@require_safe
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One of them."""
    page = queries.person_page(viewer=request.user, user_id=user_id)
    return render(request, "accounts/person.html", {"page": page})


@require_http_methods(READ_AND_SEND)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InviteForm(request.POST or None, roles=queries.roles_to_invite(request.user))
    if form.is_valid():
        try:
            actions.invite(by=somebody(request), now=now(), **form.asked())
        except (BadInput, Conflict) as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@require_POST
def cancel_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make an invitation useless."""
    actions.cancel_invitation(invitation_id=invitation_id, by=somebody(request), now=now())
    return redirect("accounts:people")


def _change(
    request: HttpRequest,
    user_id: UUID,
    *,
    words: str,
    action: Callable[..., Any],
    form_class: type[ChangeForm] = ChangeForm,
) -> HttpResponse:
    """Ask for the reason, then do it."""
    page = queries.person_page(viewer=request.user, user_id=user_id)
    form = form_class(request.POST or None, initial={"version": page.version, "role": page.role})
    if form.is_valid():
        action(user_id=user_id, by=somebody(request), now=now(), **form.cleaned_data)
        return redirect("accounts:person", user_id)
    shown = {"page": page, "form": form, "words": words}
    return render(request, "accounts/change.html", shown)


@require_http_methods(READ_AND_SEND)
def change_role(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Make somebody something else to the partnership."""
    return _change(
        request,
        user_id,
        words="Change role",
        action=actions.change_role,
        form_class=RoleForm,
    )


@require_http_methods(READ_AND_SEND)
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Keep somebody out who has left."""
    return _change(request, user_id, words="Keep out", action=actions.deactivate_user)


@require_http_methods(READ_AND_SEND)
def reactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Let somebody in again."""
    return _change(request, user_id, words="Let in again", action=actions.reactivate_user)


@require_http_methods(READ_AND_SEND)
def reset_second_factor(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Take away the second factor of somebody who lost it."""
    return _change(
        request, user_id, words="Reset second factor", action=actions.reset_second_factor
    )
