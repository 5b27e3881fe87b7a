"""Two entries found to be one organisation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.partners import actions, queries
from sightline.service.partners.forms import DecideForm, MergeForm
from sightline.service.partners.views.shared import user_of


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Choose the other, see both side by side with what would move, and say that they are one."""
    if request.method == "POST":
        return _decide(request, organisation_id)
    others = queries.merge_choices(viewer=request.user, organisation_id=organisation_id)
    chosen = MergeForm(request.GET if "gone" in request.GET else None, others=others)
    gone_id = chosen.gone_id()
    page = queries.merge_page(viewer=request.user, organisation_id=organisation_id, gone_id=gone_id)
    if gone_id is None:
        return render(request, "partners/merge_choose.html", {"page": page, "form": chosen})
    form = DecideForm(initial={"gone": gone_id})
    return render(request, "partners/merge.html", {"page": page, "form": form})


def _decide(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    form = DecideForm(request.POST)
    gone_id = form.gone_id()
    if form.is_valid():
        try:
            actions.merge_organisations(
                kept_id=organisation_id,
                gone_id=gone_id,
                by=user_of(request),
                now=now(),
                reason=form.cleaned_data["reason"],
            )
        except BadInput as wrong:
            form.refuse(wrong)
        else:
            return redirect("register:organisation", organisation_id)
    page = queries.merge_page(viewer=request.user, organisation_id=organisation_id, gone_id=gone_id)
    return render(request, "partners/merge.html", {"page": page, "form": form})


@require_safe
def mergers(request: HttpRequest) -> HttpResponse:
    """Every merger that holds."""
    page = queries.mergers_page(viewer=request.user)
    return render(request, "partners/mergers.html", {"page": page})


@require_POST
def undo_merge(request: HttpRequest, merger_id: UUID) -> HttpResponse:
    """Take two organisations apart again."""
    actions.undo_merge(merger_id=merger_id, by=user_of(request), now=now())
    return redirect("partners:mergers")
