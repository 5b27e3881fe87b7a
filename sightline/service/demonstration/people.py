"""Who belongs to which organisation in the demonstration, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sightline.service.accounts.models import Role, User
from sightline.service.partners.actions import (
    ContactFacts,
    add_organisation,
    edit_organisation,
    join_organisation,
    known_organisations,
    merge_organisations,
    save_contact,
    save_team,
)
from sightline.service.partners.details import details_of
from sightline.service.partners.identifiers import PublicId, Scheme
from sightline.service.partners.kinds import Kind
from sightline.service.partners.models import MemberRole, Organisation
from sightline.service.partners.names import plain

OWN = "Quillhaven Quicksilver Youth Work (fictional)"  # the organisation of both partners
TWICE = "Fabledon Lanterns Youth Trust (fictional)"
TWICE_ALSO = "The Lanterns Trust of Fabledon (fictional)"
NEIGHBOUR = "Mythos City Violence Partnership (fictional)"
PART_OF = ("Legendary Hospitals Trust (fictional)", "North Fableshire Health Board (fictional)")
# of the right form for each register, and so high that no register has given them out
IDENTIFIERS = {
    OWN: (Scheme.CHARITY, "9999001"),
    TWICE: (Scheme.CHARITY, "9999002"),
    "Fabledon Goblin Market Traders (fictional)": (Scheme.COMPANY, "99999001"),
    "Quillhaven District Council (fictional)": (Scheme.LOCAL_AUTHORITY, "ZZQ"),
    PART_OF[0]: (Scheme.NHS, "ZZ901"),
}


@dataclass(frozen=True)
class Cast:
    """The people who sign in to the demonstration and do something in it."""

    lead: User
    editor: User
    analyst: User
    commissioner: User
    board: User
    unit: User
    own: Organisation


def key_of(what: str) -> UUID:
    """The same key for the same thing each time, so that nothing is made twice."""
    return uuid5(NAMESPACE_URL, f"https://sightline.example/demonstration/{what}")


def find_cast(*, now: datetime) -> Cast:
    """The people, the partners among them joined to their organisation."""
    emails = {user.email: user for user in User.objects.filter(role__in=list(Role))}
    people = {name: emails[f"{name}@sightline.example"] for name in _SIGN_INS}
    own = organisation(OWN)
    lead, editor = people.pop("partner"), people.pop("editor")
    join_organisation(user=lead, organisation=own, by=None, now=now, role=MemberRole.LEAD.value)
    join_organisation(user=editor, organisation=own, by=None, now=now)
    return Cast(lead=lead, editor=editor, own=own, **people)


_SIGN_INS = ("partner", "editor", "analyst", "commissioner", "board", "unit")


def organisation(name: str) -> Organisation:
    """The organisation of that name, of those of the sheets."""
    return known_organisations()[plain(name)]


def describe_organisations(cast: Cast, *, now: datetime) -> None:
    """Identifiers, a parent, a neighbour, and one that was entered twice and merged."""
    for name, (scheme, value) in IDENTIFIERS.items():
        _change(name, cast, now=now, identifiers=(PublicId.parse(scheme, value),))
    _change(OWN, cast, now=now, website="https://quicksilver.example", office_postcode="ZZ10 1EU")
    _change(PART_OF[0], cast, now=now, parent=organisation(PART_OF[1]).pk)
    for name, kind in ((NEIGHBOUR, Kind.NEIGHBOUR), (TWICE_ALSO, Kind.VCSE)):
        entered = details_of(Organisation(name=name, kind=kind.value))
        add_organisation(key=key_of(name), details=entered, by=cast.unit, now=now)
    merge_organisations(
        kept_id=organisation(TWICE).pk,
        gone_id=key_of(TWICE_ALSO),
        by=cast.unit,
        now=now,
        reason="One charity under two names, says its lead.",
    )


def _change(name: str, cast: Cast, *, now: datetime, **said: object) -> None:
    kept = organisation(name)
    details = replace(details_of(kept), **said)  # type: ignore[arg-type]
    edit_organisation(
        organisation_id=kept.pk, version=kept.version, details=details, by=cast.unit, now=now
    )


def describe_own(cast: Cast, *, now: datetime) -> None:
    """A contact and a team of the partners' own organisation."""
    save_contact(
        organisation_id=cast.own.pk,
        contact_id=key_of("contact"),
        version=None,
        facts=ContactFacts(
            name="Quill Quicksilver (fictional)",
            role="Youth work manager",
            email="quill@quicksilver.example",
            phone="01632 960123",
            visibility="partnership",
        ),
        by=cast.lead,
        now=now,
    )
    save_team(
        organisation_id=cast.own.pk,
        team_id=key_of("team"),
        name="Street team",
        user_ids=[cast.editor.pk],
        version="",
        by=cast.lead,
        now=now,
    )
