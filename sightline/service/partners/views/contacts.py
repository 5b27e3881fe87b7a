"""Whom to ask at an organisation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.service.partners import actions, queries
from sightline.service.partners.forms import ContactForm
from sightline.service.partners.views.shared import user_of


@require_safe
def contacts(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Everybody there is to ask."""
    page = queries.contacts_page(viewer=request.user, organisation_id=organisation_id)
    return render(request, "partners/contacts.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Add a contact under a key that is made with the link to this form, or change one."""
    which = {"organisation_id": organisation_id, "contact_id": contact_id}
    kept, version = queries.kept_contact(viewer=request.user, **which)
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial={**kept, "version": version}
    )
    typed, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_contact(
                **which,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                by=user_of(request),
                now=now(),
            )
        except actions.StaleEdit:
            typed, status = vars(form.facts()), 409
            form.start_from(version)
        else:
            return redirect("partners:contacts", organisation_id)
    page = queries.contact_page(viewer=request.user, **which, typed=typed)
    return render(request, "partners/contact.html", {"page": page, "form": form}, status=status)


@require_POST
def remove_contact(request: HttpRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a contact away."""
    actions.remove_contact(
        organisation_id=organisation_id, contact_id=contact_id, by=user_of(request), now=now()
    )
    return redirect("partners:contacts", organisation_id)
