"""Entry's pages. What they decide is decided in queries and actions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput, Conflict
from sightline.service.entry import actions, queries
from sightline.service.entry.forms import (
    ChooseForm,
    DeclineForm,
    SaidForm,
    SendBackForm,
    StartForm,
    StepForm,
    TypedForm,
    VersionForm,
)
from sightline.service.entry.merging import THEIRS
from sightline.service.entry.questions import STEPS, step_after
from sightline.service.entry.views.looking import log_look
from sightline.service.pages.looking import shows
from sightline.service.register.actions import log_what_was_read

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def drafts(request: HttpRequest) -> HttpResponse:
    """Begin to enter an activity, or go on with one."""
    page = queries.drafts_page(viewer=request.user)
    form = StartForm(request.POST or None, organisations=page.organisations, key=page.key)
    if request.method == "POST" and form.is_valid():
        draft_id = actions.start_draft(
            organisation_id=UUID(form.cleaned_data["organisation"]),
            key=form.cleaned_data["key"],
            by=_user(request),
            now=now(),
        )
        return redirect("entry:step", draft_id, STEPS[0].name)
    return render(request, "entry/drafts.html", {"page": page, "form": form})


@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """What the register says of an activity; and begin to say what is different."""
    if request.method == "POST":
        draft_id = actions.begin_change(
            activity_id=activity_id, by=_user(request), now=now(), today=localdate()
        )
        return redirect("entry:check", draft_id)
    page = queries.change_page(viewer=request.user, activity_id=activity_id, today=localdate())
    if shows(request):
        log_what_was_read(
            "the place of a sensitive site, in what is different",
            activities=page.restricted, by=_user(request), now=now(),
        )  # fmt: skip
    return render(request, "entry/change.html", {"page": page})


@require_http_methods(GET_OR_POST)
def step(request: HttpRequest, draft_id: UUID, step: str) -> HttpResponse:
    """One page of questions."""
    to_check = "check" in request.GET
    ask = partial(
        queries.step_page, viewer=request.user, draft_id=draft_id, step=step, to_check=to_check
    )
    page = ask()
    form = _step_form(request, draft_id, page)
    if form.asks_for_rows:
        log_look(request, page, draft_id)
        return render(request, "entry/step.html", {"page": page, "form": form.as_typed()})
    if request.method == "POST" and (form.is_valid() or form.given is not None):
        if (stale := _save(request, draft_id, step, form)) is not None:
            return stale
        if "later" in request.POST:
            return redirect("entry:drafts")
        if form.is_valid():
            following = None if to_check else step_after(step)
            if following is None:
                return redirect("entry:check", draft_id)
            return redirect("entry:step", draft_id, following.name)
    page = ask()
    log_look(request, page, draft_id)
    return render(request, "entry/step.html", {"page": page, "form": form})


def _step_form(request: HttpRequest, draft_id: UUID, page: queries.StepPage) -> StepForm:
    def check(given: Mapping[str, str | None]) -> Mapping[str, list[str]]:
        return queries.problems_by_heading(
            viewer=request.user, draft_id=draft_id, given=given, today=localdate()
        )

    return StepForm(request.POST if request.method == "POST" else None, page=page, check=check)


def _save(request: HttpRequest, draft_id: UUID, step: str, form: StepForm) -> HttpResponse | None:
    """Keep what was typed, right or wrong; or the choice, if a colleague saved something else."""
    given = form.given or {}
    try:
        actions.save_step(
            draft_id=draft_id,
            step=step,
            given=given,
            version=form.cleaned_data.get("version") or 0,
            by=_user(request),
            now=now(),
        )
    except actions.StaleDraft:
        return _choose(request, draft_id, step, given, bound=False)
    return None


@require_POST
def settle_step(request: HttpRequest, draft_id: UUID, step: str) -> HttpResponse:
    """Choose between what a colleague saved on a page and what was typed there."""
    carried = TypedForm(request.POST)
    if not carried.is_valid():
        raise BadInput("The form does not say what was typed.")
    return _choose(request, draft_id, step, carried.cleaned_data["typed"], bound=True)


def _choose(
    request: HttpRequest, draft_id: UUID, step: str, typed: Mapping[str, Any], *, bound: bool
) -> HttpResponse:
    """The choice; and what was chosen kept, unless somebody was quicker once more."""
    page = queries.stale_page(viewer=request.user, draft_id=draft_id, step=step, typed=typed)
    form = ChooseForm(request.POST if bound else None, rows=page.rows, version=page.version)
    if bound and form.is_valid():
        given = queries.settled(typed, form.choices(), THEIRS)
        try:
            actions.save_step(
                draft_id=draft_id, step=step, given=given, by=_user(request), now=now(),
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except actions.StaleDraft:
            return _choose(request, draft_id, step, typed, bound=False)
        return redirect("entry:step", draft_id, step)
    carried = TypedForm(initial={"typed": typed})
    log_look(request, page, draft_id)
    return render(
        request, "entry/conflict.html", {"page": page, "form": form, "carried": carried}, status=409
    )


@require_http_methods(GET_OR_POST)
def settle(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Choose between what the register says by now and what was written."""
    page = queries.settle_page(viewer=request.user, draft_id=draft_id, today=localdate())
    form = ChooseForm(
        request.POST if request.method == "POST" else None,
        rows=page.rows,
        version=page.version,
        record_version=page.record_version,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_draft(
                draft_id=draft_id,
                choices=form.choices(),
                version=form.cleaned_data["version"],
                record_version=form.cleaned_data["record_version"] or 0,
                by=_user(request),
                now=now(),
                today=localdate(),
            )
        except Conflict:
            return redirect("entry:settle", draft_id)
        return redirect("entry:check", draft_id)
    log_look(request, page, draft_id)
    status = 409 if request.method == "GET" else 200
    context = {"page": page, "form": form, "carried": None}
    return render(request, "entry/conflict.html", context, status=status)


@require_safe
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Every answer of a draft."""
    page = queries.check_page(viewer=request.user, draft_id=draft_id, today=localdate())
    log_look(request, page, draft_id)
    form = SendBackForm(initial={"version": page.version})
    return render(request, "entry/check.html", {"page": page, "form": form})


@require_POST
def send(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Onto the register, or before the unit."""
    try:
        draft = actions.send_draft(
            draft_id=draft_id,
            version=_version(request),
            by=_user(request),
            now=now(),
            today=localdate(),
        )
    except actions.RegisterMoved:
        return redirect("entry:settle", draft_id)
    except actions.LikelyTheSame:
        return redirect("entry:check", draft_id)
    return redirect("entry:check", draft.pk)


@require_POST
def likely(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Say what the new activity is to one on the register."""
    form = SaidForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say what the activity is to the other.")
    actions.say_of_likely(
        draft_id=draft_id,
        activity_id=form.cleaned_data["activity"],
        said=form.cleaned_data["said"],
        by=_user(request),
        now=now(),
        today=localdate(),
    )
    return redirect("entry:check", draft_id)


@require_POST
def take_back(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Back from the unit, to change it."""
    actions.take_back(draft_id=draft_id, by=_user(request), now=now())
    return redirect("entry:check", draft_id)


@require_POST
def throw_away(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Away with a draft."""
    actions.throw_away(draft_id=draft_id, by=_user(request), now=now())
    return redirect("entry:drafts")


@require_safe
def offer(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """An activity that the unit offers."""
    page = queries.offer_page(viewer=request.user, draft_id=draft_id)
    log_look(request, page, draft_id)
    return render(request, "entry/offer.html", {"page": page, "form": DeclineForm()})


@require_POST
def adopt(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Make it our own."""
    actions.adopt(draft_id=draft_id, by=_user(request), now=now())
    return redirect("entry:check", draft_id)


@require_POST
def decline(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Not for us, and why."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        page = queries.offer_page(viewer=request.user, draft_id=draft_id)
        return render(request, "entry/offer.html", {"page": page, "form": form})
    actions.decline(
        draft_id=draft_id, words=form.cleaned_data["words"], by=_user(request), now=now()
    )
    return redirect("entry:drafts")


def _version(request: HttpRequest) -> int:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say which version was looked at.")
    return int(form.cleaned_data["version"])


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
