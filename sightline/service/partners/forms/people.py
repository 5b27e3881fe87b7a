"""Whom to ask at an organisation, and who belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from sightline.analysis.provision import Visibility
from sightline.service.partners.actions import ContactFacts
from sightline.service.partners.forms.told import ToldForm, choose, key_of

ROLES = [
    ("editor", "Editor: adds and changes its activities"),
    ("lead", "Lead: an editor who also invites people and changes its details"),
]


class ContactForm(ToldForm):
    """Somebody to ask at an organisation."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter a name."}
    )
    role = forms.CharField(
        label="What they do", required=False, max_length=120, help_text="Such as coordinator."
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org."},
    )
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    visibility = forms.ChoiceField(
        label="Who may see this",
        choices=[
            (Visibility.ORGANISATION.value, "Your organisation and the unit"),
            (Visibility.PARTNERSHIP.value, "Everybody in the partnership"),
        ],
        initial=Visibility.ORGANISATION.value,
        widget=forms.RadioSelect,
        help_text="A contact is never shown to the public.",
        error_messages={"required": "Choose who may see this."},
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A contact can be reached somehow."""
        given = super().clean() or self.cleaned_data
        if not given.get("email") and not given.get("phone") and not self.errors:
            self.add_error("email", "Enter an e-mail address or a telephone number.")
        return given

    def facts(self) -> ContactFacts:
        """What was filled in."""
        names = ("name", "role", "email", "phone", "visibility")
        return ContactFacts(**{name: self.cleaned_data[name] for name in names})


class InviteForm(ToldForm):
    """Somebody who is asked to join."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The invitation goes there.",
        error_messages={
            "required": "Enter their e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )
    name = forms.CharField(
        label="Name", required=False, max_length=120, help_text="They can correct it."
    )
    role = forms.ChoiceField(
        label="What they will do",
        choices=ROLES,
        initial="editor",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they will do."},
    )
    team = forms.ChoiceField(label="Team", required=False)

    def __init__(self, data: Any = None, *, teams: Mapping[str, str]) -> None:
        super().__init__(data)
        if teams:
            choose(self, "team", [("", "none"), *teams.items()])
        else:
            del self.fields["team"]

    def invited(self) -> dict[str, Any]:
        """What was filled in."""
        given = self.cleaned_data
        return {
            "email": given["email"],
            "name": given["name"],
            "role": given["role"],
            "team_id": key_of(given.get("team")),
        }


class MemberForm(ToldForm):
    """The part somebody has in an organisation."""

    role = forms.ChoiceField(
        label="What they do",
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they do."},
    )
    teams = forms.MultipleChoiceField(
        label="Teams", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, kept: Mapping[str, Any], teams: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(kept))
        if teams:
            choose(self, "teams", teams.items())
        else:
            del self.fields["teams"]

    def part(self) -> dict[str, Any]:
        """What was chosen, and of which version it is a change."""
        given = self.cleaned_data
        teams = [UUID(key) for key in given.get("teams", [])]
        return {"role": given["role"], "team_ids": teams, "version": given["version"]}

    def typed(self) -> dict[str, Any]:
        """The same, to be set beside what somebody else made of it."""
        given = self.cleaned_data
        return {"role": given["role"], "teams": sorted(given.get("teams", []))}


class TeamForm(ToldForm):
    """A team, and who is in it."""

    name = forms.CharField(
        label="Name of the team", max_length=120, error_messages={"required": "Enter its name."}
    )
    people = forms.MultipleChoiceField(
        label="Who is in it", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, kept: Mapping[str, Any], people: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(kept))
        if people:
            choose(self, "people", people.items())
        else:
            del self.fields["people"]

    def team(self) -> dict[str, Any]:
        """What was filled in, and of which version it is a change."""
        given = self.cleaned_data
        people = [UUID(key) for key in given.get("people", [])]
        return {"name": given["name"], "user_ids": people, "version": given["version"]}

    def typed(self) -> dict[str, Any]:
        """The same, to be set beside what somebody else made of it."""
        given = self.cleaned_data
        return {"name": " ".join(given["name"].split()), "people": sorted(given.get("people", []))}


class LeaveForm(ToldForm):
    """How somebody leaves who is the last to lead: who leads it then, or that the unit is told."""

    TELL = "tell-the-unit"
    next_lead = forms.ChoiceField(
        label="Who leads it from now on",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose somebody, or that the unit is told."},
    )

    def __init__(
        self, data: Any = None, *, colleagues: Mapping[str, str], is_last_lead: bool
    ) -> None:
        super().__init__(data)
        if is_last_lead:
            told = (self.TELL, "Nobody yet: tell the unit, which will find somebody")
            choose(self, "next_lead", [*colleagues.items(), told])
        else:
            del self.fields["next_lead"]

    def chosen(self) -> dict[str, Any]:
        """Who leads it then, and whether the unit is told."""
        said = self.cleaned_data.get("next_lead", "")
        tell = said == self.TELL
        return {"next_lead_id": None if tell else key_of(said), "tell_unit": tell}
