"""The overviews' pages. What they decide is decided in queries and actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from sightline.errors import BadInput, NotFound
from sightline.service.overview import actions, queries
from sightline.service.overview.forms import (
    CalendarForm,
    FeedForm,
    NetworkForm,
    QuestionForm,
    TimelineForm,
    WhatForm,
)
from sightline.service.pages.caching import as_everybody_sees
from sightline.service.pages.downloads import hand_over
from sightline.service.register.queries import day_of_pages, filter_names


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The way in to the overviews."""
    page = queries.index_page(viewer=request.user)
    return render(request, "overview/index.html", {"page": page})


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """When each activity runs."""
    return _page(request, TimelineForm, queries.timeline_page, "overview/timeline.html")


@require_safe
def timeline_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The timeline as a file."""
    return _file(request, TimelineForm, queries.timeline_file, kind)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What happens when, as lists."""
    return _page(request, CalendarForm, queries.calendar_page, "overview/calendar.html")


@require_safe
def calendar_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The dates as a file."""
    return _file(request, CalendarForm, queries.calendar_file, kind)


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Organisations by district."""
    return _page(request, QuestionForm, queries.where_page, "overview/where.html")


@require_safe
def where_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Organisations by district as a file."""
    return _file(request, QuestionForm, queries.where_file, kind)


@require_safe
def what(request: HttpRequest) -> HttpResponse:
    """Strands or themes by district."""
    return _page(request, WhatForm, queries.what_page, "overview/what.html")


@require_safe
def what_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Strands or themes by district as a file."""
    return _file(request, WhatForm, queries.what_file, kind)


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """Where people are reached, beside where the offices are."""
    return _page(request, QuestionForm, queries.reach_page, "overview/reach.html")


@require_safe
def reach_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Where people are reached as a file."""
    return _file(request, QuestionForm, queries.reach_file, kind)


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Who works with whom."""
    return _page(request, NetworkForm, queries.network_page, "overview/network.html")


@require_safe
def network_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Who works with whom as a file."""
    return _file(request, NetworkForm, queries.network_file, kind)


@require_safe
def pairs_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Every two organisations that share activities, as a file."""
    return _file(request, NetworkForm, queries.pairs_file, kind)


@require_safe
def public_feed(request: HttpRequest) -> HttpResponseBase:
    """A calendar of public activities for programs to follow; no key, the same for everybody."""
    form = _feed_question(request.GET, AnonymousUser())
    if not form.is_valid():
        raise BadInput("This calendar asks for something that is not here. Make its address anew.")
    feed = queries.public_feed(
        question=form.question(), names=form.names, today=day_of_pages(), site=_site(request)
    )
    return _feed(request, feed, keep="public, no-cache")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """A calendar for one person's program, with that person's rights as they are now."""
    key = queries.live_key(token)
    form = _feed_question(QueryDict(key.question), key.owner)
    if not form.is_valid():  # never answered wider than it was asked
        raise NotFound(queries.GONE)
    found = queries.keyed_feed(
        key=key,
        question=form.question(),
        names=form.names,
        today=day_of_pages(),
        site=_site(request),
    )
    return _feed(request, found, keep="private, no-cache")


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The calendars that somebody follows."""
    page = queries.feeds_page(viewer=request.user, site=_site(request))
    return render(request, "overview/feeds.html", {"page": page})


@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """Follow a question with a calendar program."""
    asked = FeedForm(request.POST)
    if not asked.is_valid():
        raise BadInput("The question is too long to be followed. Take filters away.")
    form = _feed_question(QueryDict(asked.cleaned_data["question"]), request.user)
    if not form.is_valid():
        raise BadInput("The calendar cannot be followed as it was asked for. Ask it again.")
    actions.make_feed(question=form.question().on_page(1).query(), by=request.user, now=now())
    return redirect("overview:feeds")


@require_POST
def end_feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """End a calendar: whoever has its address reads nothing any more."""
    actions.end_feed(feed_id=feed_id, by=request.user, now=now())
    return redirect("overview:feeds")


def _page(
    request: HttpRequest, form_of: type[QuestionForm], page_of: Callable[..., Any], template: str
) -> HttpResponse:
    form = form_of(request.GET, names=filter_names(request.user))
    page = page_of(viewer=request.user, question=form.question(), today=day_of_pages())
    found = render(request, template, {"page": page, "form": form})
    return as_everybody_sees(request, found)


def _file(
    request: HttpRequest, form_of: type[QuestionForm], file_of: Callable[..., Any], kind: str
) -> HttpResponse:
    form = form_of(request.GET, names=filter_names(request.user))
    made = file_of(viewer=request.user, question=form.question(), today=day_of_pages(), kind=kind)
    return as_everybody_sees(request, hand_over(made))


def _feed_question(asked: QueryDict, viewer: Any) -> CalendarForm:
    """A question that is kept for long: what is gone since is no mistake, and matches nothing."""
    names = filter_names(viewer)
    given = {name: {value: value for value in asked.getlist(name)} for name in names}
    return CalendarForm(asked, names={name: {**given[name], **names[name]} for name in names})


def _site(request: HttpRequest) -> str:
    """The address of this service, without a slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")


def _feed(request: HttpRequest, feed: queries.Feed, *, keep: str) -> HttpResponseBase:
    """The calendar, or word that the program has it already."""
    answer = get_conditional_response(request, etag=feed.etag)
    if answer is None:
        answer = HttpResponse(feed.content(), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="activities.ics"'
    answer["ETag"] = feed.etag
    answer["Cache-Control"] = keep
    return answer
