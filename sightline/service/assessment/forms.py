"""What a draft is to be about, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from sightline.errors import BadInput
from sightline.service.assessment.queries import Asked, check_ages, theme_choices, usual


class AskedForm(forms.Form):
    """Themes and ages, from the address. What cannot be used is said, and the usual is taken."""

    use_required_attribute = False

    themes = forms.MultipleChoiceField(
        label="Themes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose themes from the list."},
    )
    ages = forms.CharField(
        label="Ages",
        help_text="In completed years, such as 10-24.",
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"max_length": "Write ages as two numbers, such as 10-24."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = theme_choices()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, given: QueryDict) -> AskedForm:
        """The form as the address fills it; as usual where it asks for nothing."""
        chosen = usual()
        return cls({
            "themes": list(dict.fromkeys(given.getlist("themes"))) or list(chosen.themes),
            "ages": given.get("ages") or chosen.ages,
        })  # fmt: skip

    def clean_ages(self) -> str:
        """Ages that the population tells of."""
        ages: str = self.cleaned_data["ages"]
        try:
            return check_ages(ages)
        except BadInput as bad:
            raise forms.ValidationError(str(bad)) from bad

    def asked(self) -> Asked:
        """What is asked, the usual in place of what was wrong with it."""
        self.is_valid()
        good, chosen = self.cleaned_data, usual()
        return Asked(
            themes=tuple(good.get("themes") or chosen.themes),
            ages=good.get("ages") or chosen.ages,
        )
