"""The whole register searched for pairs; what people decided is left as they decided it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

import pandas as pd
from django.db import transaction

from sightline.errors import Conflict, NotAllowed
from sightline.evidence.duplicates import (
    Evidence,
    Kind,
    evidence_of,
    find_pairs,
    model_of,
    pattern_of,
)
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.duplicates.comparing import activities_compared, organisations_compared
from sightline.service.duplicates.models import Pair, Search, State
from sightline.service.partners.queries import voice_of
from sightline.service.register.queries import register_version

GREW_A_LOT = 4.0  # bits: sixteen times likelier than when somebody decided
ROWS_AT_ONCE = 500
MOST_PAIRS = 20_000  # of a kind, the likeliest: more than anybody will ever look through
_SEARCHING = Lock()  # one search at a time in a process


@dataclass(frozen=True)
class Found:
    """A pair as a search has it."""

    kind: Kind
    first: UUID
    second: UUID
    probability: float
    weight: float
    evidence: tuple[Evidence, ...]


def look_again(*, now: datetime, by: User | None = None) -> Search:
    """Search the register for pairs that may be the same.

    New pairs are opened, open ones brought up to date, and those that no longer look alike closed.
    A pair that somebody decided stays decided; it is asked again only if the evidence for it grew
    at least sixteenfold since. by: None for the service itself; NotAllowed for anybody but the
    unit. Conflict while another search runs.
    """
    if by is not None and not voice_of(by).everyone:
        raise NotAllowed("Only the unit may search the whole register.")
    if not _SEARCHING.acquire(blocking=False):
        raise Conflict("The register is being searched already. Look at the list in a minute.")
    try:
        return _look(now=now, by=by)
    finally:
        _SEARCHING.release()


def _look(*, now: datetime, by: User | None) -> Search:
    began = time.monotonic()
    version = register_version()
    frames = {Kind.ACTIVITY: activities_compared(), Kind.ORGANISATION: organisations_compared()}
    # outside the transaction: the register can be written to while pairs are weighed
    found = [one for kind, frame in frames.items() for one in _found(kind, frame)]
    with transaction.atomic():
        audit.hold_chain()
        added = _keep(found, now=now)
        search = Search.objects.create(
            searched_at=now,
            seconds=round(time.monotonic() - began, 3),
            activities=len(frames[Kind.ACTIVITY]),
            organisations=len(frames[Kind.ORGANISATION]),
            new_pairs=added,
            register_version=version,
        )
        audit.record(
            "searched for duplicates", about=search, by=by, at=now,
            after={"pairs": len(found), "new": added},
        )  # fmt: skip
    return search


def _found(kind: Kind, frame: pd.DataFrame) -> Iterator[Found]:
    model = model_of(kind)
    fields = [each.field for each in model.comparisons]
    table = find_pairs(frame, kind=kind).head(MOST_PAIRS)
    for row in table.to_dict("records"):
        evidence = evidence_of(model, {name: int(row[f"level_{name}"]) for name in fields})
        yield Found(
            kind, UUID(row["first"]), UUID(row["second"]), row["probability"], row["weight"],
            evidence,
        )  # fmt: skip


def _keep(found: Iterable[Found], *, now: datetime) -> int:
    """Bring the pairs that are kept up to date; how many are new."""
    known = {(pair.kind, pair.first, pair.second): pair for pair in Pair.objects.all()}
    new, changed = [], []
    for one in found:
        pair = known.pop((one.kind.value, one.first, one.second), None)
        if pair is None:
            new.append(Pair(found_at=now, **_fields(one)))
        elif _bring_up_to_date(pair, one):
            changed.append(pair)
    gone = [pair.pk for pair in known.values() if pair.state == State.OPEN]
    Pair.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    names = [*_fields_changed, "state", "asked_again", "version"]
    Pair.objects.bulk_update(changed, names, batch_size=ROWS_AT_ONCE)
    for start in range(0, len(gone), ROWS_AT_ONCE):
        Pair.objects.filter(pk__in=gone[start : start + ROWS_AT_ONCE]).delete()
    return len(new)


_fields_changed = ("probability", "weight", "evidence", "pattern")


def _fields(one: Found) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "first": one.first,
        "second": one.second,
        "probability": one.probability,
        "weight": one.weight,
        "evidence": [asdict(each) for each in one.evidence],
        "pattern": pattern_of(one.evidence),
    }


def _bring_up_to_date(pair: Pair, one: Found) -> bool:
    """Whether anything about the pair changed."""
    wanted = _fields(one)
    if pair.state == State.OPEN:
        if all(getattr(pair, name) == wanted[name] for name in _fields_changed):
            return False
    elif pair.state == State.MERGED or one.weight - (pair.decided_weight or 0.0) < GREW_A_LOT:
        return False  # what was decided, and on what evidence, stays as it was
    else:
        pair.asked_again = _say_grown(pair, one)
        pair.state = State.OPEN
    for name in _fields_changed:
        setattr(pair, name, wanted[name])
    pair.version += 1
    return True


def _say_grown(pair: Pair, one: Found) -> str:
    """What speaks for it now that did not when somebody decided."""
    before = {each["field"]: each["bits"] for each in pair.evidence}
    grown = [
        f"{each.label.lower()}: {each.words}"
        for each in one.evidence
        if each.bits > before.get(each.field, 0.0) + 0.5
    ]
    return f"Since it was decided ({State(pair.state).label.lower()}) {'; '.join(grown)}."
