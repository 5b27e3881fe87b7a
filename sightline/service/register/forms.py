"""What people fill in: the filters of the list, and what they say of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from sightline.analysis.framework import AgeRange
from sightline.errors import BadInput
from sightline.service.register.actions import GroupFacts
from sightline.service.register.queries import (
    DISTANCES_KM,
    EITHER,
    LIST,
    MANY,
    MAP,
    ORDERS,
    PLACES,
    USUAL_KM,
    Asked,
    Near,
    find_near,
)

DATES = ["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]


def several(label: str) -> forms.MultipleChoiceField:
    """A filter that takes several values."""
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


class FilterForm(forms.Form):
    """The filters of the list. A value that makes no sense is said so, and left out."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    near = forms.CharField(label="Postcode", required=False, max_length=10)
    within = forms.TypedChoiceField(
        label="Within",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(km, f"{km} km") for km in DISTANCES_KM],
    )
    theme = several("Theme")
    status = several("Status")
    strand = several("Strand")
    approach = several("Approach")
    setting = several("Setting")
    open = several("Open to")
    level = several("Prevention level")
    district = several("District")
    place = forms.ChoiceField(
        label="A district is meant as", required=False, choices=list(PLACES.items())
    )
    organisation = several("Organisation")
    thematic = several("Thematic group")
    funder = several("Funder")
    shown = several("Who may see it")
    fresh = several("Freshness")
    ages = forms.CharField(
        label="Ages", required=False, max_length=20, help_text="A range that overlaps, like 10-24."
    )
    free = forms.BooleanField(label="Places free now", required=False)
    stale = forms.BooleanField(label="Not confirmed in the last 6 months", required=False)
    order = forms.ChoiceField(
        label="Order", required=False, choices=[(code, words) for code, words in ORDERS.items()]
    )
    view = forms.ChoiceField(
        required=False, choices=[(LIST, "List"), (MAP, "Map")], widget=forms.HiddenInput
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, names: Mapping[str, Mapping[str, str]]) -> None:
        # Only the filters that are asked about: each field is copied for each form, and checked.
        self.base_fields = {  # type: ignore[misc]
            name: field
            for name, field in self.base_fields.items()
            if name not in MANY or name in data
        }
        super().__init__(data)
        self.names = names
        for name in MANY:
            if name in data:
                self._field(name).choices = list(names[name].items())

    def clean_near(self) -> Near | None:
        """A postcode whose place is known."""
        text = self.cleaned_data["near"].strip()
        try:
            return find_near(text) if text else None
        except BadInput as bad:
            raise forms.ValidationError(str(bad)) from bad

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
            free=given.get("free", False),
            place=given.get("place") or EITHER,
            near=given.get("near"),
            within_km=given.get("within") or USUAL_KM,
            order=given.get("order") or "",
            view=given.get("view") or LIST,
            page=given.get("page") or 1,
        )

    def _field(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        return field


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


class GroupForm(forms.Form):
    """What is said of a thematic group, and the version that was looked at."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter its name."}
    )
    meaning = forms.CharField(
        label="What it looks after",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = forms.DateField(
        label="From", required=False, input_formats=DATES, help_text="Such as 1/4/2026.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    ends_on = forms.DateField(
        label="Until", required=False, input_formats=DATES,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "govuk-input--width-10"}),
        help_text="The last day; leave it empty while it lasts. Records that name it keep it.",
    )  # fmt: skip
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def facts(self) -> GroupFacts:
        """What was filled in."""
        given = self.cleaned_data
        return GroupFacts(given["name"], given["meaning"], given["starts_on"], given["ends_on"])

    def start_from(self, version: int | None) -> None:
        """Go on from that version, with what was typed."""
        typed: Any = self.data
        typed = typed.copy()
        typed["version"] = str(version or "")
        self.data = typed


class SinceForm(forms.Form):
    """Since which day changes are wanted."""

    since = forms.DateField(
        label="Changed since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day such as 2026-01-31."},
    )
