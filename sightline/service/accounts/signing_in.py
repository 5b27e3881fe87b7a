"""The steps of signing in, as a session keeps them: half way, in, and lately proved."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from sightline.service.accounts.models import User

HALF_WAY, PROVED = "half_signed_in", "proved_at"
HALF_WAY_HOLDS = 10 * 60  # seconds between the password and the second factor
PROOF_HOLDS = 15 * 60  # seconds in which the password need not be given again
BACKEND = "django.contrib.auth.backends.ModelBackend"

View = Callable[..., HttpResponseBase]


def somebody(request: HttpRequest) -> User:
    """Whoever is signed in, on a page that strangers cannot open."""
    return cast(User, request.user)


def begin(request: HttpRequest, user: User, *, going_to: str) -> HttpResponse:
    """Remember that the password was right, and ask for the second factor."""
    request.session[HALF_WAY] = {
        "user": str(user.pk),
        "bound_to": user.get_session_auth_hash(),
        "at": time.time(),
        "going_to": going_to,
    }
    return redirect("accounts:second_step")


def half_way(request: HttpRequest) -> User | None:
    """Whoever gave their password within the last minutes, and is still who they were then."""
    kept: dict[str, Any] = request.session.get(HALF_WAY) or {}
    if time.time() - kept.get("at", 0) > HALF_WAY_HOLDS:
        return None
    user = User.objects.filter(pk=UUID(kept["user"]), is_active=True).first()
    if user and constant_time_compare(user.get_session_auth_hash(), kept["bound_to"]):
        return user
    return None


def finish(request: HttpRequest, user: User, *, going_to: str = "") -> HttpResponse:
    """Sign somebody in who has given all that is asked of them."""
    going_to = request.session.pop(HALF_WAY, {}).get("going_to", going_to)
    login(request, user, backend=BACKEND)
    prove(request)
    return redirect(inside(request, going_to))


def inside(request: HttpRequest, address: str, *, otherwise: str = "pages:home") -> str:
    """The address, if it leads to a page of this service; else that of the page of a route."""
    here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if here else reverse(otherwise)


def keep_this_session(request: HttpRequest, user: User) -> None:
    """Bind this one session to what somebody is from now on; all their others are over."""
    update_session_auth_hash(request, user)


def prove(request: HttpRequest) -> None:
    """Note that whoever is at the keyboard gave the password just now."""
    request.session[PROVED] = time.time()


def lately_proved(view: View) -> View:
    """Ask for the password first, if it was not given lately: a session may be left open."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if time.time() - request.session.get(PROVED, 0) <= PROOF_HOLDS:
            return view(request, *args, **kwargs)
        back = request.path if request.method in {"GET", "HEAD"} else reverse("accounts:account")
        return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': back})}")

    return asked
