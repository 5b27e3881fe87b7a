"""Pages about records that may be the same. What they decide is decided in queries and actions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.duplicates import actions, queries
from sightline.service.duplicates.forms import AskedForm, DecideForm, UndoForm
from sightline.service.pages.looking import shows
from sightline.service.register.actions import log_what_was_read


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Pairs to decide, the likeliest first."""
    page = queries.pairs_page(viewer=request.user, **AskedForm(request.GET).asked())
    return render(request, "duplicates/pairs.html", {"page": page})


@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided."""
    number = AskedForm(request.GET).asked()["page"]
    page = queries.decided_page(viewer=request.user, page=number)
    return render(request, "duplicates/decided.html", {"page": page})


@require_safe
def pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """One pair, side by side."""
    page = queries.pair_page(viewer=request.user, pair_id=pair_id)
    _log(request, page.restricted)
    return render(request, "duplicates/pair.html", {"page": page, "form": DecideForm(page=page)})


@require_POST
def decide(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Decide a pair."""
    page = queries.pair_page(viewer=request.user, pair_id=pair_id)
    form = DecideForm(request.POST, page=page)
    if not form.is_valid():
        _log(request, page.restricted)
        return render(request, "duplicates/pair.html", {"page": page, "form": form}, status=422)
    actions.decide(pair_id=pair_id, by=_user(request), now=now(), **form.decided())
    return redirect("duplicates:pair", pair_id)


@require_POST
def undo(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Take a decision back."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say which version was looked at.")
    version = form.cleaned_data["version"]
    actions.undo(pair_id=pair_id, by=_user(request), now=now(), version=version)
    return redirect("duplicates:pair", pair_id)


@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """Search the register now."""
    actions.look_again(now=now(), by=_user(request))
    return redirect("duplicates:pairs")


def _log(request: HttpRequest, restricted: Collection[UUID]) -> None:
    """Tell the chain of events whose hidden places are about to be shown."""
    if shows(request):
        log_what_was_read("hidden places, side by side in a pair",
                          activities=restricted, by=_user(request), now=now())  # fmt: skip


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
