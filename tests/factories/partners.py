"""Organisations with people for tests of who may do what: an own, a led and another's."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from factories.register import NOW, OTHER, TRUST, organisation_of, user_of

from sightline.service.accounts.models import Role, User
from sightline.service.partners import actions
from sightline.service.partners.details import Details, details_of
from sightline.service.partners.models import Membership, Organisation, Team


def lead_of(name: str = TRUST, *, called: str = "Lea Lead") -> User:
    """A partner who leads the organisation of that name."""
    user = user_of(Role.PARTNER, name, name=called)
    Membership.objects.filter(user=user, organisation=organisation_of(name)).update(role="lead")
    return user


def editor_of(name: str = TRUST, *, called: str = "Edi Editor") -> User:
    """A partner who adds and changes the activities of the organisation of that name."""
    return user_of(Role.PARTNER, name, name=called)


def outsider() -> User:
    """A partner who leads another organisation."""
    return lead_of(OTHER, called="Otto Outsider")


def unit() -> User:
    """Somebody of the unit."""
    return user_of(Role.UNIT)


def change(called: str, /, *, by: User | None = None, **given: Any) -> Organisation:
    """The organisation of that name with some of its details changed by the unit."""
    from dataclasses import replace

    found = Organisation.objects.get(name=called)
    actions.edit_organisation(
        organisation_id=found.pk,
        version=found.version,
        details=replace(details_of(found), **given),
        by=by or unit(),
        now=NOW,
    )
    return Organisation.objects.get(pk=found.pk)


def contact_of(organisation: str, /, *, by: User | None = None, **given: str) -> UUID:
    """A contact of the organisation of that name, added by the unit; its key."""
    facts = {
        "name": "Cora Contact",
        "role": "coordinator",
        "email": "cora@sightline.example",
        "phone": "01632 960123",
        "visibility": "organisation",
    }
    key = uuid4()
    actions.save_contact(
        organisation_id=organisation_of(organisation).pk,
        contact_id=key,
        version=None,
        facts=actions.ContactFacts(**(facts | given)),
        by=by or unit(),
        now=NOW,
    )
    return key


def team_of(name: str, called: str, *people: User) -> Team:
    """A team of the organisation of that name, with those people in it."""
    key = uuid4()
    actions.save_team(
        organisation_id=organisation_of(name).pk,
        team_id=key,
        name=called,
        user_ids=[user.pk for user in people],
        version="",
        by=unit(),
        now=NOW,
    )
    return Team.objects.get(pk=key)


__all__ = [
    "Details", "change", "contact_of", "editor_of", "lead_of", "outsider", "team_of", "unit",
]  # fmt: skip
