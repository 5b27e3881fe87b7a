"""What somebody may ask about need, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from sightline.service.need.actions import Heard
from sightline.service.need.queries import Asked, ListeningChoices


class QuestionForm(forms.Form):
    """Theme and ages, from the address. What cannot be used is said, and left out."""

    use_required_attribute = False

    theme = forms.CharField(required=False, max_length=60)
    ages = forms.RegexField(
        r"^[0-9]{1,3}-[0-9]{1,3}$",
        required=False,
        error_messages={"invalid": "Choose ages from the list."},
    )

    def asked(self) -> Asked:
        """What is asked, without what was wrong with it."""
        self.is_valid()
        good = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**good)


class AskedForm(QuestionForm):
    """The same, and a place."""

    district = forms.CharField(required=False, max_length=20)
    area = forms.CharField(required=False, max_length=20)
    against = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)


DATES = ["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"]
_SHORT = forms.DateInput(attrs={"class": "govuk-input--width-10"})
_NUMBER = forms.NumberInput(attrs={"class": "govuk-input--width-5"})


class ListeningForm(forms.Form):
    """What was heard, of which place, from whom and how."""

    use_required_attribute = False

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "This form was not opened here. Open it afresh."},
    )
    organisation_id = forms.ChoiceField(label="Who listened?")
    area_code = forms.ChoiceField(label="Which place is it about?")
    heard_from = forms.ChoiceField(label="From whom was it heard?")
    method = forms.ChoiceField(label="How?")
    listened_from = forms.DateField(
        label="First day", input_formats=DATES, help_text="Such as 1/4/2026.", widget=_SHORT
    )
    listened_to = forms.DateField(label="Last day", input_formats=DATES, widget=_SHORT)
    people = forms.IntegerField(
        label="How many people? (optional)", required=False, min_value=1, max_value=100_000,
        widget=_NUMBER,
        help_text="Leave it empty if you do not know. A number under 10 is not shown.",
    )  # fmt: skip
    age_from = forms.IntegerField(
        label="Youngest (optional)", required=False, min_value=0, max_value=120, widget=_NUMBER
    )
    age_to = forms.IntegerField(
        label="Oldest (optional)", required=False, min_value=0, max_value=120, widget=_NUMBER
    )
    consent = forms.CharField(
        label="How did they agree that it is passed on?", max_length=500,
        help_text="Such as: asked at the start and again at the end of the session.",
    )  # fmt: skip
    words = forms.CharField(
        label="What was heard?", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In their words or yours, without names.",
    )  # fmt: skip
    theme = forms.ChoiceField(label="Theme", required=False)
    factors = forms.MultipleChoiceField(
        label="Factors it tells of (optional)", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, choices: ListeningChoices, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in (
            "organisation_id", "area_code", "heard_from", "method", "theme", "factors",
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
            field.choices = list(getattr(choices, name))
        self._places = dict(choices.area_code)

    def clean(self) -> dict[str, Any]:
        """Both ages or neither, the younger first."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        youngest, oldest = given.get("age_from"), given.get("age_to")
        if (youngest is None) != (oldest is None):
            self.add_error("age_to", "Give both ages, or neither.")
        elif youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", "The oldest must not be younger than the youngest.")
        return given

    def heard(self) -> Heard:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Heard(
            **{
                **given,
                "organisation_id": UUID(given["organisation_id"]),
                "area_name": self._places[given["area_code"]],
                "factors": tuple(given["factors"]),
            }
        )


class DecisionForm(forms.Form):
    """Who may read what was heard, and why."""

    state = forms.ChoiceField(
        choices=[
            ("partnership", "The partnership"),
            ("public", "Everybody"),
            ("declined", "Nobody"),
        ]
    )
    reason = forms.CharField(required=False, max_length=500)


class WeightsForm(forms.Form):
    """Weights of domains, each in per cent, from an address with `weight-` before their names."""

    use_required_attribute = False
    PREFIX = "weight-"

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__({name: given[name] for name in given})
        for name in given:
            if name.startswith(self.PREFIX):
                self.fields[name] = forms.FloatField(
                    required=False,
                    min_value=0,
                    max_value=100,
                    error_messages=dict.fromkeys(
                        ("invalid", "min_value", "max_value"),
                        f"{name.removeprefix(self.PREFIX).capitalize()}: write a weight from 0 to "
                        "100, such as 25.",
                    ),
                )

    def weights(self) -> dict[str, float]:
        """The weight of each domain, without what was wrong."""
        self.is_valid()
        return {
            name.removeprefix(self.PREFIX): value
            for name, value in self.cleaned_data.items()
            if value is not None
        }
