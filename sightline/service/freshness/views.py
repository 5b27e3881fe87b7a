"""The pages of freshness. What they decide is decided in queries and actions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.freshness import actions, queries
from sightline.service.freshness.forms import DueForm, MailsForm, OwnerForm, TicksForm
from sightline.service.pages.downloads import hand_over
from sightline.service.register.queries import day_of_pages

READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is to be confirmed."""
    asked = DueForm(request.GET).asked()
    page = queries.due_page(viewer=request.user, today=day_of_pages(), **asked)
    return render(request, "freshness/due.html", {"page": page})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The ticked records, or one, are still right."""
    form = TicksForm(request.POST.getlist("record"), request.POST.get("only", ""))
    if not form.is_valid():
        raise BadInput(" ".join(str(said) for said in form.non_field_errors()))
    came_to = actions.confirm_several(
        versions=form.cleaned_data["versions"], by=_user(request), now=now(), today=localdate()
    )
    whose = "all" if request.POST.get("whose") == "all" else "mine"
    query = urlencode({"whose": whose, "done": came_to.done, "changed": came_to.changed})
    return HttpResponseRedirect(f"{reverse('freshness:due')}?{query}")


@require_http_methods(READ_AND_SEND)
def owner(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Who looks after a record."""
    page = queries.owner_page(viewer=request.user, activity_id=activity_id)
    data = request.POST if request.method == "POST" else None
    form = OwnerForm(data, people=page.people, chosen=page.chosen)
    if form.is_valid():
        actions.name_owner(
            activity_id=activity_id, user_id=form.chosen(), by=_user(request), now=now()
        )
        return redirect("register:activity", activity_id)
    return render(request, "freshness/owner.html", {"page": page, "form": form})


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Who has reported, and how fresh that is."""
    number = DueForm(request.GET).asked()["page"]
    page = queries.partners_page(viewer=request.user, today=day_of_pages(), page=number)
    return render(request, "freshness/partners.html", {"page": page})


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a sheet."""
    return hand_over(
        queries.partners_download(viewer=request.user, kind=kind, today=day_of_pages())
    )


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """What would be sent today, and what was sent."""
    return render(
        request, "freshness/reminders.html", {"page": queries.reminders_page(today=day_of_pages())}
    )


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """Replies that wait to be read."""
    return render(request, "freshness/replies.html", {"page": queries.replies_page()})


@require_POST
def reply_read(request: HttpRequest, reply_id: UUID) -> HttpResponse:
    """A reply was dealt with."""
    actions.mark_read(reply_id=reply_id, by=_user(request), now=now())
    return redirect("freshness:replies")


@never_cache
@require_http_methods(READ_AND_SEND)
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: opening it changes nothing; its button says "still right"."""
    if request.method == "POST":
        line = queries.line_of_token(token)
        actions.confirm_line(line_id=line.pk, used_by="link", now=now(), today=localdate())
        return redirect("freshness:still_right", token)
    return render(
        request, "freshness/still_right.html", {"page": queries.link_page(token=token, now=now())}
    )


@csrf_exempt  # mail programs send this by themselves (RFC 8058); the token in it is the permission
@never_cache
@require_http_methods(READ_AND_SEND)
def mails(request: HttpRequest, token: str) -> HttpResponse:
    """Which mails somebody gets: stopped by a mail program's button, or chosen here."""
    if request.POST.get("List-Unsubscribe") == "One-Click":
        reminder_id = queries.reminder_of_stop_token(token)
        actions.stop_mails(reminder_id=reminder_id, now=now())
        return HttpResponse("You get no more mails of this kind.", content_type="text/plain")
    page = queries.mails_page(token=token, saved="saved" in request.GET)
    if request.method != "POST":
        form = MailsForm(initial={"wanted": page.wanted})
        return render(request, "freshness/mails.html", {"page": page, "form": form})
    form = MailsForm(request.POST)
    if not form.is_valid():
        return render(request, "freshness/mails.html", {"page": page, "form": form})
    user = queries.user_of_stop_token(token)
    actions.choose_mails(user=user, stopped=form.stopped(), now=now())
    return HttpResponseRedirect(f"{reverse('freshness:mails', args=[token])}?saved=yes")


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
