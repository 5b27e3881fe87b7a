"""Pages of the unit: what waits, what is offered, what is looked over; and comments on records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.entry import actions, queries
from sightline.service.entry.forms import (
    CommentForm,
    OfferForm,
    OftenForm,
    ScopeForm,
    SendBackForm,
    VersionForm,
)
from sightline.service.entry.views.looking import log_look

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be looked over."""
    return render(request, "entry/queue.html", {"page": queries.queue_page(viewer=request.user)})


@require_POST
def accept(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Onto the register."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say which version was looked at.")
    actions.accept_draft(
        draft_id=draft_id,
        version=form.cleaned_data["version"],
        by=_user(request),
        now=now(),
        today=localdate(),
    )
    return redirect("entry:queue")


@require_POST
def send_back(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Back to whoever wrote it, with words."""
    form = SendBackForm(request.POST)
    if not form.is_valid():
        page = queries.check_page(viewer=request.user, draft_id=draft_id, today=localdate())
        log_look(request, page, draft_id)
        return render(request, "entry/check.html", {"page": page, "form": form})
    actions.send_back(draft_id=draft_id, by=_user(request), now=now(), **form.cleaned_data)
    return redirect("entry:queue")


@require_http_methods(GET_OR_POST)
def new_offer(request: HttpRequest) -> HttpResponse:
    """Offer an activity to an organisation."""
    asked = request.GET
    page = queries.new_offer_page(
        viewer=request.user,
        copy=asked.get("copy", ""),
        area=asked.get("area", ""),
        theme=asked.get("theme", ""),
        query=asked.urlencode(),
    )
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        organisations=page.organisations,
        initial=page.initial,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.offer_activity(
            organisation_id=UUID(given["organisation"]),
            answers={**page.answers, "activity": given["activity"]},
            words=given["words"],
            key=given["key"],
            by=_user(request),
            now=now(),
        )
        return redirect("entry:queue")
    return render(request, "entry/new_offer.html", {"page": page, "form": form})


@require_http_methods(GET_OR_POST)
def moderation(request: HttpRequest) -> HttpResponse:
    """Choose what is looked over before publication."""
    page = queries.scope_page()
    initial = {"scope": page.scope, "version": page.version}
    form = ScopeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_scope(by=_user(request), now=now(), **form.cleaned_data)
        return redirect("entry:queue")
    return render(request, "entry/moderation.html", {"page": page, "form": form})


@require_http_methods(GET_OR_POST)
def comment(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Write a comment on a record."""
    page = queries.comment_page(
        viewer=request.user, activity_id=activity_id, to=request.GET.get("to", "")
    )
    form = CommentForm(request.POST if request.method == "POST" else None, initial=page.initial)
    if request.method == "POST" and form.is_valid():
        actions.add_comment(
            activity_id=activity_id, by=_user(request), now=now(), **form.cleaned_data
        )
        return redirect("register:activity", activity_id)
    return render(request, "entry/comment.html", {"page": page, "form": form})


@require_POST
def withdraw_comment(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Take a comment's words away."""
    activity_id = actions.withdraw_comment(comment_id=comment_id, by=_user(request), now=now())
    return redirect("register:activity", activity_id)


@csrf_exempt  # mail programs send this by themselves (RFC 8058); the token in it is the permission
@never_cache
@require_http_methods(GET_OR_POST)
def comment_mails(request: HttpRequest, token: str) -> HttpResponse:
    """How often somebody is told of comments: stopped by a mail program's button, or chosen."""
    if request.POST.get("List-Unsubscribe") == "One-Click":
        actions.stop_comment_mails(mail_id=queries.mail_of_token(token).pk, now=now())
        return HttpResponse("You get no more of these mails.", content_type="text/plain")
    page = queries.comment_mails_page(token=token, saved="saved" in request.GET)
    form = OftenForm(request.POST or None, initial={"often": page.often})
    if not form.is_valid():
        return render(request, "entry/comment_mails.html", {"page": page, "form": form})
    user, often = queries.mail_of_token(token).user, form.cleaned_data["often"]
    actions.choose_comment_mails(user=user, often=often, now=now())
    return redirect(f"{reverse('entry:comment_mails', args=[token])}?saved=yes")


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
