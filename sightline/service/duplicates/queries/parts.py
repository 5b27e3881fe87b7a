"""What pairs add to other rooms' pages: to an activity's, and to somebody's home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from sightline.evidence.duplicates import Kind, learn, lowest_asked
from sightline.service.accounts.policy import may_open
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.queries.words import (
    address_of,
    learned_from,
    named_records,
    say_likely,
)
from sightline.service.duplicates.sight import may_decide, owners_of, pairs_seen
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart, visible_to

MOST_SHOWN = 3


@dataclass(frozen=True)
class Beside:
    """Another record beside an activity, and why it is told."""

    words: str
    name: str
    address: str
    pair_address: str  # empty where the viewer may not open the pair


@dataclass(frozen=True)
class DuplicatesPart:
    """What an activity's page says of records like it."""

    items: tuple[Beside, ...]


def record_part(viewer: Any, record: Activity) -> RecordPart | None:
    """Records that may be the same as an activity, are related, or were merged with it."""
    own = Q(first=record.pk) | Q(second=record.pk)
    pairs = Pair.objects.filter(own, kind=Kind.ACTIVITY.value).exclude(state=State.DIFFERENT)
    found = list(pairs)
    if not found:
        return None
    others = {pair.pk: pair.second if pair.first == record.pk else pair.first for pair in found}
    seen = set(visible_to(viewer).filter(pk__in=others.values()).values_list("pk", flat=True))
    open_to = set(pairs_seen(viewer).filter(own).values_list("pk", flat=True))
    may = may_open(viewer, "duplicates:pair")
    least = lowest_asked(learn(learned_from(Kind.ACTIVITY.value)))
    names = named_records(found)
    items = [
        Beside(
            _words(pair, record),
            names[others[pair.pk]].name,
            names[others[pair.pk]].address if others[pair.pk] in seen else "",
            address_of(pair) if may and pair.pk in open_to else "",
        )
        for pair in found
        if _is_told(pair, others[pair.pk] in seen, may and pair.pk in open_to, least)
    ]
    if not items:
        return None
    return RecordPart("duplicates/part.html", DuplicatesPart(tuple(items)))


def _is_told(pair: Pair, sees_other: bool, opens_pair: bool, least: float) -> bool:
    if pair.state == State.OPEN:
        return opens_pair and pair.probability >= least
    return opens_pair or (sees_other and pair.state == State.RELATED)


def _words(pair: Pair, record: Activity) -> str:
    if pair.state == State.RELATED:
        return "Related, but not the same"
    if pair.state == State.MERGED:
        return "Merged into" if pair.gone == record.pk else "Tells also what was told by"
    return say_likely(pair.probability).capitalize()


def home_panel(viewer: Any) -> Panel | None:
    """The likeliest pairs that the viewer may decide; nothing for those who decide none."""
    voice = voice_of(viewer)
    if not (voice.everyone or voice.led) or not may_open(viewer, "duplicates:pairs"):
        return None
    asked = Q(pk__in=[])
    for kind in Kind:
        asked |= Q(kind=kind.value, probability__gte=lowest_asked(learn(learned_from(kind.value))))
    found = [
        pair
        for pair in pairs_seen(viewer).filter(asked, state=State.OPEN)[: 10 * MOST_SHOWN]
        if voice.everyone or may_decide(voice, owners_of(pair))
    ]
    if not found:
        return None
    names = named_records(found[:MOST_SHOWN])
    return Panel(
        heading="May be told twice",
        rows=tuple(
            PanelRow(
                f"{names[pair.first].name} and {names[pair.second].name}",
                address_of(pair),
                say_likely(pair.probability),
            )
            for pair in found[:MOST_SHOWN]
        ),
        nothing="",
        more="All pairs to decide",
        more_address=reverse("duplicates:pairs"),
    )
