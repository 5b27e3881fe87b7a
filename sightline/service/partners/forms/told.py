"""What the forms of this room share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from sightline.errors import SightlineError


class ToldForm(forms.Form):
    """A form that can say what an action found wrong."""

    def refuse(self, wrong: SightlineError) -> None:
        """Show what an action found wrong at the top of the form."""
        self.add_error(None, str(wrong))

    def start_from(self, version: int | str | None) -> None:
        """Keep all that was typed, to be sent once more as a change of that version."""
        typed: Any = self.data
        typed = typed.copy()
        typed["version"] = str(version or "")
        self.data = typed


def choose(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Say what may be chosen in a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = list(choices)


def key_of(text: str | None) -> UUID | None:
    """The key that was chosen, if any."""
    return UUID(text) if text else None
