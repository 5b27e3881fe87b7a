"""Forms of signing in, of joining, and of a password forgotten."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from sightline.service.accounts import actions, queries
from sightline.service.accounts.addresses import address_of
from sightline.service.accounts.models import Step, User

WRONG = "The e-mail address or the password is not right. Check both and try again."
WRONG_PASSWORD = "The password is not right. Try again."  # noqa: S105 - what is said of one
WRONG_CODE = (
    "The code is not right, or was used already. Enter the six figures that your app shows now, or "
    "a recovery code that you have not used."
)
TOO_MANY = (
    "There were too many tries to sign in. Wait 15 minutes and try again, "
    "or ask your violence and vulnerability unit for help."
)
TOO_MANY_CODES = (
    "There were too many wrong codes. Wait an hour and try again, "
    "or ask your violence and vulnerability unit for help."
)
ADDRESS_MESSAGES = {
    "required": "Enter your e-mail address.",
    "invalid": "Enter an e-mail address such as name@example.org.",
}


def password_field(label: str = "Password", *, new: bool = False) -> forms.CharField:
    """A field for a password: one that is known, or a new one with what it must be like."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1024,
        help_text="12 characters or more. Three words that do not belong together are good."
        if new
        else "",
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
        error_messages={"required": "Enter a password." if new else "Enter your password."},
    )


def code_field(help_text: str) -> forms.CharField:
    """A field for a code."""
    return forms.CharField(
        label="Code",
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": "Enter the code."},
    )


class SignInForm(AuthenticationForm):
    """An e-mail address and a password, with a limit on guessing."""

    username = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages=ADDRESS_MESSAGES,
    )
    password = password_field()

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}  # noqa: RUF012 - as Django has it

    def clean(self) -> dict[str, Any]:
        """Count the try, check the limit, then the password, and note how it went."""
        email = str(self.cleaned_data.get("username", "")).lower()
        if not email or not self.cleaned_data.get("password"):
            return self.cleaned_data
        begun = _begin(cast(HttpRequest, self.request), email)
        cleaned = super().clean()
        if self.get_user().second_factor_at is None:
            actions.end_try(begun)
        else:  # they are not in yet
            actions.forget_try(begun)
        return cleaned or self.cleaned_data


def _begin(request: HttpRequest, email: str) -> int:
    """Count a try, and refuse it unread where there were too many before it; its number."""
    address, now = address_of(request), timezone.now()
    begun = actions.begin_try(email=email, address=address, now=now)
    if not queries.may_try(email=email, address=address, now=now, begun=begun):
        actions.forget_try(begun)
        raise ValidationError(TOO_MANY, code="too_many")
    return begun


class SecondStepForm(forms.Form):
    """A code after the password, with a limit on guessing."""

    code = code_field("From your app, or one of your recovery codes.")

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._request = user, request

    def clean_code(self) -> str:
        """Count the try, check the limit, then the code, and note how it went."""
        code = str(self.cleaned_data["code"])
        now = timezone.now()
        about: Any = {"email": self._user.email, "address": address_of(self._request), "now": now}
        begun = actions.begin_try(**about, step=Step.SECOND)
        if not queries.may_try_second(**about, begun=begun):
            actions.forget_try(begun)
            raise ValidationError(TOO_MANY_CODES, code="too_many")
        if not actions.check_second_factor(user=self._user, code=code, now=now):
            actions.warn_of_wrong_codes(begun, user=self._user)
            raise ValidationError(WRONG_CODE, code="wrong")
        actions.end_try(begun)
        return code


class ConfirmForm(forms.Form):
    """The password once more, before something that a thief of a session would like to do."""

    password = password_field()

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._request = user, request

    def clean_password(self) -> str:
        """Count the try, check the limit, then the password; a right one is no try to remember."""
        given = str(self.cleaned_data["password"])
        begun = _begin(self._request, self._user.email)
        if not self._user.check_password(given):
            raise ValidationError(WRONG_PASSWORD, code="wrong")
        actions.forget_try(begun)
        return given


class JoinForm(forms.Form):
    """A name and a password, from whoever was invited."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        help_text="As colleagues know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    password = password_field("A password of your own", new=True)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        """A password that is not too short, common, or like the name or the address."""
        given = self.cleaned_data.get("password")
        if given:
            somebody = User(email=self._email, name=self.cleaned_data.get("name", ""))
            _check_password(self, given, somebody)
        return self.cleaned_data


class ForgottenForm(forms.Form):
    """The address of whoever forgot their password."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The one that you sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages=ADDRESS_MESSAGES,
    )


class NewPasswordForm(forms.Form):
    """A new password. It can be shown while it is typed, so it is asked for once."""

    password = password_field("New password", new=True)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean(self) -> dict[str, Any]:
        """A password that is not too short, common, or like the name or the address."""
        if given := self.cleaned_data.get("password"):
            _check_password(self, given, self._user)
        return self.cleaned_data

    def save(self) -> User:
        """Keep it."""
        actions.set_password(
            user=self._user, password=self.cleaned_data["password"], now=timezone.now()
        )
        return self._user


def _check_password(form: forms.Form, given: str, somebody: User) -> None:
    try:
        validate_password(given, somebody)
    except ValidationError as wrong:
        form.add_error("password", wrong)
