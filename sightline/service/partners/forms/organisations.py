"""The filters of the list of organisations, and what an organisation says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField

from sightline.errors import BadInput
from sightline.service.partners.details import ALL, Details
from sightline.service.partners.forms.told import ToldForm, choose
from sightline.service.partners.identifiers import SCHEME_WORDS, WANTED, PublicId, Scheme
from sightline.service.partners.names import plain
from sightline.service.partners.queries import (
    AskedOrganisations,
    area_codes,
    by_plain_name,
    kind_names,
)

DATES = ["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
DAY_HELP = "Day, month and year, such as 1/4/2027. Leave it empty if that is not known."


class OrganisationFilterForm(forms.Form):
    """The filters of the list of organisations; a value that makes no sense is left out."""

    q = forms.CharField(label="Name, or part of it", required=False, max_length=200)
    kind = forms.ChoiceField(label="Kind", required=False)
    district = forms.ChoiceField(label="District it covers", required=False)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, choices: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(data)
        for name, values in choices.items():
            choose(self, name, [("", "any"), *values.items()])

    def asked(self) -> AskedOrganisations:
        """What was asked, without what makes no sense."""
        self.is_valid()
        given = self.cleaned_data
        return AskedOrganisations(
            words=given.get("q", ""),
            kind=given.get("kind", ""),
            district=given.get("district", ""),
            page=given.get("page") or 1,
        )


class AddForm(ToldForm):
    """A new organisation. Its key is made with the form, so that sending it twice adds it once."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter its name."}
    )
    kind = forms.ChoiceField(label="Kind", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose(self, "kind", [("", "not supplied"), *kind_names().items()])

    def details(self) -> Details:
        """What was filled in."""
        return Details(name=self.cleaned_data["name"], kind=self.cleaned_data["kind"])


def _number_field(scheme: Scheme) -> str:
    return f"number_{scheme.name.lower()}"


class DetailsForm(ToldForm):
    """What an organisation says of itself."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter its name."}
    )
    aliases = forms.CharField(
        label="Other names",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Short names and old ones, each on a line. A sheet that uses one is understood.",
    )
    kind = forms.ChoiceField(label="Kind", required=False)
    kind_words = forms.CharField(
        label="Kind in your own words", required=False, max_length=200, help_text="If it is other."
    )
    website = forms.URLField(
        label="Website",
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages={"invalid": "Enter an address such as https://www.example.org."},
    )
    office_postcode = forms.CharField(
        label="Postcode of its office",
        required=False,
        max_length=10,
        help_text="Others are told the district alone. Leave it empty if even that must not be "
        "known. Where activities are delivered is another thing, and is said with each of them.",
    )
    covers_all = forms.BooleanField(label="It covers the whole county", required=False)
    districts = forms.MultipleChoiceField(
        label="Districts it covers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="It is expected to report what it does there.",
    )
    small_areas = forms.CharField(
        label="Smaller areas it covers",
        required=False,
        max_length=30_000,
        help_text="Names or codes of small areas, separated by semicolons.",
    )
    starts_on = forms.DateField(
        label="In the partnership from", required=False, input_formats=DATES, help_text=DAY_HELP,
        widget=forms.DateInput(format="%d/%m/%Y"),
    )  # fmt: skip
    ends_on = forms.DateField(
        label="In the partnership until", required=False, input_formats=DATES, help_text=DAY_HELP,
        widget=forms.DateInput(format="%d/%m/%Y"),
    )  # fmt: skip
    parent = forms.CharField(
        label="Part of",
        required=False,
        max_length=200,
        help_text="Any name of an organisation on the register.",
    )
    successor = forms.CharField(
        label="Taken over by",
        required=False,
        max_length=200,
        help_text="Who goes on when it ends, as when districts become one. Needs the day it ends.",
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        kept: Details,
        version: int,
        districts: Mapping[str, str],
        names: Mapping[UUID, str] | None,
    ) -> None:
        """Start from what is kept. names: of organisations; None where no other is asked for."""
        super().__init__(data, initial=_initial(kept, version, districts))
        for scheme in Scheme:
            wanted = WANTED[scheme]
            self.fields[_number_field(scheme)] = forms.CharField(
                label=SCHEME_WORDS[scheme],
                required=False,
                max_length=400,
                help_text=f"{wanted[0].upper()}{wanted[1:]}.",
            )
        choose(self, "kind", [("", "not supplied"), *kind_names().items()])
        choose(self, "districts", districts.items())
        for name in ("parent", "successor"):
            if names is None:
                del self.fields[name]
            else:
                self.initial[name] = names.get(self.initial[name], "")

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under headings."""
        numbers = [_number_field(scheme) for scheme in Scheme]
        for heading, names in (
            ("What it is", ["name", "aliases", "kind", "kind_words", "website"]),
            ("Public identifiers", numbers),
            ("Where", ["office_postcode", "covers_all", "districts", "small_areas"]),
            ("When", ["starts_on", "ends_on"]),
            ("How it stands to others", ["parent", "successor"]),
        ):
            if fields := [self[name] for name in names if name in self.fields]:
                yield heading, fields

    def clean_parent(self) -> UUID | None:
        """The organisation it is part of."""
        return _organisation(self.cleaned_data["parent"])

    def clean_successor(self) -> UUID | None:
        """The organisation that takes over."""
        return _organisation(self.cleaned_data["successor"])

    def clean_small_areas(self) -> tuple[str, ...]:
        """Codes of small areas or districts."""
        text = self.cleaned_data["small_areas"]
        try:
            return area_codes(text) if text else ()
        except BadInput as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        """Every public identifier by its form, each told of beside its own field."""
        given = super().clean() or self.cleaned_data
        found: list[PublicId] = []
        for scheme in Scheme:
            name = _number_field(scheme)
            for text in filter(str.strip, given.get(name, "").split(";")):
                try:
                    found.append(PublicId.parse(scheme, text))
                except BadInput as wrong:
                    self.add_error(name, str(wrong))
        given["identifiers"] = tuple(dict.fromkeys(found))
        if given.get("successor") and not given.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Enter the day on which the other takes over.")
        return given

    def details(self) -> Details:
        """What was filled in."""
        given = self.cleaned_data
        small = given["small_areas"]
        return Details(
            name=given["name"],
            kind=given["kind"],
            kind_words=given["kind_words"],
            website=given["website"],
            office_postcode=given["office_postcode"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            covers=(ALL,) if given["covers_all"] else (*given["districts"], *small),
            identifiers=given["identifiers"],
            aliases=tuple(filter(None, map(str.strip, given["aliases"].splitlines()))),
            parent=given.get("parent"),
            successor=given.get("successor"),
        )


def _organisation(name: str) -> UUID | None:
    """The key of an organisation by any of its names."""
    found = by_plain_name().get(plain(name))
    if name.strip() and found is None:
        raise forms.ValidationError(
            f"Found {name.strip()!r}, wanted a name of an organisation on the register. "
            "Look it up in the list of organisations."
        )
    return found


def _initial(kept: Details, version: int, districts: Mapping[str, str]) -> dict[str, Any]:
    initial = {**vars(kept), "version": version, "covers_all": kept.covers == (ALL,)}
    initial["aliases"] = "\n".join(kept.aliases)
    initial["districts"] = [code for code in kept.covers if code in districts]
    small = [code for code in kept.covers if code not in districts and code != ALL]
    initial["small_areas"] = "; ".join(small)
    for scheme in Scheme:
        mine = [each.value for each in kept.identifiers if each.scheme is scheme]
        initial[_number_field(scheme)] = "; ".join(mine)
    return initial
