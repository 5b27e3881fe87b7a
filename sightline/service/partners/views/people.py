"""Who belongs to an organisation, and how they come and go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput, Conflict
from sightline.service.partners import actions, queries
from sightline.service.partners.forms import InviteForm, LeaveForm, MemberForm, TeamForm
from sightline.service.partners.views.shared import user_of


@require_safe
def people(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Everybody who belongs to an organisation, and its teams."""
    page = queries.people_page(viewer=request.user, organisation_id=organisation_id)
    return render(request, "partners/people.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Ask somebody by e-mail to join."""
    viewer = user_of(request)
    teams = queries.team_choices(viewer=viewer, organisation_id=organisation_id)
    form = InviteForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_member(
                organisation_id=organisation_id, by=viewer, now=now(), **form.invited()
            )
        except (BadInput, Conflict) as wrong:
            form.refuse(wrong)
        else:
            return redirect("partners:people", organisation_id)
    page = queries.invite_page(viewer=viewer, organisation_id=organisation_id)
    return render(request, "partners/invite.html", {"page": page, "form": form})


@require_POST
def withdraw(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    actions.withdraw_invitation(
        organisation_id=organisation_id,
        email=request.POST.get("email", ""),
        by=user_of(request),
        now=now(),
    )
    return redirect("partners:people", organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    """Give somebody another part."""
    viewer = user_of(request)
    which: dict[str, Any] = {"organisation_id": organisation_id, "user_id": member_id}
    kept, typed = queries.kept_member(viewer=viewer, **which), None
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        kept=kept,
        teams=queries.team_choices(viewer=viewer, organisation_id=organisation_id),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_member(**which, **form.part(), by=viewer, now=now())
        except actions.StaleEdit:
            typed = form.typed()
            form.start_from(kept["version"])
        except Conflict as wrong:
            form.refuse(wrong)
        else:
            return redirect(queries.way_back(viewer=viewer, organisation_id=organisation_id))
    page = queries.member_page(viewer=viewer, **which, typed=typed)
    told = {"page": page, "form": form}
    return render(request, "partners/member.html", told, status=409 if typed else 200)


@require_POST
def remove_member(request: HttpRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    """Take somebody out of an organisation."""
    actions.remove_member(
        organisation_id=organisation_id, user_id=member_id, by=user_of(request), now=now()
    )
    return redirect("partners:people", organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, organisation_id: UUID, team_id: UUID) -> HttpResponse:
    """Add a team under a key that is made with the link to this form, or change one."""
    viewer = user_of(request)
    which: dict[str, Any] = {"organisation_id": organisation_id, "team_id": team_id}
    kept, typed = queries.kept_team(viewer=viewer, **which), None
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        kept=kept,
        people=queries.people_choices(viewer=viewer, organisation_id=organisation_id),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_team(**which, **form.team(), by=viewer, now=now())
        except actions.StaleEdit:
            typed = form.typed()
            form.start_from(kept["version"])
        except BadInput as wrong:
            form.refuse(wrong)
        else:
            return redirect("partners:people", organisation_id)
    page = queries.team_page(viewer=viewer, **which, typed=typed)
    told = {"page": page, "form": form}
    return render(request, "partners/team.html", told, status=409 if typed else 200)


@require_POST
def remove_team(request: HttpRequest, organisation_id: UUID, team_id: UUID) -> HttpResponse:
    """End a team."""
    actions.remove_team(
        organisation_id=organisation_id, team_id=team_id, by=user_of(request), now=now()
    )
    return redirect("partners:people", organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Leave an organisation."""
    viewer = user_of(request)
    page = queries.leave_page(viewer=viewer, organisation_id=organisation_id)
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        colleagues=queries.colleagues(viewer=viewer, organisation_id=organisation_id),
        is_last_lead=page.is_last_lead,
    )
    if request.method == "POST" and form.is_valid():
        actions.leave_organisation(
            organisation_id=organisation_id, by=viewer, now=now(), **form.chosen()
        )
        return redirect("pages:home")
    return render(request, "partners/leave.html", {"page": page, "form": form})
