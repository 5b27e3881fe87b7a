"""What somebody may ask about need, checked."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from sightline.service.need.queries import Asked


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
