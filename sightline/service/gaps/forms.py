"""What somebody may ask of the list, checked."""

from __future__ import annotations

from django import forms

from sightline.analysis.gaps import GapKind
from sightline.service.gaps.queries import RULES, Asked, AskedMonth

LONGEST_SEARCH = 80


class AskedForm(forms.Form):
    """Filters and policy, from the address. What cannot be used is said, and left out."""

    use_required_attribute = False

    district = forms.CharField(required=False, max_length=20)
    kind = forms.ChoiceField(
        required=False,
        choices=[("", "Any kind"), *((kind.value, kind.value) for kind in GapKind)],
        error_messages={"invalid_choice": "Choose a kind of gap from the list."},
    )
    find = forms.CharField(
        label="Name or code of an area",
        required=False,
        max_length=LONGEST_SEARCH,
        error_messages={"max_length": f"Search for at most {LONGEST_SEARCH} letters."},
    )
    share = forms.DecimalField(
        label="Share of the group to reach in a year, per cent",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Write the share of the group as a number, such as 10 for one in ten.",
            "min_value": "Write a share between 0 and 100.",
            "max_value": "Write a share between 0 and 100.",
            "max_decimal_places": "Write a share with three decimals at most, such as 12.5.",
            "max_digits": "Write a share with three decimals at most, such as 12.5.",
        },
    )
    rule = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((key, str(rule)) for key, rule in RULES.items())],
        error_messages={"invalid_choice": "Choose a rule from the list."},
    )
    area = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def asked(self) -> Asked:
        """What is asked, without what was wrong with it."""
        self.is_valid()
        good = self.cleaned_data
        share = good.get("share")
        return Asked(
            district=good.get("district", ""),
            kind=good.get("kind", ""),
            find=good.get("find", ""),
            share="" if share is None else f"{share.normalize():f}",
            rule=good.get("rule", ""),
            area=good.get("area", ""),
            page=good.get("page") or 1,
        )


class AskedMonthForm(forms.Form):
    """A month to come and a district, from the address. What cannot be used is left out."""

    month = forms.RegexField(required=False, regex=r"^([0-9]{4}-(0[1-9]|1[0-2])|none)$")
    district = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def asked(self) -> AskedMonth:
        """What is asked, without what was wrong with it."""
        self.is_valid()
        good = self.cleaned_data
        return AskedMonth(
            month=good.get("month", ""),
            district=good.get("district", ""),
            page=good.get("page") or 1,
        )
