"""What people fill in: what to watch, and how often to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from sightline.service.watching.models import LONGEST_TARGET, Often

ONE_OF = ("organisation", "district", "theme", "strand")


class WatchForm(forms.Form):
    """One thing, as a button or a link names it."""

    kind = forms.CharField(max_length=12)
    target = forms.CharField(max_length=LONGEST_TARGET)

    def clean_target(self) -> str:
        """The key, code or question; the question mark before a question is let pass."""
        return str(self.cleaned_data["target"]).removeprefix("?")


class NewWatchForm(forms.Form):
    """One thing, chosen from lists."""

    organisation = forms.ChoiceField(label="An organisation", required=False)
    district = forms.ChoiceField(label="A district", required=False)
    theme = forms.ChoiceField(label="A theme", required=False)
    strand = forms.ChoiceField(label="A strand", required=False)

    def __init__(self, data: Any, *, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data)
        for name in ONE_OF:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", "—"), *choices[name]]

    def clean(self) -> dict[str, Any]:
        """At least one thing is chosen."""
        given: dict[str, Any] = super().clean() or {}
        chosen = [(name, given[name]) for name in ONE_OF if given.get(name)]
        if not chosen and not self.errors:
            raise forms.ValidationError("Choose at least one thing to watch.")
        return {"chosen": chosen}


class OftenForm(forms.Form):
    """How often somebody is told by mail."""

    often = forms.ChoiceField(
        label="Send me a mail with what changed",
        choices=Often.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often."},
    )
