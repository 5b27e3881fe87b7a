"""What the gallery shows: each pattern with an example, and a form with every kind of field."""

from __future__ import annotations

from typing import Any

from django import forms

CRUMBS = ({"text": "Home", "address": "/"}, {"text": "Activities", "address": "#activities"})
ROWS = (
    {"key": "Organisation", "value": "Example Youth Club"},
    {"key": "Places free", "value": "not supplied"},
)
HEADINGS = (
    {"text": "Area", "numeric": False},
    {"text": "People", "numeric": True},
    {"text": "Shortfall", "numeric": True},
)
CELLS = (
    (
        {"text": "Example North", "numeric": False, "address": "#table"},
        {"text": "1,204", "numeric": True, "address": ""},
        {"text": "86", "numeric": True, "address": ""},
    ),
    (
        {"text": "Example South", "numeric": False, "address": ""},
        {"text": "980", "numeric": True, "address": ""},
        {"text": "too few to show", "numeric": True, "address": ""},
    ),
)
NUMBERS = {
    "previous": "#page-1",
    "next": "#page-3",
    "items": (
        {"number": "1", "address": "#page-1", "here": False},
        {"number": "2", "address": "#page-2", "here": True},
        {"number": "", "address": "", "here": False},
        {"number": "9", "address": "#page-9", "here": False},
    ),
}
COLOURS = (
    "grey", "green", "turquoise", "blue", "purple", "magenta", "red", "orange", "yellow",
)  # fmt: skip
FIGURE = {
    "label": "Areas where too few are reached",
    "value": "112",
    "unit": "of 1,111 areas",
    "period": "12 months to December 2025",
    "source": "an example, not a count",
    "freshness": "made up for this page",
    "sureness": "Between 98 and 130, at 90%.",
    "address": "",
}
YES_NO = [("yes", "Yes"), ("no", "No")]
AGES = [("0-9", "0 to 9"), ("10-24", "10 to 24"), ("25-120", "25 and over")]


def wanted(words: str) -> dict[str, str]:
    """The message of a field left empty, in its own words."""
    return {"required": words, "min_value": "Places must be 0 or more.", "invalid_choice": words}


class EveryField(forms.Form):
    """One of each kind of field, each with a message that says what to do."""

    name = forms.CharField(
        label="Name of the activity",
        help_text="As people know it.",
        error_messages=wanted("Enter the name of the activity."),
    )
    places = forms.IntegerField(
        label="Places", min_value=0, error_messages=wanted("Enter how many places there are.")
    )
    theme = forms.ChoiceField(
        label="Theme",
        choices=[("", "Choose one"), ("v", "Violence")],
        error_messages=wanted("Choose a theme."),
    )
    about = forms.CharField(
        label="What happens there",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=wanted("Say what happens there."),
    )
    free = forms.ChoiceField(
        label="Is it free?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text="For those who go.",
        error_messages=wanted("Say whether it is free."),
    )
    ages = forms.MultipleChoiceField(
        label="Ages",
        choices=AGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages=wanted("Choose the ages it is for."),
    )
    sensitive = forms.BooleanField(
        label="The place must not be shown",
        help_text="A refuge, say.",
        error_messages=wanted("Tick the box if the place must not be shown."),
    )
    sheet = forms.FileField(
        label="Sheet of activities",
        help_text="CSV or XLSX, up to 10 MB.",
        error_messages=wanted("Choose a sheet of activities."),
    )
    secret = forms.CharField(
        label="Password",
        widget=forms.PasswordInput,
        error_messages=wanted("Enter a password."),
    )


def gallery_page() -> dict[str, Any]:
    """The examples, and the form twice: as it opens, and sent back empty."""
    return {
        "page": {
            "crumbs": CRUMBS,
            "rows": ROWS,
            "headings": HEADINGS,
            "cells": CELLS,
            "numbers": NUMBERS,
            "colours": COLOURS,
            "figure": FIGURE,
            "fields": EveryField(auto_id="blank_%s"),
            "wrong_fields": EveryField(data={"places": "-1"}, auto_id="wrong_%s"),
        }
    }
