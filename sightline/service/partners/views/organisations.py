"""The list of organisations, and the forms of one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from sightline.errors import BadInput
from sightline.service.partners import actions, queries
from sightline.service.partners.forms import AddForm, DetailsForm, OrganisationFilterForm
from sightline.service.partners.views.shared import user_of


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, with search and filters."""
    form = OrganisationFilterForm(request.GET, choices=queries.filter_choices())
    page = queries.organisations_page(viewer=request.user, asked=form.asked())
    return render(request, "partners/organisations.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter an organisation by hand."""
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_organisation(
                key=form.cleaned_data["key"],
                details=form.details(),
                by=user_of(request),
                now=now(),
            )
        except BadInput as wrong:
            form.refuse(wrong)
        else:
            return redirect("partners:edit", added)
    return render(request, "partners/add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Change what an organisation says of itself."""
    viewer = user_of(request)
    form = _details_form(request, organisation_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_organisation(
                organisation_id=organisation_id,
                version=form.cleaned_data["version"],
                details=form.details(),
                by=viewer,
                now=now(),
            )
        except actions.StaleEdit:
            return _both_versions(request, organisation_id, form)
        except BadInput as wrong:
            form.refuse(wrong)
        else:
            return redirect("register:organisation", organisation_id)
    page = queries.edit_page(viewer=viewer, organisation_id=organisation_id)
    return render(request, "partners/edit.html", {"page": page, "form": form})


def _both_versions(request: HttpRequest, organisation_id: UUID, form: DetailsForm) -> HttpResponse:
    """What it is now beside what was typed, which stays in the form."""
    viewer, seen_version = user_of(request), form.cleaned_data["version"]
    typed = form.details()
    page = queries.edit_page(
        viewer=viewer, organisation_id=organisation_id, typed=typed, seen_version=seen_version
    )
    form.start_from(queries.kept_details(viewer=viewer, organisation_id=organisation_id)[1])
    return render(request, "partners/edit.html", {"page": page, "form": form}, status=409)


def _details_form(request: HttpRequest, organisation_id: UUID) -> DetailsForm:
    viewer = user_of(request)
    kept, version = queries.kept_details(viewer=viewer, organisation_id=organisation_id)
    return DetailsForm(
        request.POST if request.method == "POST" else None,
        kept=kept,
        version=version,
        districts=queries.district_names(),
        names=queries.names_to_place(viewer=viewer),
    )
