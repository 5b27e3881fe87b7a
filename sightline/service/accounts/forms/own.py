"""Forms of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from sightline.service.accounts.forms.signing import code_field
from sightline.service.accounts.second_factor import matching_counter

NOT_FROM_THE_APP = (
    "The code is not right. Enter the six figures that your app shows now. If it goes on, check "
    "that the clock of your telephone is right."
)


class NameForm(forms.Form):
    """The name that colleagues know somebody by."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As colleagues know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )


class SetUpForm(forms.Form):
    """The first code of an app, which shows that it has the secret."""

    code = code_field("The six figures that the app shows for Sightline.")

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._secret = secret

    def clean_code(self) -> str:
        """A code that the app shows now."""
        code = str(self.cleaned_data["code"])
        if matching_counter(self._secret, code, now=timezone.now()) is None:
            raise ValidationError(NOT_FROM_THE_APP, code="wrong")
        return code
