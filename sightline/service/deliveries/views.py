"""Pages of deliveries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from sightline.errors import BadInput
from sightline.service.deliveries import actions, queries
from sightline.service.deliveries.forms import CorrectHeldForm, NewHeldForm, RemoveForm
from sightline.service.pages.looking import shows
from sightline.service.register.actions import log_what_was_read


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The deliveries of an activity, and a form for one more."""
    page = queries.deliveries_page(viewer=request.user, activity_id=activity_id)
    form = NewHeldForm(request.POST or None, initial={"entry_key": page.entry_key})
    if form.is_valid() and _did(form, _record, request, activity_id):
        return redirect("deliveries:deliveries", activity_id)
    _log(request, page.restricted)
    return render(request, "deliveries/deliveries.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Correct one delivery."""
    page = queries.delivery_page(viewer=request.user, delivery_id=delivery_id)
    form = CorrectHeldForm(request.POST or None, initial=page.initial)
    if form.is_valid() and _did(form, _correct, request, delivery_id):
        return redirect(page.address)
    _log(request, page.restricted)
    return render(request, "deliveries/delivery.html", {"page": page, "form": form})


@require_POST
def remove(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Take a delivery out of every count."""
    form = RemoveForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say which version was looked at.")
    page = queries.delivery_page(viewer=request.user, delivery_id=delivery_id)
    actions.remove_delivery(
        delivery_id=delivery_id, version=form.cleaned_data["version"], by=_user(request), now=now()
    )
    return redirect(page.address)


def _log(request: HttpRequest, restricted: Collection[UUID]) -> None:
    """Tell the chain of events that a hidden place is about to be shown."""
    if shows(request):
        log_what_was_read("the place of a sensitive site, in its deliveries",
                          activities=restricted, by=_user(request), now=now())  # fmt: skip


def _did(form: Form, act: Any, request: HttpRequest, key: UUID) -> bool:
    """Whether the action was done; if it is refused, the form says why and keeps what was typed."""
    try:
        act(form, request, key)
    except BadInput as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _record(form: NewHeldForm, request: HttpRequest, activity_id: UUID) -> None:
    actions.record_delivery(
        activity_id=activity_id,
        held=form.held(),
        entry_key=form.cleaned_data["entry_key"],
        by=_user(request),
        now=now(),
        today=localdate(),
    )


def _correct(form: CorrectHeldForm, request: HttpRequest, delivery_id: UUID) -> None:
    actions.correct_delivery(
        delivery_id=delivery_id,
        held=form.held(),
        version=form.cleaned_data["version"],
        by=_user(request),
        now=now(),
        today=localdate(),
    )


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
