"""Whom to ask at an organisation: added, changed and removed by those who lead it.

The chain of events keeps that it was done and to which contact, and nothing of the person: what is
in the chain cannot be erased, and somebody who asks must be.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.actions.editing import StaleEdit
from sightline.service.partners.models import Contact, Organisation
from sightline.service.partners.voices import lead_of

MISSING = "There is no such contact of this organisation. Somebody may have removed it."


@dataclass(frozen=True)
class ContactFacts:
    """What is said of a contact."""

    name: str
    role: str
    email: str
    phone: str
    visibility: str


@transaction.atomic
def save_contact(
    *,
    organisation_id: UUID,
    contact_id: UUID,
    version: int | None,
    facts: ContactFacts,
    by: User,
    now: datetime,
) -> None:
    """Add a contact under a new key, or change one. The same again does nothing.

    version: of the contact that was looked at, None for a new one; StaleEdit if it is another now.
    """
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    found = Contact.objects.filter(pk=contact_id).first()
    if found is not None and found.organisation_id != organisation.pk:
        raise NotFound(MISSING)
    if found is not None and facts_of(found) == facts:
        return
    if found is None and version is not None:
        raise NotFound(MISSING)
    if found is not None and found.version != version:
        raise StaleEdit("That contact was changed by somebody else in the meantime.")
    contact = found or Contact(id=contact_id, organisation=organisation, version=0)
    before = _content(found, ()) if found else None
    changed = [name for name, value in asdict(facts).items() if getattr(contact, name) != value]
    for name, value in asdict(facts).items():
        setattr(contact, name, value)
    contact.version += 1
    _keep(contact)
    _record(
        "contact changed" if found else "contact added",
        organisation, by=by, now=now, before=before, after=_content(contact, changed),
    )  # fmt: skip


@transaction.atomic
def remove_contact(*, organisation_id: UUID, contact_id: UUID, by: User, now: datetime) -> None:
    """Take a contact away; one that is gone already stays gone."""
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    found = organisation.contacts.filter(pk=contact_id).first()
    if found is None:
        return
    before = _content(found, ())
    found.delete()
    _record("contact removed", organisation, by=by, now=now, before=before, after=None)


def facts_of(contact: Contact) -> ContactFacts:
    """What is kept of a contact."""
    return ContactFacts(
        contact.name, contact.role, contact.email, contact.phone, contact.visibility
    )


def _keep(contact: Contact) -> None:
    try:
        contact.full_clean()
    except ValidationError as wrong:
        raise BadInput(f"contact: {'; '.join(wrong.messages)}") from wrong
    contact.save()


def _content(contact: Contact, changed: list[str] | tuple[()]) -> dict[str, Any]:
    """What the chain keeps: which contact, who sees it, which of its facts were changed."""
    return {
        "contact": str(contact.pk),
        "version": contact.version,
        "visibility": contact.visibility,
        "changed": sorted(changed),
    }


def _record(
    kind: str, organisation: Organisation, *, by: User, now: datetime, before: Any, after: Any
) -> None:
    audit.record(kind, about=organisation, by=by, at=now, before=before, after=after)
