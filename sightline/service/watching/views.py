"""The pages of watching. What they decide is decided in queries and actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.register.queries import day_of_pages
from sightline.service.watching import actions, queries
from sightline.service.watching.forms import NewWatchForm, OftenForm, WatchForm

READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_safe
def watching(request: HttpRequest) -> HttpResponse:
    """What is watched, and what changed in it."""
    page = queries.watching_page(
        viewer=request.user, today=day_of_pages(), saved="saved" in request.GET
    )
    forms = {
        "form": NewWatchForm(None, choices=page.choices),
        "often": OftenForm(initial={"often": page.often}),
    }
    return render(request, "watching/watching.html", {"page": page, **forms})


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Watch what was chosen from the lists."""
    page = queries.watching_page(viewer=request.user, today=day_of_pages())
    form = NewWatchForm(request.POST, choices=page.choices)
    if not form.is_valid():
        often = OftenForm(initial={"often": page.often})
        return render(
            request, "watching/watching.html", {"page": page, "form": form, "often": often}
        )
    for kind, target in form.cleaned_data["chosen"]:
        actions.watch(kind=kind, target=target, by=_user(request), now=now(), today=day_of_pages())
    return HttpResponseRedirect(f"{reverse('watching:watching')}?saved=yes")


@require_http_methods(READ_AND_SEND)
def add(request: HttpRequest) -> HttpResponse:
    """Watch one thing: a link leads here, its button does it."""
    form = WatchForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise BadInput("The address does not say what is to be watched.")
    given = form.cleaned_data
    if request.method == "POST":
        actions.watch(**given, by=_user(request), now=now(), today=day_of_pages())
        return HttpResponseRedirect(f"{reverse('watching:watching')}?saved=yes")
    page = queries.new_watch_page(viewer=request.user, **given)
    return render(request, "watching/add.html", {"page": page})


@require_POST
def stop(request: HttpRequest, watch_id: UUID) -> HttpResponse:
    """Watch it no more."""
    actions.stop_watching(watch_id=watch_id, by=_user(request), now=now())
    return HttpResponseRedirect(f"{reverse('watching:watching')}?saved=yes")


@require_POST
def often(request: HttpRequest) -> HttpResponse:
    """How often to be told by mail."""
    form = OftenForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say how often.")
    _choose_often(_user(request), form)
    return HttpResponseRedirect(f"{reverse('watching:watching')}?saved=yes")


@csrf_exempt  # mail programs send this by themselves (RFC 8058); the token in it is the permission
@never_cache
@require_http_methods(READ_AND_SEND)
def mails(request: HttpRequest, token: str) -> HttpResponse:
    """How often somebody is told: stopped by a mail program's button, or chosen here."""
    if request.POST.get("List-Unsubscribe") == "One-Click":
        notice = queries.notice_of_token(token)
        actions.stop_mails(notice_id=notice.pk, now=now(), today=day_of_pages())
        return HttpResponse("You get no more of these mails.", content_type="text/plain")
    page = queries.mails_page(token=token, saved="saved" in request.GET)
    form = OftenForm(request.POST or None, initial={"often": page.often})
    if not form.is_valid():
        return render(request, "watching/mails.html", {"page": page, "form": form})
    _choose_often(queries.notice_of_token(token).user, form)
    return HttpResponseRedirect(f"{reverse('watching:mails', args=[token])}?saved=yes")


def _choose_often(user: Any, form: OftenForm) -> None:
    actions.choose_often(
        user=user, often=form.cleaned_data["often"], now=now(), today=day_of_pages()
    )


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
