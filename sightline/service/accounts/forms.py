"""The sign-in form."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from sightline.service.accounts import actions, queries

NOWHERE = "0.0.0.0"  # noqa: S104 - stands for a request without an address
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
        return NOWHERE
    passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if settings.PROXIES and len(passed_on) >= settings.PROXIES:
        found = whole_address(passed_on[-settings.PROXIES].strip())
        if found != NOWHERE:
            return found
    return whole_address(str(request.META.get("REMOTE_ADDR", "")))


def whole_address(text: str) -> str:
    """An address to count tries by: one IPv4 address, or the IPv6 network of one subscriber.

    >>> whole_address("192.0.2.7"), whole_address("2001:db8::7"), whole_address("a socket")
    ('192.0.2.7', '2001:db8::', '0.0.0.0')
    """
    try:
        address = ip_address(text)
    except ValueError:
        return NOWHERE
    if address.version == 4:
        return str(address)
    return str(ip_network((int(address), 64), strict=False).network_address)
