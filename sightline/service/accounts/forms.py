"""The sign-in form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from sightline.service.accounts import actions, queries

WRONG = "The e-mail address or the password is not right. Check both and try again."
TOO_MANY = (
    "There were too many tries to sign in. Wait 15 minutes and try again, "
    "or ask your violence and vulnerability unit for help."
)


class SignInForm(AuthenticationForm):
    """An e-mail address and a password, with a limit on guessing."""

    username = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}  # noqa: RUF012 - as Django has it

    def clean(self) -> dict[str, Any]:
        """Check the limit, then the password, and note how it went."""
        email = str(self.cleaned_data.get("username", "")).lower()
        if not email or not self.cleaned_data.get("password"):
            return self.cleaned_data
        address, now = address_of(self.request), timezone.now()
        if not queries.may_try(email=email, address=address, now=now):
            raise ValidationError(TOO_MANY, code="too_many")
        try:
            cleaned = super().clean()
        except ValidationError:
            actions.note_try(email=email, address=address, now=now, succeeded=False)
            raise
        actions.note_try(email=email, address=address, now=now, succeeded=True)
        return cleaned or self.cleaned_data


def address_of(request: HttpRequest | None) -> str:
    """Where a request comes from, believing only the proxies that are known to stand in front."""
    if request is None:
        return "0.0.0.0"  # noqa: S104 - a form used without a request has no address
    passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if settings.PROXIES and len(passed_on) >= settings.PROXIES:
        return passed_on[-settings.PROXIES].strip()
    return str(request.META["REMOTE_ADDR"])
