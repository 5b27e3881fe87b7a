"""The form for one delivery."""

from __future__ import annotations

from typing import Any

from django import forms

from sightline.service.deliveries.actions import AGE_GROUPS, Held
from sightline.service.deliveries.queries import group_field

MOST_PEOPLE = 100_000


class HeldForm(forms.Form):
    """When it was held and how many came. A blank number means not known; 0 means nobody."""

    held_on = forms.DateField(
        label="When was it held?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the day it was held.",
            "invalid": "Enter a day such as 2026-01-31.",
        },
    )
    place = forms.CharField(label="Where? (optional)", max_length=200, required=False)
    people = forms.IntegerField(
        label="How many people came? (optional)",
        help_text="Leave it blank if nobody counted; 0 if nobody came.",
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for group in AGE_GROUPS:
            self.fields[group_field(group)] = forms.IntegerField(
                label=group.capitalize(), min_value=0, max_value=MOST_PEOPLE, required=False
            )

    def held(self) -> Held:
        """What was filled in."""
        given = self.cleaned_data
        groups = {group: given[group_field(group)] for group in AGE_GROUPS}
        return Held(
            held_on=given["held_on"],
            place=given["place"],
            people=given["people"],
            groups={group: people for group, people in groups.items() if people is not None},
        )


class NewHeldForm(HeldForm):
    """A delivery to add, with the key that keeps it from being added twice."""

    entry_key = forms.UUIDField(widget=forms.HiddenInput)


class CorrectHeldForm(HeldForm):
    """A delivery to correct, with the version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RemoveForm(forms.Form):
    """The version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
