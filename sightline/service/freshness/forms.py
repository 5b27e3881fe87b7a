"""What people fill in: ticks beside records, who looks after one, which mails they want."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms

from sightline.service.freshness.models import MailKind

MOST_TICKS = 100


class DueForm(forms.Form):
    """Which records are shown, and what the confirmation just made came to."""

    whose = forms.ChoiceField(choices=[("mine", "mine"), ("all", "all")], required=False)
    page = forms.IntegerField(min_value=1, required=False)
    done = forms.IntegerField(min_value=0, max_value=MOST_TICKS, required=False)
    changed = forms.IntegerField(min_value=0, max_value=MOST_TICKS, required=False)

    def asked(self) -> dict[str, Any]:
        """What was asked, without what makes no sense."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "mine": given.get("whose") != "all",
            "page": given.get("page") or 1,
            "done": given.get("done"),
            "changed": given.get("changed") or 0,
        }


class TicksForm(forms.Form):
    """The records that were ticked, or the one whose button was pressed, each with its version."""

    def __init__(self, ticked: Sequence[str], only: str) -> None:
        super().__init__({})
        self.given = [only] if only else list(dict.fromkeys(ticked))

    def clean(self) -> dict[str, Any]:
        """Keys and versions, such as 6f1c…:3."""
        if not self.given:
            raise forms.ValidationError("Tick the records that are still right.")
        if len(self.given) > MOST_TICKS:
            raise forms.ValidationError(f"Tick no more than {MOST_TICKS} records at once.")
        try:
            return {"versions": [_version(text) for text in self.given]}
        except ValueError as wrong:
            raise forms.ValidationError("The form does not say which records.") from wrong


def _version(text: str) -> tuple[UUID, int]:
    key, _, version = text.partition(":")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise ValueError(text)
    return UUID(key), int(version)


class OwnerForm(forms.Form):
    """Who looks after a record; nobody by name means all of its organisation."""

    owner = forms.ChoiceField(
        label="Who looks after this record?",
        required=False,
        widget=forms.RadioSelect,
        help_text="They alone are reminded of it. Without a name everybody of the organisation is.",
        error_messages={"invalid_choice": "Choose somebody who belongs to the organisation."},
    )

    def __init__(self, data: Any, *, people: Iterable[tuple[str, str]], chosen: str) -> None:
        super().__init__(data, initial={"owner": chosen})
        choices = [*people, ("", "Nobody by name")]
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def chosen(self) -> UUID | None:
        """The person chosen, of a form that is valid."""
        return UUID(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class MailsForm(forms.Form):
    """The kinds of mail that somebody wants."""

    wanted = forms.MultipleChoiceField(
        label="Send me a mail",
        required=False,
        choices=MailKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Untick all to get none. The unit sees which kinds nobody gets.",
    )

    def stopped(self) -> set[str]:
        """The kinds that are not wanted, of a form that is valid."""
        return set(MailKind.values) - set(self.cleaned_data["wanted"])
