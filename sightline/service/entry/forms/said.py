"""Choices between two versions, and words that people say to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sightline.service.entry.merging import MINE, THEIRS
from sightline.service.entry.models import LONGEST_WORDS, Audience, Often, Said, Scope
from sightline.service.entry.queries import ConflictRow

Given = dict[str, str | None]


class StartForm(forms.Form):
    """Whose activity it is."""

    organisation = forms.ChoiceField(
        label="Which organisation leads it?",
        help_text="Used for: who leads it.",
        error_messages={
            "required": "Choose the organisation that leads it.",
            "invalid_choice": "Choose one of the organisations.",
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, organisations: Mapping[str, str], key: str) -> None:
        super().__init__(data, initial={"key": key})
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", "Choose"), *organisations.items()]
        if len(organisations) == 1:
            self.initial["organisation"] = next(iter(organisations))
            field.widget = forms.HiddenInput()


class VersionForm(forms.Form):
    """The version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SaidForm(forms.Form):
    """What a new activity is to one on the register."""

    activity = forms.UUIDField(widget=forms.HiddenInput)
    said = forms.TypedChoiceField(choices=Said.choices, coerce=Said)


class ChooseForm(forms.Form):
    """Two versions of answers: which of them to keep, question by question."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    record_version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, rows: Iterable[ConflictRow], version: int, record_version: int = 0
    ) -> None:
        super().__init__(data, initial={"version": version, "record_version": record_version})
        for row in rows:
            self.fields[row.heading] = forms.ChoiceField(
                label=row.label,
                help_text=row.was,
                choices=[(THEIRS, row.theirs), (MINE, row.mine)],
                initial=row.choice or None,
                widget=forms.RadioSelect,
                error_messages={"required": f"{row.label}: choose one of the two."},
            )
        self.headings = [row.heading for row in rows]

    def choices(self) -> dict[str, str]:
        """What was chosen, by heading."""
        return {heading: self.cleaned_data[heading] for heading in self.headings}


def _words(label: str, missing: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


class _CarriedField(forms.JSONField):
    """JSON that was on our own page, and may be anything by the time it comes back."""

    def to_python(self, value: Any) -> Any:
        """What it holds; nested too deeply, or a number too long, it is refused like any other."""
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as wrong:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from wrong


class TypedForm(forms.Form):
    """What was typed, carried through the choice between two versions."""

    typed = _CarriedField(widget=forms.HiddenInput)

    def clean_typed(self) -> Given:
        """Answers by heading, or None where an answer was taken away."""
        typed = self.cleaned_data["typed"]
        if not isinstance(typed, dict) or not all(
            text is None or (isinstance(text, str) and _is_text(text)) for text in typed.values()
        ):
            raise ValidationError("The form does not say what was typed.")
        return typed


def _is_text(text: str) -> bool:
    """Whether a page can show it: JSON can hold halves of characters, which nothing else can."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


class SendBackForm(VersionForm):
    """Words of what to change."""

    words = _words(
        "What should be changed?", "Say what should be changed.", "They get this by e-mail."
    )


class DeclineForm(forms.Form):
    """Words of why an offer is declined."""

    words = _words("Why do you decline?", "Say why you decline.", "The unit gets this by e-mail.")


class OfferForm(forms.Form):
    """An activity that the unit proposes to an organisation."""

    organisation = forms.ChoiceField(
        label="To which organisation?", error_messages={"required": "Choose an organisation."}
    )
    activity = forms.CharField(
        label="Name of the activity",
        max_length=200,
        error_messages={"required": "Enter the name of the activity."},
    )
    words = _words(
        "Why them, and why this?",
        "Say why you offer it to them.",
        "Its people get this by e-mail, and see it with the offer.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, organisations: Mapping[str, str], initial: Any) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", "Choose"), *organisations.items()]


class ScopeForm(VersionForm):
    """How much is looked over before publication."""

    scope = forms.ChoiceField(
        label="What do you look over before others see it?",
        choices=Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you look over."},
    )


class CommentForm(forms.Form):
    """Something to say about a record."""

    text = _words(
        "What do you want to say?", "Write what you want to say.", "No names of young people."
    )
    audience = forms.ChoiceField(
        label="Who may read it?",
        choices=Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may read it."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    answers_to = forms.UUIDField(required=False, widget=forms.HiddenInput)


class OftenForm(forms.Form):
    """How often somebody is told of comments by mail."""

    often = forms.ChoiceField(
        label="Send me a mail about new comments",
        choices=Often.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often."},
    )
