"""What people fill in: the filters of the list, and the sheet they send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from sightline.analysis.framework import AgeRange
from sightline.errors import BadInput
from sightline.service.register.limits import LARGEST_SHEET_BYTES
from sightline.service.register.queries import MANY, ORDERS, Asked

MB = 1024**2
Counts = Mapping[str, Mapping[str, int]]


class FilterForm(forms.Form):
    """The filters of the list. A value that makes no sense is said so, and left out."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    theme = forms.MultipleChoiceField(
        label="Theme", required=False, widget=forms.CheckboxSelectMultiple
    )
    status = forms.MultipleChoiceField(
        label="Status", required=False, widget=forms.CheckboxSelectMultiple
    )
    level = forms.MultipleChoiceField(
        label="Prevention level", required=False, widget=forms.CheckboxSelectMultiple
    )
    district = forms.MultipleChoiceField(
        label="District, delivered in or served",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = forms.MultipleChoiceField(
        label="Organisation", required=False, widget=forms.CheckboxSelectMultiple
    )
    ages = forms.CharField(
        label="Ages", required=False, max_length=20, help_text="A range that overlaps, like 10-24."
    )
    stale = forms.BooleanField(label="Not confirmed in the last 6 months", required=False)
    order = forms.ChoiceField(
        label="Order", required=False, choices=[(code, words) for code, words in ORDERS.items()]
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, names: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(data)
        self.names = names
        for name in MANY:
            self._field(name).choices = list(names[name].items())

    def clean_ages(self) -> AgeRange | None:
        """A range of ages such as 10-24."""
        text = self.cleaned_data["ages"]
        try:
            return AgeRange.parse(text) if text else None
        except BadInput as bad:
            raise forms.ValidationError(str(bad)) from bad

    def asked(self) -> Asked:
        """What was asked, without what makes no sense."""
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            words=given.get("q", ""),
            **{field: tuple(given.get(name, ())) for name, field in MANY.items()},
            ages=given.get("ages"),
            stale=given.get("stale", False),
            order=given.get("order") or "name",
            page=given.get("page") or 1,
        )

    def show_counts(self, counts: Counts) -> None:
        """Say beside each value how many activities it would leave; leave out those with none."""
        asked = self.asked()
        for name, field in MANY.items():
            chosen = getattr(asked, field)
            self._field(name).choices = [
                (value, f"{words} ({counts[name].get(value, 0):,})")
                for value, words in self.names[name].items()
                if counts[name].get(value) or value in chosen
            ]
        self.fields[
            "stale"
        ].label = f"Not confirmed in the last 6 months ({counts['stale'].get('yes', 0):,})"

    def _field(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        return field


class UploadForm(forms.Form):
    """One sheet."""

    sheet = forms.FileField(
        label="Sheet of activities",
        help_text=f"CSV or XLSX, up to {LARGEST_SHEET_BYTES // MB} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose a sheet: a CSV or XLSX file.",
            "empty": "The file is empty. Check that the right file was chosen.",
        },
    )

    def clean_sheet(self) -> Any:
        """Not too large: what comes in beyond the limit has not been kept at all."""
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST_SHEET_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_SHEET_BYTES // MB} MB. Save it as CSV, or split "
                "it into smaller sheets."
            )
        return sheet


class CommitForm(forms.Form):
    """The newest audit event when the preview was opened."""

    seen_event = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """The version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why an activity is taken off the register, and the version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why is it taken off the register?",
        help_text="Such as: it was entered twice. If it has ended, change its status instead.",
        max_length=500,
        error_messages={"required": "Say why, for whoever looks at its history."},
    )


class RestoreForm(forms.Form):
    """The event whose version should come back, and the version that was looked at."""

    event = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CompareForm(forms.Form):
    """Two events of a history."""

    earlier = forms.IntegerField(min_value=1)
    later = forms.IntegerField(min_value=1)

    def chosen(self) -> tuple[int, int] | None:
        """The two events; None if nothing, or nothing that makes sense, was asked."""
        if not self.is_valid():
            return None
        return self.cleaned_data["earlier"], self.cleaned_data["later"]


class SinceForm(forms.Form):
    """Since which day changes are wanted."""

    since = forms.DateField(
        label="Changed since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day such as 2026-01-31."},
    )
