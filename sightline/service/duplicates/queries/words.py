"""Pairs in words: names of their records, how likely they are, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from sightline.evidence.duplicates import Band, Evidence, Kind, learn, lowest_asked
from sightline.service.duplicates.models import Pair
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import Voice
from sightline.service.register.models import Activity

_STRONG = 2.0  # bits: what is told in one line of the list
_SURE, _LIKELY = 0.97, 0.7
_NEAR = 1  # the levels of place that tell more than a district


@dataclass(frozen=True)
class Named:
    """One record of a pair, by name."""

    key: UUID
    name: str
    owner: str  # the organisation that leads it; empty for an organisation itself
    address: str


@dataclass(frozen=True)
class EvidenceRow:
    """What one comparison found, in words."""

    label: str
    words: str
    strength: str
    colour: str


def say_likely(probability: float) -> str:
    """How likely two records are the same.

    >>> [say_likely(share) for share in (0.99, 0.8, 0.2)]
    ['very likely the same', 'likely the same', 'may be the same']
    """
    if probability >= _SURE:
        return "very likely the same"
    return "likely the same" if probability >= _LIKELY else "may be the same"


def named_records(pairs: Iterable[Pair]) -> Mapping[UUID, Named]:
    """The records of pairs by their keys, in two questions to the database."""
    given = list(pairs)
    keys = {
        kind: {key for pair in given if pair.kind == kind for key in (pair.first, pair.second)}
        for kind in Kind
    }
    activities = Activity.objects.select_related("organisation").filter(pk__in=keys[Kind.ACTIVITY])
    organisations = Organisation.objects.filter(pk__in=keys[Kind.ORGANISATION])
    return {
        record.pk: Named(
            record.pk, record.name, record.organisation.name,
            reverse("register:activity", args=[record.pk]),
        )
        for record in activities
    } | {
        one.pk: Named(one.pk, one.name, "", reverse("register:organisation", args=[one.pk]))
        for one in organisations
    }  # fmt: skip


def evidence_kept(pair: Pair) -> tuple[Evidence, ...]:
    """What each comparison found, as the search left it."""
    return tuple(Evidence(**one) for one in pair.evidence)


def evidence_rows(pair: Pair, voice: Voice) -> tuple[EvidenceRow, ...]:
    """What was compared, what tells most first; without what this viewer may not know."""
    found = [one for one in evidence_kept(pair) if one.level >= 0]
    found.sort(key=lambda one: -abs(one.bits))
    return tuple(
        EvidenceRow(one.label, _words(pair, one, voice), one.strength, _colour(one))
        for one in found
    )


def say_reasons(pair: Pair, voice: Voice) -> str:
    """What speaks most for a pair, in one line."""
    strong = [one for one in evidence_kept(pair) if one.bits >= _STRONG]
    strong.sort(key=lambda one: -one.bits)
    return "; ".join(_words(pair, one, voice) for one in strong) or "nothing strong on its own"


def say_against(pair: Pair, voice: Voice) -> str:
    """What speaks most against it, in one line; empty if nothing does."""
    strong = [one for one in evidence_kept(pair) if one.bits <= -_STRONG]
    return "; ".join(_words(pair, one, voice) for one in sorted(strong, key=lambda one: one.bits))


def _words(pair: Pair, one: Evidence, voice: Voice) -> str:
    """Where its office is exactly, an organisation and the unit know; others its district."""
    both_known = voice.speaks_for(pair.first) and voice.speaks_for(pair.second)
    if pair.kind == Kind.ORGANISATION and one.field == "place" and one.level <= _NEAR:
        return one.words if both_known else "offices near each other"
    return one.words


def _colour(one: Evidence) -> str:
    if "little" in one.strength:
        return "grey"
    return "green" if one.bits > 0 else "orange"


def learned_from(kind: str) -> list[tuple[float, bool]]:
    """The scores of decided pairs of a kind, and whether people took each for one thing."""
    decided = Pair.objects.filter(kind=kind).exclude(state="open")
    return [
        (score, state == "merged") for score, state in decided.values_list("probability", "state")
    ]


def bands_of(kind: Kind) -> tuple[Band, ...]:
    """What decisions so far teach of pairs of a kind."""
    return learn(learned_from(kind.value))


def worth_asking(bands: Mapping[Kind, tuple[Band, ...]]) -> Q:
    """Pairs that are likely enough to ask people about, or are asked once more."""
    asked = ~Q(asked_again="")
    for kind, found in bands.items():
        asked |= Q(kind=kind.value, probability__gte=lowest_asked(found))
    return asked


def address_of(pair: Any) -> str:
    """Of the page of a pair."""
    return reverse("duplicates:pair", args=[pair.pk])
