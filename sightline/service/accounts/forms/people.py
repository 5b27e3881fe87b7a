"""Forms of those who run sign-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sightline.service.accounts.models import ROLES_OF_USERS, Role
from sightline.service.accounts.queries import Asked


class PeopleForm(forms.Form):
    """Which people are wanted. Anything that cannot be read asks for everybody."""

    q = forms.CharField(label="Search names and e-mail addresses", max_length=200, required=False)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "All roles"), *((role, role.capitalize()) for role in ROLES_OF_USERS)],
    )
    page = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        """What was asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Asked(given.get("q") or "", given.get("role") or "", given.get("page") or 1)


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Their own at work, not one that several people read.",
        error_messages={
            "required": "Enter their e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )
    name = forms.CharField(
        label="Name (optional)",
        max_length=120,
        required=False,
        help_text="They can change it when they accept.",
    )
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role."},
    )
    message = forms.CharField(
        label="Message (optional)",
        max_length=1000,
        required=False,
        help_text="It is put into the e-mail.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, MEANING[role]) for role in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """Whom to invite, and as what."""
        return {**self.cleaned_data, "role": Role(self.cleaned_data["role"])}


MEANING = {
    Role.PARTNER: "Partner: enters and confirms what their own organisations do",
    Role.ANALYST: "Analyst: sees everything that the partnership keeps, changes nothing",
    Role.COMMISSIONER: "Commissioner: sees what the partnership shares",
    Role.BOARD: "Board: sees what the partnership shares",
    Role.NEIGHBOUR: "Neighbour: sees what the public sees, and what it was given",
    Role.UNIT: "Unit: looks after the whole register",
    Role.ADMINISTRATOR: "Administrator: runs sign-ins, and sees what the public sees",
}


class ChangeForm(forms.Form):
    """Which version of somebody was looked at, and why they are changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="It is kept with what you do, for good.",
        error_messages={"required": "Enter a reason."},
    )


class RoleForm(ChangeForm):
    """What somebody is to be from now on."""

    role = forms.ChoiceField(
        label="New role",
        choices=[(role.value, MEANING[role]) for role in ROLES_OF_USERS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role."},
    )
    field_order = ("version", "role", "reason")

    def clean_role(self) -> Role:
        """The role."""
        return Role(self.cleaned_data["role"])
