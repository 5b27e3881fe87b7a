"""What is held of a source and is to be held no longer: files nobody decided on, and texts.

A file that waits has texts that people wrote freely in it. It is forgotten once nobody has decided
on it for a month, and at once when its agreement lapses; then the withheld texts go as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.sources.models import SentFile, Source, WithheldText
from sightline.service.sources.sight import has_lapsed, known_source, refuse_others

KEPT_FOR = timedelta(days=30)  # a file nobody decided on
_LAPSED, _LEFT = "its agreement lapsed", f"nobody decided on it for {KEPT_FOR.days} days"
State = WithheldText.State


@dataclass(frozen=True)
class Tidied:
    """How many files and texts were forgotten."""

    files: int
    texts: int


@transaction.atomic
def tidy_sources(*, now: datetime, today: date) -> Tidied:
    """Forget files that waited too long, and of lapsed agreements files that wait and all texts.

    Done twice, it finds nothing more. Counts that were taken in stay, and are not shown either.
    """
    audit.hold_chain()
    lapsed = list(Source.objects.filter(lapses_on__lt=today))
    waits = SentFile.objects.filter(taken_at=None).select_related("source")
    old = waits.filter(Q(source__in=lapsed) | Q(sent_at__lt=now - KEPT_FOR)).order_by("sent_at")
    files = list(old)
    for file in files:
        reason = _LAPSED if has_lapsed(file.source, today=today) else _LEFT
        audit.record("file of a source thrown away", about=file, by=None, at=now, reason=reason)
        file.delete()
    texts = sum(_delete(each, State.values, by=None, now=now, reason=_LAPSED) for each in lapsed)
    return Tidied(len(files), texts)


@transaction.atomic
def delete_texts(*, source_id: UUID, by: User, now: datetime, today: date) -> int:
    """Delete for good all texts of a source that wait; how many. Nothing of them is shown.

    Once the agreement has lapsed those that were cleared go too.
    """
    audit.hold_chain()
    refuse_others(by)
    source = known_source(source_id)
    states = State.values if has_lapsed(source, today=today) else [State.WITHHELD.value]
    return _delete(source, states, by=by, now=now, reason="")


def _delete(
    source: Source, states: list[str], *, by: User | None, now: datetime, reason: str
) -> int:
    """Delete the texts in those states: one event for all of them, with no word of any."""
    found = WithheldText.objects.filter(file__source=source, state__in=states)
    count = found.exclude(state=State.DELETED).update(state=State.DELETED, text="")
    if count:
        audit.record("withheld texts deleted", about=source, by=by, at=now,
                     after={"texts": count}, reason=reason)  # fmt: skip
    return count
