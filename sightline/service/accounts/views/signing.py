"""Signing in and out, joining, and a password forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sightline.service.accounts import actions, queries, signing_in
from sightline.service.accounts.forms import (
    ConfirmForm,
    ForgottenForm,
    JoinForm,
    NewPasswordForm,
    SecondStepForm,
    SignInForm,
)

READ_AND_SEND = ["GET", "HEAD", "POST"]


class SignIn(views.LoginView):
    """The sign-in page; afterwards people go on to where they wanted to be, if it is here."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """In, or on to the second factor of those who have one."""
        user, going_to = form.get_user(), self.get_success_url()
        if user.second_factor_at:
            return signing_in.begin(self.request, user, going_to=going_to)
        return signing_in.finish(self.request, user, going_to=going_to)


class NewPassword(views.PasswordResetConfirmView):
    """A new password, for whoever has the link that was sent by e-mail."""

    form_class = NewPasswordForm  # type: ignore[assignment] # it asks once, and shows what is typed
    template_name = "accounts/new_password.html"
    success_url = reverse_lazy("accounts:sign_in")


# Django's own views would answer other methods too, a PUT as if it were a POST.
sign_in = require_http_methods(READ_AND_SEND)(SignIn.as_view())
sign_out = require_POST(views.LogoutView.as_view())
new_password = require_http_methods(READ_AND_SEND)(NewPassword.as_view())


@require_http_methods(READ_AND_SEND)
def second_step(request: HttpRequest) -> HttpResponse:
    """The code after the password."""
    user = signing_in.half_way(request)
    if user is None:
        return redirect("accounts:sign_in")
    form = SecondStepForm(request.POST or None, user=user, request=request)
    if form.is_valid():
        return signing_in.finish(request, user)
    return render(request, "accounts/second_step.html", {"form": form})


@sensitive_post_parameters("password")
@require_http_methods(READ_AND_SEND)
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more."""
    user, going_to = signing_in.somebody(request), request.GET.get("next", "")
    form = ConfirmForm(request.POST or None, user=user, request=request)
    if form.is_valid():
        signing_in.prove(request)
        return redirect(signing_in.inside(request, going_to, otherwise="accounts:account"))
    return render(request, "accounts/confirm.html", {"form": form})


@sensitive_post_parameters("password")
@require_http_methods(READ_AND_SEND)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation."""
    page = queries.join_page(token=token, viewer=request.user, now=now())
    if page is None:
        return render(request, "accounts/join_over.html", status=410)
    if page.for_another:
        return render(request, "accounts/join_other.html", {"page": page}, status=403)
    if page.has_sign_in:
        return _join_as(request, page, token)
    form = JoinForm(request.POST or None, email=page.email, initial={"name": page.name})
    if not form.is_valid():
        return render(request, "accounts/join.html", {"page": page, "form": form})
    user = actions.accept_invitation(
        token=token,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        now=now(),
    )
    return signing_in.finish(request, user, going_to=reverse("accounts:set_up_second_factor"))


def _join_as(request: HttpRequest, page: queries.JoinPage, token: str) -> HttpResponse:
    """Accept as somebody who has a sign-in already."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': request.path})}")
    if request.method != "POST":
        return render(request, "accounts/join_as.html", {"page": page})
    actions.accept_invitation_as(token=token, user=signing_in.somebody(request), now=now())
    return redirect("pages:home")


@require_http_methods(READ_AND_SEND)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the way to a new password."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/forgotten.html", {"form": form})
    actions.send_password_link(email=form.cleaned_data["email"], now=now())
    return render(request, "accounts/forgotten_sent.html")
