"""Adding to the chain."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from sightline.service.audit.models import START, Event, Head, canonical


def record(
    kind: str,
    *,
    about: models.Model,
    by: models.Model | None,
    at: datetime,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> Event:
    """Record one thing done, in the transaction that does it: both are kept, or neither.

    kind: in plain words, such as "activity withdrawn". by: None when the service did it itself.
    before, after: the content of the thing as JSON can hold it (dates and UUIDs too).
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record is called inside the transaction that makes the change")
    head = hold_chain()
    event = Event(
        number=head.number + 1,
        kind=kind,
        about_type=about._meta.label,
        about_id=str(about.pk),
        by_id="" if by is None else str(by.pk),
        by_name="" if by is None else str(by),
        at=at,
        before=_text(before),
        after=_text(after),
        reason=reason,
        hash_before=head.own_hash,
    )
    event.own_hash = event.compute_hash()
    event.save()
    Head.objects.filter(id=1).update(number=event.number, own_hash=event.own_hash)
    return event


def hold_chain() -> Head:
    """Wait for a turn to add events, and keep it until the transaction ends.

    An action that first reads and then decides calls this before it reads: whatever is recorded is
    then not changed by others in between. The row's lock does it on PostgreSQL; SQLite has one
    writer anyway.
    """
    Head.objects.get_or_create(id=1, defaults={"number": 0, "own_hash": START})
    return Head.objects.select_for_update().get(id=1)


def _text(content: Any) -> str:
    """Canonical JSON of the content, with dates, UUIDs and decimals as texts; empty for None."""
    if content is None:
        return ""
    return canonical(json.loads(json.dumps(content, cls=DjangoJSONEncoder, allow_nan=False)))
