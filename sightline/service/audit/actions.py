"""Adding to the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from sightline.service.audit.models import START, Event, Head, canonical

EVENTS_AT_ONCE = 500  # of one statement


@dataclass(frozen=True)
class Done:
    """One thing done, as `record` takes it."""

    kind: str
    about: models.Model
    before: Any = None
    after: Any = None
    reason: str = ""


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
    return record_all([Done(kind, about, before, after, reason)], by=by, at=at)[0]


def record_all(done: Iterable[Done], *, by: models.Model | None, at: datetime) -> list[Event]:
    """Record many things done by one person at one time, in their order, as `record` does."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record is called inside the transaction that makes the change")
    head = hold_chain()
    events: list[Event] = []
    for each in done:
        event = Event(
            number=head.number + 1,
            kind=each.kind,
            about_type=each.about._meta.label,
            about_id=str(each.about.pk),
            by_id="" if by is None else str(by.pk),
            by_name="" if by is None else str(by),
            at=at,
            before=_text(each.before),
            after=_text(each.after),
            reason=each.reason,
            hash_before=head.own_hash,
        )
        event.own_hash = event.compute_hash()
        head.number, head.own_hash = event.number, event.own_hash
        events.append(event)
    # past the manager, which refuses this to everybody else: here every event has its link
    models.QuerySet[Event](Event).bulk_create(events, batch_size=EVENTS_AT_ONCE)
    Head.objects.filter(id=1).update(number=head.number, own_hash=head.own_hash)
    return events


def hold_chain() -> Head:
    """Wait for a turn to add events, and keep it until the transaction ends.

    An action that first reads and then decides calls this before it reads: whatever is recorded is
    then not changed by others in between. The row's lock does it on PostgreSQL; SQLite has one
    writer anyway.
    """
    held = Head.objects.select_for_update().filter(id=1).first()
    if held is None:
        Head.objects.get_or_create(id=1, defaults={"number": 0, "own_hash": START})
        held = Head.objects.select_for_update().get(id=1)
    return held


def _text(content: Any) -> str:
    """Canonical JSON of the content, with dates, UUIDs and decimals as texts; empty for None."""
    if content is None:
        return ""
    return canonical(json.loads(json.dumps(content, cls=DjangoJSONEncoder, allow_nan=False)))
