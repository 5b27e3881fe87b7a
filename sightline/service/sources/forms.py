"""What people fill in: a source, a file, what is decided about a text, and a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from sightline.service.sheets.limits import LARGEST_SHEET_BYTES
from sightline.service.sources.actions import SourceFacts

MB = 1024**2
_DATES = ("signed_on", "review_on", "lapses_on")


def _text(label: str, longest: int, *, required: bool = True, lines: int = 1, tip: str = ""
          ) -> forms.CharField:  # fmt: skip
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, help_text=tip,
        error_messages={"required": f"Enter this: {label.lower()}."},
    )  # fmt: skip


class SourceForm(forms.Form):
    """What is said of a source."""

    title = _text("Title", 120)
    what = _text("What does it tell?", 1_000, lines=3)
    organisation_id = forms.ChoiceField(
        label="Who gives it? (optional)", required=False,
        help_text="People of that organisation may send its files.",
    )  # fmt: skip
    publisher = _text("Publisher of open data (optional)", 120, required=False)
    form = forms.ChoiceField(label="What are its files?")
    release_key = forms.ChoiceField(label="Loaded as (optional)", required=False)
    is_open = forms.BooleanField(label="It is open data", required=False)
    lawful_basis = _text("Lawful basis for holding it", 300, lines=2)
    protocol_title = _text("Title of the sharing protocol (optional for open data)", 200,
                           required=False)  # fmt: skip
    protocol_address = forms.URLField(
        label="Address of the protocol (optional)", max_length=300, required=False,
        assume_scheme="https",
    )  # fmt: skip
    signed_on = forms.DateField(label="Signed on (optional for open data)", required=False)
    review_on = forms.DateField(label="To be reviewed by (optional)", required=False)
    lapses_on = forms.DateField(
        label="Holds until (optional for open data)", required=False,
        help_text="After that day nothing of it is shown, and no file is taken.",
    )  # fmt: skip
    steward_role = _text("Who looks after it?", 120, tip="A role, such as data manager. No name.")
    seen_by = forms.ChoiceField(label="Who sees its counts?", widget=forms.RadioSelect)
    count_policy = forms.ChoiceField(label="What is done with small counts?")
    cannot_tell = _text("What can it not tell?", 1_000, lines=3)

    def __init__(
        self, data: Any, *, initial: Mapping[str, Any], choices: Mapping[str, Sequence[Any]]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name in _DATES:
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = offered

    def facts(self) -> SourceFacts:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        key = given.pop("organisation_id")
        return SourceFacts(**given, organisation_id=UUID(key) if key else None)


class EditSourceForm(SourceForm):
    """A source that is there, with the version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FileForm(forms.Form):
    """One file."""

    sheet = forms.FileField(
        label="File",
        help_text=f"CSV or XLSX, up to {LARGEST_SHEET_BYTES // MB} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose a file: CSV or XLSX.",
            "empty": "The file is empty. Check that the right file was chosen.",
        },
    )

    def clean_sheet(self) -> Any:
        """Not too large: what comes in beyond the limit has not been kept at all."""
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST_SHEET_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_SHEET_BYTES // MB} MB. Send one for each month."
            )
        return sheet


class DecisionForm(forms.Form):
    """What is decided about a text."""

    decision = forms.ChoiceField(choices=[("cleared", "Clear it"), ("deleted", "Delete it")])


class ReleaseForm(forms.Form):
    """What a release is of; later ones keep what the first one had."""

    by_area = forms.BooleanField(label="Area or site", required=False, initial=True)
    by_kind = forms.BooleanField(label="Kind", required=False, initial=True)
    by_age = forms.BooleanField(label="Ages", required=False)
    revised = forms.CharField(
        label="What was revised in months that are public? (optional)", required=False,
        max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In words, for the public. Give no count.",
    )  # fmt: skip

    def dimensions(self) -> list[str]:
        """What was ticked."""
        ticked = [name for name in ("area", "kind", "age") if self.cleaned_data[f"by_{name}"]]
        return [*ticked, "month"]
