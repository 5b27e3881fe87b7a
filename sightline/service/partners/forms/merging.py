"""Which two organisations are one, and how somebody knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from sightline.errors import BadInput
from sightline.service.partners.forms.told import ToldForm, choose


class MergeForm(ToldForm):
    """Which organisation goes, and why."""

    gone = forms.ChoiceField(
        label="The organisation that is the same",
        help_text="What belongs to it moves, and its name becomes another name of the one kept.",
        error_messages={
            "required": "Choose an organisation.",
            "invalid_choice": "That organisation is not here, or is this one. Choose another.",
        },
    )

    def __init__(self, data: Any = None, *, others: Mapping[str, str]) -> None:
        super().__init__(data)
        choose(self, "gone", [("", "Choose one"), *others.items()])

    def gone_id(self) -> UUID | None:
        """The organisation that was chosen; None if it was none of those offered."""
        return UUID(self.cleaned_data["gone"]) if self.is_valid() else None


class DecideForm(ToldForm):
    """That two organisations are one."""

    gone = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="How you know",
        max_length=500,
        help_text="Such as: the same charity number; they told us on the telephone.",
        error_messages={"required": "Say how you know that they are the same."},
    )

    def gone_id(self) -> UUID:
        """The organisation that goes; BadInput if the form does not say."""
        self.is_valid()
        found = self.cleaned_data.get("gone")
        if found is None:
            raise BadInput("The form does not say which organisation goes.")
        return UUID(str(found))
