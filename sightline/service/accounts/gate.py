"""What every request passes: the policy table, and no copies kept of what signed-in people see."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from sightline.errors import NotAllowed
from sightline.service.accounts.limits import wait_for
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import (
    BEFORE_SECOND_FACTOR,
    may_open,
    may_reach,
    role_of,
    route_of,
)
from sightline.service.accounts.queries import lacks_second_factor
from sightline.service.pages.errors import page_for, too_often

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Gate:
    """Asks the policy table before any view is reached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; `process_view` has its say on the way."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the request through; a stranger is asked to sign in; others are refused."""
        route = route_of(request)
        if may_reach(request.user, route, kwargs):
            return self._first_a_second_factor(request, route)
        if may_open(request.user, route):
            return page_for(request, NotAllowed("Only the organisation itself and the unit may."))
        if role_of(request.user) is Role.STRANGER and request.method in {"GET", "HEAD"}:
            return redirect_to_login(request.get_full_path())
        return page_for(request, NotAllowed("Your sign-in does not cover this page."))

    def _first_a_second_factor(self, request: HttpRequest, route: str) -> HttpResponseBase | None:
        """Lead somebody who must have a second factor, and has none, to setting one up."""
        if route in BEFORE_SECOND_FACTOR or not lacks_second_factor(request.user):
            return None
        if request.method in {"GET", "HEAD"}:
            return redirect("accounts:set_up_second_factor")
        return page_for(request, NotAllowed("Set up a second factor before you do this."))


class Limits:
    """Asks whoever wants too much within a short time to wait, after the gate has let them in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; `process_view` has its say on the way."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the request through."""
        wait = wait_for(request, route_of(request), now=timezone.now())
        if wait is None:
            return None
        return too_often(request, seconds=max(1, ceil(wait.total_seconds())))


class KeepNothing:
    """Tells browsers and caches to keep no copy of a page made for somebody signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, and mark the answer if it was for somebody signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response
