"""Pages on which an organisation's details and contacts are changed, and what they held before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.service.audit.queries import PastEvent, history_of
from sightline.service.partners.details import (
    DETAIL_WORDS,
    Details,
    changed_details,
    content_of,
    details_of,
)
from sightline.service.partners.kinds import say_kind
from sightline.service.partners.models import Contact, Organisation
from sightline.service.partners.queries.facts import organisation_names
from sightline.service.partners.queries.words import say_covers
from sightline.service.partners.voices import lead_of, voice_of
from sightline.service.places import queries as places


@dataclass(frozen=True)
class BothVersions:
    """One detail that was changed while somebody else was changing it."""

    field: str
    before: str  # when they opened the form; empty where that is not known
    now: str
    typed: str


@dataclass(frozen=True)
class EditPage:
    """The form of an organisation's details. conflict is empty unless it was changed meanwhile."""

    heading: str
    address: str  # of the organisation
    name: str
    conflict: tuple[BothVersions, ...]
    changed_by: str


@dataclass(frozen=True)
class ListedContact:
    """A contact as its organisation's lead sees it."""

    name: str
    role: str
    email: str
    phone: str
    seen_by: str
    address: str
    remove_address: str


@dataclass(frozen=True)
class ContactsPage:
    """Everybody there is to ask at an organisation."""

    name: str
    address: str
    contacts: tuple[ListedContact, ...]
    add_address: str


@dataclass(frozen=True)
class ContactPage:
    """The form of one contact. conflict is empty unless it was changed meanwhile."""

    heading: str
    name: str  # of the organisation
    address: str
    contacts_address: str
    conflict: tuple[BothVersions, ...]


def edit_page(
    *, viewer: Any, organisation_id: UUID, typed: Details | None = None, seen_version: int = 0
) -> EditPage:
    """The form of an organisation.

    typed: what somebody wanted to keep who had opened it in that version, which is no longer the
    newest.
    """
    found = lead_of(viewer, organisation_id)
    conflict: tuple[BothVersions, ...] = ()
    events = history_of(found) if typed else ()
    if typed is not None:
        conflict = tuple(_both(content_of(found), typed, _content_at(events, seen_version)))
    return EditPage(
        heading=f"Details of {found}",
        address=reverse("register:organisation", args=[found.pk]),
        name=found.name,
        conflict=conflict,
        changed_by=_last_change(events),
    )


def kept_details(*, viewer: Any, organisation_id: UUID) -> tuple[Details, int]:
    """What is kept of an organisation, and its version, for the form to start from."""
    found = lead_of(viewer, organisation_id)
    return details_of(found), found.version


def names_to_place(*, viewer: Any) -> dict[UUID, str] | None:
    """What an organisation may be part of or be taken over by; None for all but the unit.

    It says something of another organisation, so it is not for the one alone to say.
    """
    return organisation_names() if voice_of(viewer).everyone else None


def _content_at(events: tuple[PastEvent, ...], version: int) -> Mapping[str, Any]:
    """What the chain of events holds of that version; nothing where it does not."""
    for event in events:
        after = event.after
        if isinstance(after, dict) and after.get("version") == version and "name" in after:
            return after
    return {}


def _last_change(events: tuple[PastEvent, ...]) -> str:
    changed = (event for event in events if event.kind.startswith("organisation"))
    newest = next(changed, None)
    return newest.by if newest else ""


def _both(
    now: Mapping[str, Any], typed: Details, before: Mapping[str, Any]
) -> Iterator[BothVersions]:
    mine, names = typed.content(), places.area_names()
    for field in changed_details(now, mine):
        yield BothVersions(
            DETAIL_WORDS[field],
            _say(field, before[field], names) if field in before else "",
            _say(field, now[field], names),
            _say(field, mine[field], names),
        )


def _say(field: str, value: Any, names: Mapping[str, str]) -> str:
    if field == "covers":
        return say_covers(value, names)
    if field in ("parent", "successor") and value:
        return str(Organisation.objects.filter(pk=value).first() or NOT_SUPPLIED)
    if isinstance(value, list):
        return "; ".join(value) or NOT_SUPPLIED
    return (say_kind(value) if field == "kind" else str(value or "")) or NOT_SUPPLIED


def contacts_page(*, viewer: Any, organisation_id: UUID) -> ContactsPage:
    """Everybody there is to ask, for whoever leads it."""
    found = lead_of(viewer, organisation_id)

    def address(route: str, key: UUID) -> str:
        return reverse(f"partners:{route}", args=[found.pk, key])

    labels = dict(Contact._meta.get_field("visibility").flatchoices)
    return ContactsPage(
        name=found.name,
        address=reverse("register:organisation", args=[found.pk]),
        contacts=tuple(
            ListedContact(
                each.name,
                each.role,
                each.email,
                each.phone,
                labels[each.visibility],
                address("contact", each.pk),
                address("remove_contact", each.pk),
            )
            for each in found.contacts.all()
        ),
        add_address=address("contact", uuid4()),
    )


def kept_contact(
    *, viewer: Any, organisation_id: UUID, contact_id: UUID
) -> tuple[dict[str, str], int | None]:
    """What is kept of a contact, and its version; nothing of one that is not there yet."""
    organisation = lead_of(viewer, organisation_id)
    found = Contact.objects.filter(pk=contact_id).first()
    if found is None:
        return {}, None
    if found.organisation_id != organisation.pk:
        raise NotFound("There is no such contact of this organisation.")
    names = ("name", "role", "email", "phone", "visibility")
    return {name: getattr(found, name) for name in names}, found.version


def contact_page(
    *,
    viewer: Any,
    organisation_id: UUID,
    contact_id: UUID,
    typed: Mapping[str, str] | None = None,
) -> ContactPage:
    """The form of one contact. typed: what was wanted by somebody who saw an older version."""
    found = lead_of(viewer, organisation_id)
    kept, version = kept_contact(
        viewer=viewer, organisation_id=organisation_id, contact_id=contact_id
    )
    conflict = tuple(
        BothVersions(name.capitalize(), "", kept[name] or NOT_SUPPLIED, typed[name] or NOT_SUPPLIED)
        for name in kept
        if typed is not None and typed[name] != kept[name]
    )
    return ContactPage(
        heading="Add a contact" if version is None else "Change a contact",
        name=found.name,
        address=reverse("register:organisation", args=[found.pk]),
        contacts_address=reverse("partners:contacts", args=[found.pk]),
        conflict=conflict,
    )
