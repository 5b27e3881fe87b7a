"""Pages of sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput, Refused
from sightline.service.pages.downloads import hand_over
from sightline.service.sources import actions, queries
from sightline.service.sources.forms import (
    DecisionForm,
    EditSourceForm,
    FileForm,
    ReleaseForm,
    SourceForm,
)

_PAGES_AND_FORMS = ["GET", "HEAD", "POST"]


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source that the viewer may know of."""
    page = queries.sources_page(viewer=request.user, today=localdate())
    return render(request, "sources/sources.html", {"page": page})


@require_safe
def source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One source, and the counts of a month."""
    page = queries.source_page(
        viewer=request.user, source_id=source_id, month=request.GET.get("month", ""),
        today=localdate(),
    )  # fmt: skip
    return render(request, "sources/source.html", {"page": page})


@require_http_methods(_PAGES_AND_FORMS)
def add(request: HttpRequest) -> HttpResponse:
    """Enter a source."""
    page = queries.edit_page(source_id=None)
    form = SourceForm(request.POST or None, initial={}, choices=queries.form_choices())

    def act() -> HttpResponse:
        key = actions.add_source(facts=form.facts(), by=_user(request), now=now())
        return redirect("sources:source", key)

    return _answer(request, "sources/edit.html", page, form, act)


@require_http_methods(_PAGES_AND_FORMS)
def edit(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Change what is said of a source."""
    page = queries.edit_page(source_id=source_id)
    choices = queries.form_choices()
    form = EditSourceForm(request.POST or None, initial=page.initial, choices=choices)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"]
        actions.edit_source(
            source_id=source_id, facts=form.facts(), version=version, by=_user(request), now=now()
        )
        return redirect("sources:source", source_id)

    return _answer(request, "sources/edit.html", page, form, act)


@require_http_methods(_PAGES_AND_FORMS)
def upload(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Send a file; it is read, and waits to be looked over."""
    page = queries.upload_page(viewer=request.user, source_id=source_id, today=localdate())
    form = FileForm(request.POST or None, request.FILES or None)

    def act() -> HttpResponse:
        sheet = form.cleaned_data["sheet"]
        key = actions.send_file(
            source_id=source_id, content=sheet.read(), file_name=sheet.name, by=_user(request),
            now=now(), today=localdate(),
        )  # fmt: skip
        return redirect("sources:file", key)

    return _answer(request, "sources/upload.html", page, form, act)


@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A file that was read: what it would change."""
    page = queries.file_page(viewer=request.user, file_id=file_id, today=localdate())
    return render(request, "sources/file.html", {"page": page})


@require_POST
def take(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Count what a file says."""
    actions.take_file(file_id=file_id, by=_user(request), now=now(), today=localdate())
    return redirect("sources:file", file_id)


@require_POST
def drop(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Throw a file away."""
    return redirect(
        "sources:source", actions.throw_away(file_id=file_id, by=_user(request), now=now())
    )


@require_safe
def texts(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What is withheld of a source."""
    page = queries.texts_page(source_id=source_id, today=localdate())
    return render(request, "sources/texts.html", {"page": page})


@require_POST
def read_text(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """One text. It is asked for by a form, because that it was read is recorded."""
    text = actions.read_text(text_id=text_id, by=_user(request), now=now(), today=localdate())
    page = queries.text_page(text_id=text_id, text=text)
    return render(request, "sources/text.html", {"page": page})


@require_POST
def decide_text(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """Clear a text or delete it."""
    form = DecisionForm(request.POST)
    decision = form.cleaned_data["decision"] if form.is_valid() else ""
    key = actions.decide_text(
        text_id=text_id, decision=decision, by=_user(request), now=now(), today=localdate()
    )
    return redirect("sources:texts", key)


@require_POST
def delete_texts(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Delete every text that waits."""
    actions.delete_texts(source_id=source_id, by=_user(request), now=now(), today=localdate())
    return redirect("sources:texts", source_id)


@require_http_methods(_PAGES_AND_FORMS)
def release(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Propose a release, or decide on one."""
    page = queries.proposal_page(viewer=request.user, source_id=source_id, today=localdate())
    form = ReleaseForm(request.POST or None)

    def act() -> HttpResponse:
        actions.propose_release(
            source_id=source_id, dimensions=form.dimensions(),
            revised=form.cleaned_data["revised"], by=_user(request), now=now(), today=localdate(),
        )  # fmt: skip
        return redirect("sources:release", source_id)

    return _answer(request, "sources/release.html", page, form, act)


@require_POST
def approve(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Publish what somebody else proposed."""
    key = actions.approve_release(
        release_id=release_id, by=_user(request), now=now(), today=localdate()
    )
    return redirect("sources:released", key)


@require_POST
def decline(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Throw a proposal away."""
    key = actions.decline_release(release_id=release_id, by=_user(request), now=now())
    return redirect("sources:release", key)


@require_safe
def released(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The public counts of a source."""
    page = queries.released_page(source_id=source_id, today=localdate())
    return render(request, "sources/released.html", {"page": page})


@require_safe
def released_download(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The released cells as CSV."""
    return hand_over(queries.released_download(source_id=source_id, today=localdate()))


def _answer(
    request: HttpRequest, template: str, page: Any, form: Form, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the action gives; if it is refused, the form says why and keeps what was typed."""
    if form.is_valid():
        try:
            return act()
        except (BadInput, Refused) as refused:
            form.add_error(None, str(refused))
    return render(request, template, {"page": page, "form": form})


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
