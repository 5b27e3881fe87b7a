"""How much the unit looks over before publication."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.errors import Conflict
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.entry.actions.common import check_unit
from sightline.service.entry.models import Moderation, Scope


@transaction.atomic
def set_scope(*, scope: Scope, version: int, by: User, now: datetime) -> None:
    """Choose what is looked over from now on; what waits already goes on waiting."""
    check_unit(by)
    audit.hold_chain()
    row, _ = Moderation.objects.get_or_create(id=1)
    if row.scope == scope:
        return
    if row.version != version:
        raise Conflict("A colleague chose differently after you opened the page.")
    before = row.scope
    row.scope = scope
    row.version += 1
    row.save()
    audit.record(
        "what is looked over changed", about=row, by=by, at=now, before=before, after=row.scope
    )
