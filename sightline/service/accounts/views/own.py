"""Somebody's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.service.accounts import actions, queries
from sightline.service.accounts.forms import NameForm, NewPasswordForm, SetUpForm
from sightline.service.accounts.second_factor import make_secret
from sightline.service.accounts.signing_in import (
    keep_this_session,
    lately_proved,
    somebody,
)

READ_AND_SEND = ["GET", "HEAD", "POST"]
SECRET = "second_factor_secret"  # noqa: S105 - where a session keeps it until the app is bound


@require_http_methods(READ_AND_SEND)
def account(request: HttpRequest) -> HttpResponse:
    """Who you are here, and how you sign in."""
    user = somebody(request)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if form.is_valid():
        actions.rename_user(user=user, name=form.cleaned_data["name"], now=now())
        return redirect("accounts:account")
    page = queries.account_page(viewer=user)
    return render(request, "accounts/account.html", {"page": page, "form": form})


@sensitive_post_parameters("password")
@require_http_methods(READ_AND_SEND)
@lately_proved
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password."""
    user = somebody(request)
    form = NewPasswordForm(user, request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/change_password.html", {"form": form})
    keep_this_session(request, form.save())
    return redirect("accounts:account")


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    keep_this_session(request, actions.end_sessions(user=somebody(request), now=now()))
    return redirect("accounts:account")


@sensitive_post_parameters("code")
@require_http_methods(READ_AND_SEND)
@lately_proved
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Bind an app that makes codes."""
    user = somebody(request)
    if user.second_factor_at:
        return redirect("accounts:account")
    secret = request.session.setdefault(SECRET, make_secret())
    form = SetUpForm(request.POST or None, secret=secret)
    if not form.is_valid():
        page = queries.set_up_page(viewer=user, secret=secret)
        return render(request, "accounts/set_up.html", {"page": page, "form": form})
    kept = actions.set_up_second_factor(
        user=user, secret=secret, code=form.cleaned_data["code"], now=now()
    )
    del request.session[SECRET]
    keep_this_session(request, kept)
    return redirect("accounts:recovery_codes")


@require_safe
@lately_proved
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes for a day without the app."""
    page = queries.recovery_codes_page(viewer=somebody(request))
    return render(request, "accounts/recovery_codes.html", {"page": page})


@require_POST
@lately_proved
def renew_recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes instead of those."""
    keep_this_session(request, actions.renew_recovery_codes(user=somebody(request), now=now()))
    return redirect("accounts:recovery_codes")


@require_POST
@lately_proved
def remove_second_factor(request: HttpRequest) -> HttpResponse:
    """Take the app away, to bind another."""
    keep_this_session(request, actions.remove_second_factor(user=somebody(request), now=now()))
    return redirect("accounts:set_up_second_factor")
