"""The register's pages. What they decide is decided in queries and actions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.pages.caching import as_everybody_sees
from sightline.service.pages.downloads import hand_over
from sightline.service.pages.looking import shows
from sightline.service.register import actions, queries
from sightline.service.register.forms import (
    CompareForm,
    ConfirmForm,
    FilterForm,
    GroupForm,
    RestoreForm,
    SinceForm,
    WithdrawForm,
)


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """The list, with search and filters; or the map of it."""
    names = queries.filter_names(request.user)
    form = FilterForm(request.GET, names=names)
    page = queries.activities_page(
        viewer=request.user, asked=form.asked(), names=names, today=queries.day_of_pages()
    )
    found = render(request, "register/activities.html", {"page": page, "form": form})
    return as_everybody_sees(request, found)


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Exactly the list that was asked for, as a file."""
    return _file(request, queries.activities_download, kind)


@require_safe
def download_organisations(request: HttpRequest, kind: str) -> HttpResponse:
    """The organisations of the list that was asked for, as a file."""
    return _file(request, queries.organisations_download, kind)


def _file(request: HttpRequest, make: Callable[..., Any], kind: str) -> HttpResponse:
    asked = FilterForm(request.GET, names=queries.filter_names(request.user)).asked()
    made = make(viewer=request.user, asked=asked, kind=kind, today=queries.day_of_pages())
    _log(request, made.restricted, ", in a file")
    return as_everybody_sees(request, hand_over(made))


@gzip_page  # outlines and numbers hold no secret that compression could tell
@require_safe
def shapes(request: HttpRequest) -> HttpResponse:
    """The districts with what the map of the list says of each, as GeoJSON."""
    names = queries.filter_names(request.user)
    asked = FilterForm(request.GET, names=names).asked()
    found = queries.map_shapes(viewer=request.user, asked=asked, names=names,
                               today=queries.day_of_pages())  # fmt: skip
    return as_everybody_sees(request, HttpResponse(found, content_type="application/geo+json"))


@require_safe
def activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """One activity."""
    page = queries.activity_page(
        viewer=request.user, activity_id=activity_id, today=queries.day_of_pages()
    )
    _log(request, page.restricted, "")
    found = render(request, "register/activity.html", {"page": page})
    return as_everybody_sees(request, found)


@require_safe
def history(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Every version of an activity, and two of them side by side."""
    page = queries.history_page(
        viewer=request.user, activity_id=activity_id, compare=CompareForm(request.GET).chosen()
    )
    _log(request, page.restricted, ", in the history")
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
    _log(request, page.restricted, ", among the changes")
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
def groups(request: HttpRequest) -> HttpResponse:
    """The thematic groups of the partnership."""
    return render(request, "register/groups.html", {"page": queries.groups_page()})


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Define a thematic group under a key that is made with the link to this form, or change it."""
    kept, version = queries.kept_group(group_id=group_id)
    form = GroupForm(request.POST or None, initial={**kept, "version": version})
    typed, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_group(
                group_id=group_id, version=form.cleaned_data["version"], facts=form.facts(),
                by=_user(request), now=now(),
            )  # fmt: skip
        except BadInput as wrong:
            form.add_error(None, str(wrong))
        except actions.StaleGroup:
            typed, status = vars(form.facts()), 409
            form.start_from(version)
        else:
            return redirect("register:groups")
    page = queries.group_page(group_id=group_id, typed=typed)
    return render(request, "register/group.html", {"page": page, "form": form}, status=status)


@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation."""
    page = queries.organisation_page(
        viewer=request.user, organisation_id=organisation_id, today=queries.day_of_pages()
    )
    found = render(request, "register/organisation.html", {"page": page})
    return as_everybody_sees(request, found)


def _log(request: HttpRequest, restricted: Collection[UUID], where: str) -> None:
    """Tell the chain of events whose hidden places are about to be shown, and where."""
    if not shows(request):
        return
    count = len(restricted)
    what = (
        f"the places of {count:,} sensitive sites" if count > 1 else "the place of a sensitive site"
    )
    actions.log_what_was_read(what + where, activities=restricted, by=_user(request), now=now())


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
