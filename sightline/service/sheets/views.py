"""Pages on which a sheet is sent, looked through, and added to the register."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.exchange.activities import PASTED
from sightline.service.pages.downloads import hand_over
from sightline.service.pages.looking import shows
from sightline.service.sheets import actions, queries
from sightline.service.sheets.forms import ColumnsForm, CommitForm, UploadForm


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a sheet; it is read, and nothing changes yet."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid() and (sent := _send(request, form)):
        return sent
    cancelled = "cancelled" in request.GET
    page = queries.upload_page(viewer=request.user, cancelled=cancelled)
    return render(request, "sheets/upload.html", {"page": page, "form": form})


def _send(request: HttpRequest, form: UploadForm) -> HttpResponseRedirect | None:
    """On to the preview; or None, with what is wrong told by the form."""
    sheet, pasted = form.cleaned_data["sheet"], form.cleaned_data["pasted"]
    try:
        upload_id = actions.send_sheet(
            content=sheet.read() if sheet else pasted.encode(),
            file_name=sheet.name if sheet else PASTED,
            is_pasted=not sheet,
            by=_user(request),
            now=now(),
            today=localdate(),
        )
    except BadInput as refused:
        form.add_error("sheet" if sheet else "pasted", str(refused))
        return None
    return _go_on(request, upload_id)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What the columns of a partner's own sheet mean, as proposed; once it is said, on it goes."""
    page = queries.columns_page(viewer=request.user, upload_id=upload_id)
    _log(request, upload_id)
    form = ColumnsForm(request.POST or None, proposal=page.proposal)
    if form.is_valid() and _confirm(request, upload_id, form):
        return _go_on(request, upload_id)
    return render(request, "sheets/columns.html", {"page": page, "form": form})


def _confirm(request: HttpRequest, upload_id: UUID, form: ColumnsForm) -> bool:
    """Whether the sheet could be read so; if not, the form says why."""
    try:
        actions.confirm_columns(
            upload_id=upload_id,
            layout=form.layout().to_json(),
            seen=form.seen(),
            by=_user(request),
            today=localdate(),
        )
    except BadInput as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
def propose(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Look at what the columns mean once more."""
    actions.propose_columns(upload_id=upload_id, by=_user(request), today=localdate())
    return redirect("sheets:columns", upload_id)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty sheet to fill in."""
    return hand_over(queries.template_download())


@require_safe
def preview(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What a sheet would do."""
    route = queries.waits_at(viewer=request.user, upload_id=upload_id, now=now())
    if route != "sheets:preview":
        return redirect(route, upload_id)
    page = queries.preview_page(viewer=request.user, upload_id=upload_id)
    _log(request, upload_id, page.restricted)
    return render(request, "sheets/preview.html", {"page": page})


@require_safe
def marked(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """The sheet with every problem beside its row."""
    copy = queries.marked_copy(viewer=request.user, upload_id=upload_id)
    _log(request, upload_id)
    return hand_over(copy)


@require_POST
def commit(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Add the sheet to the register, unless the register changed since the preview."""
    form = CommitForm(request.POST)
    if not form.is_valid():
        raise BadInput("The form does not say when its preview was opened.")
    seen_event = form.cleaned_data["seen_event"]
    try:
        goes_on = actions.add_sheet(
            upload_id=upload_id, seen_event=seen_event, by=_user(request), now=now()
        )
    except actions.RegisterChanged:
        page = queries.conflict_page(
            viewer=request.user, upload_id=upload_id, seen_event=seen_event
        )
        _log(request, upload_id, page.restricted)
        return render(request, "sheets/conflict.html", {"page": page}, status=409)
    return redirect("sheets:adding" if goes_on else "sheets:preview", upload_id)


@require_safe
def adding(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How far a worker is with a long sheet; once it is added, on to what it did."""
    page = queries.adding_page(viewer=request.user, upload_id=upload_id, now=now())
    if page.is_over:
        return redirect(page.address)
    response = render(request, "sheets/adding.html", {"page": page})
    if not page.refused:
        response["Refresh"] = str(page.refresh_seconds)  # the browser asks again by itself
    return response


@require_POST
def cancel(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Throw the sheet away."""
    actions.cancel_upload(upload_id=upload_id, by=_user(request))
    return HttpResponseRedirect(f"{reverse('sheets:upload')}?cancelled=yes")


def _log(request: HttpRequest, upload_id: UUID, activities: Collection[UUID] = ()) -> None:
    """Tell the chain of events whose hidden places are about to be shown."""
    if not shows(request):
        return
    actions.log_sheet_read(upload_id=upload_id, activities=activities, by=_user(request), now=now())


def _go_on(request: HttpRequest, upload_id: UUID) -> HttpResponseRedirect:
    route = queries.waits_at(viewer=request.user, upload_id=upload_id, now=now())
    return redirect(route, upload_id)


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
