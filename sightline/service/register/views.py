"""The register's pages. What they decide is decided in queries and actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.pages.downloads import hand_over
from sightline.service.register import actions, queries
from sightline.service.register.forms import (
    CommitForm,
    CompareForm,
    ConfirmForm,
    FilterForm,
    RestoreForm,
    SinceForm,
    UploadForm,
    WithdrawForm,
)


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """The list, with search and filters."""
    names = queries.filter_names()
    form = FilterForm(request.GET, names=names)
    page = queries.activities_page(
        viewer=request.user, asked=form.asked(), names=names, today=queries.day_of_pages()
    )
    form.show_counts(page.counts)
    return render(request, "register/activities.html", {"page": page, "form": form})


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Exactly the list that was asked for, as a sheet."""
    form = FilterForm(request.GET, names=queries.filter_names())
    return hand_over(
        queries.activities_download(
            viewer=request.user, asked=form.asked(), kind=kind, today=queries.day_of_pages()
        )
    )


@require_safe
def activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """One activity."""
    page = queries.activity_page(
        viewer=request.user, activity_id=activity_id, today=queries.day_of_pages()
    )
    actions.log_what_was_read(page.restricted, activity_id=activity_id, by=request.user, now=now())
    return render(request, "register/activity.html", {"page": page})


@require_safe
def history(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Every version of an activity, and two of them side by side."""
    page = queries.history_page(
        viewer=request.user, activity_id=activity_id, compare=CompareForm(request.GET).chosen()
    )
    return render(request, "register/history.html", {"page": page})


@require_POST
def restore(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """As it was then."""
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say which version is wanted.")
    actions.restore_activity(
        activity_id=activity_id, by=_user(request), now=now(), **form.cleaned_data
    )
    return redirect("register:activity", activity_id)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Take an activity off the register."""
    form = WithdrawForm(request.POST) if request.method == "POST" else WithdrawForm()
    if form.is_valid():
        actions.withdraw_activity(
            activity_id=activity_id, by=_user(request), now=now(), **form.cleaned_data
        )
        return redirect("register:activity", activity_id)
    page = queries.withdraw_page(viewer=request.user, activity_id=activity_id)
    return render(request, "register/withdraw.html", {"page": page, "form": form})


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed on the register."""
    form = SinceForm(request.GET)
    since = form.cleaned_data.get("since") if form.is_valid() else None
    page = queries.changes_page(viewer=request.user, since=since, today=localdate())
    return render(request, "register/changed.html", {"page": page, "form": form})


@require_POST
def confirm(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Still right."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say which version was looked at.")
    actions.confirm_activity(
        activity_id=activity_id,
        version=form.cleaned_data["version"],
        by=_user(request),
        now=now(),
        today=localdate(),
    )
    return redirect("register:activity", activity_id)


@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation."""
    page = queries.organisation_page(
        viewer=request.user, organisation_id=organisation_id, today=queries.day_of_pages()
    )
    return render(request, "register/organisation.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a sheet; it is read, and nothing changes yet."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid() and (sent := _send(request, form)):
        return sent
    cancelled = "cancelled" in request.GET
    page = queries.upload_page(viewer=request.user, cancelled=cancelled)
    return render(request, "register/upload.html", {"page": page, "form": form})


def _send(request: HttpRequest, form: UploadForm) -> HttpResponseRedirect | None:
    """On to the preview; or None, with what is wrong told by the form."""
    sheet = form.cleaned_data["sheet"]
    try:
        upload_id = actions.send_sheet(
            content=sheet.read(),
            file_name=sheet.name,
            by=_user(request),
            now=now(),
            today=localdate(),
        )
    except BadInput as refused:
        form.add_error("sheet", str(refused))
        return None
    return redirect("register:preview", upload_id)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty sheet to fill in."""
    return hand_over(queries.template_download())


@require_safe
def preview(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What a sheet would do."""
    page = queries.preview_page(viewer=request.user, upload_id=upload_id)
    return render(request, "register/preview.html", {"page": page})


@require_safe
def marked(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """The sheet with every problem beside its row."""
    return hand_over(queries.marked_copy(viewer=request.user, upload_id=upload_id))


@require_POST
def commit(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Add the sheet to the register, unless the register changed since the preview."""
    form = CommitForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say when its preview was opened.")
    seen_event = form.cleaned_data["seen_event"]
    try:
        actions.commit_upload(
            upload_id=upload_id, seen_event=seen_event, by=_user(request), now=now()
        )
    except actions.RegisterChanged:
        page = queries.conflict_page(
            viewer=request.user, upload_id=upload_id, seen_event=seen_event
        )
        return render(request, "register/conflict.html", {"page": page}, status=409)
    return redirect("register:preview", upload_id)


@require_POST
def cancel(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Throw the sheet away."""
    actions.cancel_upload(upload_id=upload_id, by=_user(request))
    return HttpResponseRedirect(f"{reverse('register:upload')}?cancelled=yes")


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
