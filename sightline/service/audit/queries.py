"""Reading the chain, and finding out whether it has been tampered with."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models

from sightline.service.audit.models import START, Event, Head

_AT_ONCE = 500  # events of one question
_MOST_KEYS, _MOST_OF_A_KIND = 900, 2_000  # in one question; told of on a page


@dataclass(frozen=True)
class Fault:
    """A place where the chain is broken, and what is wrong there."""

    number: int
    says: str

    def __str__(self) -> str:
        return f"event {self.number}: {self.says}"


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole chain found. The head is number:hash, to be kept elsewhere."""

    events: int
    head: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class PastEvent:
    """One thing done, as a page shows it."""

    number: int
    kind: str
    by: str
    at: datetime
    reason: str
    before: Any
    after: Any
    about_id: str


def history_of(about: models.Model) -> tuple[PastEvent, ...]:
    """Everything done to one thing, newest first. The caller checks who may see it."""
    events = Event.objects.filter(about_type=about._meta.label, about_id=str(about.pk))
    return tuple(_past(event) for event in events.order_by("-number"))


def changes_since(number: int, kind_of_thing: type[models.Model]) -> tuple[PastEvent, ...]:
    """Everything done to things of a kind after the event of that number, oldest first."""
    events = Event.objects.filter(number__gt=number, about_type=kind_of_thing._meta.label)
    return tuple(_past(event) for event in events.order_by("number"))


def event_about(about: models.Model, number: int) -> PastEvent | None:
    """One thing done to one thing, by its number; None if that event is about something else."""
    events = Event.objects.filter(about_type=about._meta.label, about_id=str(about.pk))
    found = events.filter(number=number).first()
    return None if found is None else _past(found)


def latest_changes(
    kind_of_thing: type[models.Model], *, since: datetime, most: int, of: Collection[str]
) -> tuple[PastEvent, ...]:
    """The newest changes of the things of those keys since then, newest first, at most so many.

    What was done to others, or only read, takes none of the places: else many changes that are
    hidden would push out those that are told, and so be told themselves.
    """
    label = kind_of_thing._meta.label
    events = Event.objects.filter(about_type=label, at__gte=since).exclude(after="")
    found = events.order_by("-number").values_list("number", "about_id")
    told = (number for number, about in found.iterator(chunk_size=5_000) if about in of)
    numbers = list(islice(told, most))
    return tuple(
        _past(event)
        for at in range(0, len(numbers), _AT_ONCE)
        for event in Event.objects.filter(number__in=numbers[at : at + _AT_ONCE]).order_by(
            "-number"
        )
    )


def events_of_kind(
    kind: str, kind_of_thing: type[models.Model], *, of: Collection[str] | None = None
) -> tuple[PastEvent, ...]:
    """What was done of a kind to things of one kind, newest first; only those of the keys in `of`.

    At most so many are read as a page can say something of.
    """
    events = Event.objects.filter(about_type=kind_of_thing._meta.label, kind=kind)
    if of is not None:
        events = events.filter(about_id__in=list(of)[:_MOST_KEYS])
    return tuple(_past(event) for event in events.order_by("-number")[:_MOST_OF_A_KIND])


def newest_number() -> int:
    """The number of the newest event; 0 if there is none."""
    head = Head.objects.filter(id=1).first()
    return head.number if head else 0


@dataclass(frozen=True)
class Moved:
    """Where the chain is now, and what happened after an event that somebody remembers.

    continues: the chain still holds the remembered event; else it was begun anew, and `events` says
    nothing. events: kind, type and key of the thing it was about.
    """

    number: int
    own_hash: str
    continues: bool
    events: tuple[tuple[str, str, str], ...] = ()


def moved_since(number: int, own_hash: str) -> Moved:
    """What happened after the event of that number and hash: one question where nothing did."""
    head = Head.objects.filter(id=1).first() or Head(number=0, own_hash=START)
    if (head.number, head.own_hash) == (number, own_hash):
        return Moved(number, own_hash, continues=True)
    if not Event.objects.filter(number=number, own_hash=own_hash).exists():
        return Moved(head.number, head.own_hash, continues=False)
    events = Event.objects.filter(number__gt=number, number__lte=head.number).order_by("number")
    told = tuple(events.values_list("kind", "about_type", "about_id"))
    return Moved(head.number, head.own_hash, continues=True, events=told)


def _past(event: Event) -> PastEvent:
    return PastEvent(
        number=event.number,
        kind=event.kind,
        by=event.by_name or "Sightline",
        at=event.at,
        reason=event.reason,
        before=json.loads(event.before) if event.before else None,
        after=json.loads(event.after) if event.after else None,
        about_id=event.about_id,
    )


def verify_chain(*, known_head: str = "") -> Verdict:
    """Check every link of the chain, and the head against one kept elsewhere if given.

    known_head: number:hash as printed by an earlier check. Without it, the newest events can be
    cut off and the head set back without a trace in the database itself.
    """
    faults: list[Fault] = []
    number, hash_before = 0, START
    met_known = known_head in {"", f"0:{START}"}
    newer = Event.objects.order_by("number")
    while True:  # once more for what was recorded meanwhile: the check keeps nobody waiting
        for event in newer.iterator():
            faults.extend(_faults_of(event, number=number + 1, hash_before=hash_before))
            number, hash_before = event.number, event.own_hash
            met_known = met_known or known_head == f"{number}:{hash_before}"
        head = Head.objects.filter(id=1).first() or Head(number=0, own_hash=START)
        newer = Event.objects.filter(number__gt=number).order_by("number")
        if not newer.exists():
            break
    if (head.number, head.own_hash) != (number, hash_before):
        faults.append(Fault(head.number, "the head of the chain is not its last event"))
    if not met_known:
        faults.append(Fault(number, "the chain does not contain the head kept elsewhere"))
    return Verdict(events=number, head=f"{number}:{hash_before}", faults=tuple(faults))


def _faults_of(event: Event, *, number: int, hash_before: str) -> Iterator[Fault]:
    """What is wrong with one event that should have this number and follow this hash."""
    if event.number != number:
        yield Fault(number, f"missing; the next one kept is {event.number}")
    if event.hash_before != hash_before:
        yield Fault(event.number, "does not follow from the event before it")
    if event.own_hash != event.compute_hash():
        yield Fault(event.number, "its content is not what was recorded")
