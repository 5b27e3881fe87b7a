"""What people ask of overviews: the filters of the list, and how to show the answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.service.overview.models import LONGEST_QUESTION
from sightline.service.overview.queries import (
    DATE_KINDS,
    GROUPS,
    KINDS,
    MONTHS,
    THROUGH,
    VIEWS,
    Question,
    pairs_of,
)
from sightline.service.register.forms import FilterForm

YEARS = range(1990, 2101)  # that a calendar may be turned to


class MonthField(forms.CharField):
    """A month, such as 2026-04."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=7, **kwargs)

    def clean(self, value: Any) -> str:
        """The month as it is written in addresses; empty for none."""
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            month = Month.parse(text)
        except BadInput as bad:
            raise forms.ValidationError(str(bad)) from bad
        if month.year not in YEARS:
            raise forms.ValidationError(f"Choose a year from {YEARS[0]} to {YEARS[-1]}.")
        return str(month)


class QuestionForm(FilterForm):
    """The filters of the list. A kind of overview adds how to show the answer."""

    choices: ClassVar[tuple[str, ...]] = ()  # names of the fields that say how to show the answer

    def question(self) -> Question:
        """What was asked, without what makes no sense."""
        asked = self.asked()
        good = self.cleaned_data
        said = {name: good.get(name) or "" for name in self.choices}
        return Question(
            asked,
            pairs_of(
                {name: [value] if isinstance(value, str) else value for name, value in said.items()}
            ),
        )

    @property
    def showing(self) -> list[forms.BoundField]:
        """How to show the answer."""
        return [self[name] for name in self.choices if not self[name].is_hidden]


class TimelineForm(QuestionForm):
    """Groups and period of the timeline."""

    choices = ("group", "from", "months")
    group = forms.ChoiceField(
        label="Group by", required=False, choices=[(code, said) for code, said in GROUPS.items()]
    )
    months = forms.ChoiceField(
        label="Show", required=False, choices=[("", "2 years"), *MONTHS.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = MonthField(
            label="From, like 2026-04"
        )  # a name that Python keeps for itself


class CalendarForm(QuestionForm):
    """View, month and kinds of date of the calendar."""

    choices = ("lists", "month", "date")
    lists = forms.ChoiceField(label="Show", required=False, choices=list(VIEWS.items()))
    month = MonthField(label="Month, like 2026-04")
    date = forms.MultipleChoiceField(
        label="Dates to show; all, if none is chosen",
        required=False,
        choices=list(DATE_KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class WhatForm(QuestionForm):
    """What the rows of the matrix are."""

    choices = ("by",)
    by = forms.ChoiceField(
        label="Rows", required=False, choices=[(code, f"{code}s") for code in KINDS]
    )


class NetworkForm(QuestionForm):
    """What ties organisations, and whom to look at."""

    choices = ("through", "around")
    through = forms.ChoiceField(label="Tied by", required=False, choices=list(THROUGH.items()))
    around = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class FeedForm(forms.Form):
    """The question that a calendar program is to follow."""

    question = forms.CharField(
        required=False, max_length=LONGEST_QUESTION, widget=forms.HiddenInput
    )
