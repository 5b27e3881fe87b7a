"""An organisation entered by hand, and its details changed by those who lead it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import Conflict, NotAllowed
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.actions.writing import write_changes, write_new
from sightline.service.partners.details import Details, details_of
from sightline.service.partners.models import Organisation
from sightline.service.partners.voices import lead_of, voice_of


class StaleEdit(Conflict):
    """Somebody else changed it while it was being edited."""


@transaction.atomic
def add_organisation(*, key: UUID, details: Details, by: User, now: datetime) -> UUID:
    """Enter an organisation by hand; its key. The same key again does nothing."""
    audit.hold_chain()
    if not voice_of(by).everyone:
        raise NotAllowed("Only the unit may add an organisation.")
    if not Organisation.objects.filter(pk=key).exists():
        write_new(details, by=by, now=now, key=key)
    return key


@transaction.atomic
def edit_organisation(
    *, organisation_id: UUID, version: int, details: Details, by: User, now: datetime
) -> None:
    """Change what an organisation says of itself. Saying what is kept already changes nothing.

    version: of the organisation that the change was made from; StaleEdit if it is another by now.
    What it says of other organisations, whose part or forerunner it is, is the unit's to change.
    """
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    kept = details_of(organisation)
    if not voice_of(by).everyone:
        details = replace(details, parent=kept.parent, successor=kept.successor)
    if details.content() == kept.content():
        return
    if organisation.version != version:
        raise StaleEdit(f"{organisation.name} was changed by somebody else in the meantime.")
    write_changes(organisation, details, by=by, now=now)
