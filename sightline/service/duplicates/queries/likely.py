"""A new activity or organisation looked up among those known, while somebody enters it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Activity as Facts
from sightline.analysis.provision import parts_of
from sightline.evidence.duplicates import Kind, Known, Likely, known_records, likely_same
from sightline.service.audit.queries import Moved, moved_since
from sightline.service.duplicates.comparing import activities_compared, organisations_compared
from sightline.service.duplicates.queries.words import say_likely
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import partners_version
from sightline.service.register.districts import Districts
from sightline.service.register.models import Activity
from sightline.service.register.queries import visible_to

LEAST_TOLD = 0.3  # whoever fills in a form is not bothered with less likely ones
MOST_TOLD = 5
MOST_CHANGED = 500  # so many changed records are looked through beside those made ready earlier
MOST_EVENTS = 5_000  # so many events are read to find them: 10 ms
_STRONG = 2.0  # bits


@dataclass(frozen=True)
class LikelyRecord:
    """A record that may be the same as what is being entered, ready to print."""

    key: UUID
    name: str
    organisation: str
    address: str
    likely: str
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Ready:
    """Known records made ready, and the event up to which they hold what is on the register."""

    known: Known
    number: int
    own_hash: str
    named: str  # changes with any name of an organisation


_READY: list[_Ready] = []  # of this process: one, or none yet
_MAKING = Lock()


def likely_same_activities(
    *, viewer: Any, facts: Facts, but: UUID | None = None
) -> tuple[LikelyRecord, ...]:
    """Activities on the register that the viewer may see and that may be the same as the facts.

    but: the key of the record that is being changed, which is no duplicate of itself. The weights
    are those of the search for pairs. Where a sensitive site is, no answer depends on.
    """
    found = _activities_like(_fields(facts))
    keys = {UUID(one.record): one for one in found if one.probability >= LEAST_TOLD}
    keys.pop(but, None)  # type: ignore[arg-type]
    seen = visible_to(viewer).select_related("organisation").in_bulk(list(keys))
    return tuple(
        _told(one, key, seen[key].name, seen[key].organisation.name, "register:activity")
        for key, one in keys.items()
        if key in seen
    )[:MOST_TOLD]


def evidence_for(facts: Facts, keys: Collection[UUID]) -> tuple[Likely, ...]:
    """What speaks for and against those activities being the same as the facts, where anything."""
    return tuple(one for one in _activities_like(_fields(facts)) if UUID(one.record) in keys)


def likely_same_organisations(
    *, name: str, told: Mapping[str, Any] | None = None, but: UUID | None = None
) -> tuple[LikelyRecord, ...]:
    """Organisations that may be the same as one of that name.

    told: what else is known of it, as evidence.duplicates.COLUMNS has it.
    """
    known = known_records(organisations_compared(), kind=Kind.ORGANISATION)  # they are few
    found = likely_same({"name": name, **(told or {})}, known, least_probability=LEAST_TOLD)
    keys = {UUID(one.record): one for one in found}
    keys.pop(but, None)  # type: ignore[arg-type]
    there = Organisation.objects.filter(merged_into=None).in_bulk(list(keys))
    return tuple(
        _told(one, key, there[key].name, "", "register:organisation")
        for key, one in keys.items()
        if key in there
    )[:MOST_TOLD]


def _activities_like(fields: Mapping[str, Any]) -> list[Likely]:
    """Among records made ready earlier, and among those that changed since."""
    ready, changed = _ready_activities()
    among = [one for one in likely_same(fields, ready.known) if UUID(one.record) not in changed]
    if changed:
        newer = known_records(
            activities_compared(changed), kind=Kind.ACTIVITY, rarity=ready.known.rarity
        )
        among += likely_same(fields, newer)
    return sorted(among, key=lambda one: (-one.weight, one.record))


def _ready_activities() -> tuple[_Ready, set[UUID]]:
    """Records made ready, and the keys of those that changed since."""
    named = partners_version()
    for ready in _READY:
        moved = moved_since(ready.number, ready.own_hash)
        if ready.named == named and moved.continues:
            keys = _changed(moved)
            if len(keys) <= MOST_CHANGED and len(moved.events) <= MOST_EVENTS:
                return ready, keys
    with _MAKING:
        # the event first: what changes while the records are read is read once more
        event = moved_since(0, "")
        known = known_records(activities_compared(), kind=Kind.ACTIVITY)
        ready = _Ready(known, event.number, event.own_hash, named)
        _READY[:] = [ready]
    return ready, set()


def _changed(moved: Moved) -> set[UUID]:
    """The keys of activities that something was done to."""
    label = Activity._meta.label
    return {UUID(key) for _, about_type, key in moved.events if about_type == label}


def _fields(facts: Facts) -> dict[str, Any]:
    """What is being entered, as the comparisons take it: of a sensitive site the district alone."""
    place = facts.places[0] if facts.places else None
    named = [part.name for part in (*parts_of(facts.partners), *parts_of(facts.funders))]
    hidden = bool(facts.sensitive_site)
    return {
        "name": facts.name,
        "organisation": facts.organisation,
        "partners": named,
        "postcode": "" if hidden else facts.postcode,
        "area": "" if hidden else facts.delivery_area,
        "district": Districts().of_delivery(facts),
        "easting_m": None if hidden or place is None else place.easting_m,
        "northing_m": None if hidden or place is None else place.northing_m,
        "starts_on": facts.starts_on,
        "age_from": facts.ages.from_age if facts.ages else None,
        "age_to": facts.ages.to_age if facts.ages else None,
        "themes": list(facts.themes),
        "people_a_year": facts.people_a_year,
        "text": facts.description,
    }


def _told(one: Likely, key: UUID, name: str, organisation: str, route: str) -> LikelyRecord:
    strong = sorted((each for each in one.evidence if each.bits >= _STRONG), key=lambda e: -e.bits)
    return LikelyRecord(
        key=key,
        name=name,
        organisation=organisation,
        address=reverse(route, args=[key]),
        likely=say_likely(one.probability),
        probability=one.probability,
        reasons=tuple(f"{each.label}: {each.words}" for each in strong),
    )
