"""One pair: both records side by side, what speaks for and against it, and what can be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.provision import KNOWN_NONE
from sightline.analysis.words import NOT_SUPPLIED, say_share
from sightline.errors import NotFound
from sightline.evidence.duplicates import Kind, band_number
from sightline.exchange.activities import NONE_WORD
from sightline.service.duplicates.merging import differences
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.queries.words import (
    EvidenceRow,
    Named,
    bands_of,
    evidence_rows,
    named_records,
    say_likely,
)
from sightline.service.duplicates.sight import may_decide, owners_of, pairs_seen
from sightline.service.partners.kinds import say_kind
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.content import content_of
from sightline.service.register.models import Activity
from sightline.service.register.queries.sight import Seen, looks_in, see
from sightline.service.register.queries.words import FIELD_WORDS, say_value

NOT_SHOWN = "not shown to you"
_PLACE = frozenset({"places", "postcode", "delivery_area", "areas_served"})
_LEFT_OUT = frozenset({"places", "version"})  # metres tell people nothing; the area does


@dataclass(frozen=True)
class Row:
    """One fact of both records. verdict: the same, different, or one alone says it."""

    label: str
    first: str
    second: str
    verdict: str
    differs: bool


@dataclass(frozen=True)
class FactChoice:
    """A fact of which both say something else, to choose from on the form."""

    field: str
    label: str
    first: str
    second: str
    lists: bool


@dataclass(frozen=True)
class PairPage:
    """A pair, ready to print."""

    title: str
    kind: str
    first: Named
    second: Named
    likely: str
    chance: str
    asked_again: str
    evidence: tuple[EvidenceRow, ...]
    alike: str
    rows: tuple[Row, ...]
    choices: tuple[FactChoice, ...]
    version: int
    may_decide: bool
    may_merge: bool
    why_not: str
    decision: str
    kept: str
    reason: str
    decide_address: str
    undo_address: str
    restricted: tuple[UUID, ...]  # activities whose hidden place is shown to an outsider


def pair_page(*, viewer: Any, pair_id: UUID) -> PairPage:
    """A pair as the viewer may see it, or NotFound."""
    pair = pairs_seen(viewer).select_related("decided_by").filter(pk=pair_id).first()
    names = named_records([pair]) if pair else {}
    if pair is None or len(names) < 2:
        raise NotFound("There is no such pair among those you may see.")
    voice = voice_of(viewer)
    decides = may_decide(voice, owners_of(pair))
    is_open = pair.state == State.OPEN
    merges = decides and (voice.everyone or pair.kind == Kind.ACTIVITY)
    rows, choices = (
        _activities(pair, voice) if pair.kind == Kind.ACTIVITY else (_offices(pair, voice), ())
    )
    first, second = names[pair.first], names[pair.second]
    return PairPage(
        title=f"{first.name} and {second.name}",
        kind=pair.kind,
        first=first,
        second=second,
        likely=say_likely(pair.probability),
        chance=_say_chance(pair),
        asked_again=pair.asked_again,
        evidence=evidence_rows(pair, voice),
        alike=_say_alike(pair),
        rows=tuple(rows),
        choices=tuple(choices) if decides and is_open else (),
        version=pair.version,
        may_decide=decides and is_open,
        may_merge=merges and is_open,
        why_not=_why_not(pair, decides=decides, merges=merges),
        decision="" if is_open else _say_decision(pair),
        kept=names[pair.kept].name if pair.kept else "",
        reason=pair.reason,
        decide_address=reverse("duplicates:decide", args=[pair.pk]),
        undo_address=(
            reverse("duplicates:undo", args=[pair.pk])
            if not is_open and (merges if pair.state == State.MERGED else decides)
            else ""
        ),
        restricted=_looked_into(pair, voice),
    )


def _looked_into(pair: Pair, voice: Voice) -> tuple[UUID, ...]:
    """The activities of a pair whose hidden place is shown to somebody outside."""
    if pair.kind != Kind.ACTIVITY:
        return ()
    found = Activity.objects.filter(pk__in=[pair.first, pair.second], sensitive_site=True)
    return tuple(record.pk for record in found if looks_in(voice, record))


def _say_chance(pair: Pair) -> str:
    """What decisions so far say of pairs like this one."""
    band = bands_of(Kind(pair.kind))[band_number(pair.probability)]
    told = f"About {say_share(band.chance)} of pairs with as much evidence are one and the same"
    if not band.decided:
        return f"{told}, by the model alone: nobody has decided one yet."
    return f"{told}: {band.same:,} of the {band.decided:,} that were decided, and the model's word."


def _say_alike(pair: Pair) -> str:
    """What people made of pairs that agree in exactly the same ways."""
    alike = Pair.objects.filter(kind=pair.kind, pattern=pair.pattern).exclude(pk=pair.pk)
    states = list(alike.exclude(state=State.OPEN).values_list("state", flat=True))
    if not states:
        return ""
    merged, related = states.count(State.MERGED.value), states.count(State.RELATED.value)
    other = len(states) - merged - related
    return (
        f"Of pairs that agree in exactly these ways, people merged {merged:,}, called {related:,} "
        f"related and {other:,} different."
    )


def _why_not(pair: Pair, *, decides: bool, merges: bool) -> str:
    if not decides:
        return "The unit decides, or somebody who leads both organisations."
    if not merges:
        return "Only the unit merges organisations. You can say that they are related or different."
    return ""


def _say_decision(pair: Pair) -> str:
    assert pair.decided_at is not None  # noqa: S101 - the database refuses it
    return (
        f"{State(pair.state).label}. Decided by {pair.decided_by or 'Sightline'} on "
        f"{localtime(pair.decided_at):%-d %B %Y}."
    )


def _activities(pair: Pair, voice: Voice) -> tuple[list[Row], list[FactChoice]]:
    records = Activity.objects.whole().in_bulk([pair.first, pair.second])
    seen = [see(records[key], voice) for key in (pair.first, pair.second)]
    choices = [
        FactChoice(
            field=each.field,
            label=FIELD_WORDS.get(each.field, each.field),
            first=_said(seen[0], each.field),
            second=_said(seen[1], each.field),
            lists=each.lists,
        )
        for each in differences(seen[0].facts, seen[1].facts)
    ]
    return list(_rows(*seen)), choices


def _said(seen: Seen, field: str) -> str:
    """A fact in words; the place by what people call it."""
    content = content_of(seen.facts)
    if field == "places":
        told = [content["postcode"], content["delivery_area"]]
        return ", ".join(name for name in told if name) or say_value("places", content["places"])
    for flag, what in KNOWN_NONE.items():
        if what == field and getattr(seen.facts, flag):
            return NONE_WORD[what]
    if field == "starts_on":
        if seen.facts.open_ended:
            return f"from {say_value('starts_on', content['starts_on'])}, open-ended"
        return _said_days(content["starts_on"], content["ends_on"])
    return say_value(field, content[field])


def _said_days(first: str | None, last: str | None) -> str:
    if first and last:
        return f"{say_value('starts_on', first)} to {say_value('ends_on', last)}"
    return (
        f"from {say_value('starts_on', first)}" if first else f"until {say_value('ends_on', last)}"
    )


def _rows(first: Seen, second: Seen) -> Iterator[Row]:
    contents = [content_of(first.facts), content_of(second.facts)]
    for field, label in FIELD_WORDS.items():
        if field in _LEFT_OUT or field not in contents[0]:
            continue
        told = [
            NOT_SHOWN if one.hides_place and field in _PLACE else say_value(field, content[field])
            for one, content in zip((first, second), contents, strict=True)
        ]
        if told != [NOT_SUPPLIED, NOT_SUPPLIED]:
            yield _row(label, *told)


def _row(label: str, first: str, second: str) -> Row:
    if NOT_SHOWN in (first, second):
        return Row(label, first, second, "cannot be shown", differs=False)
    if first == second:
        return Row(label, first, second, "the same", differs=False)
    if NOT_SUPPLIED in (first, second):
        return Row(label, first, second, "one alone says it", differs=False)
    return Row(label, first, second, "different", differs=True)


def _offices(pair: Pair, voice: Voice) -> list[Row]:
    """Two organisations side by side."""
    found = Organisation.objects.prefetch_related("aliases", "identifiers").in_bulk(
        [pair.first, pair.second]
    )
    told = [_office(found[key], voice) for key in (pair.first, pair.second)]
    return [_row(label, told[0][label], told[1][label]) for label in told[0]]


def _office(one: Organisation, voice: Voice) -> Mapping[str, str]:
    said = {
        "Name": one.name,
        "Other names": "; ".join(str(alias) for alias in one.aliases.all()),
        "Kind": say_kind(one.kind, one.kind_words),
        "Public identifiers": "; ".join(str(each) for each in one.identifiers.all()),
        "Website": one.website,
        "Postcode of its office": one.office_postcode,
    }
    if not voice.speaks_for(one.pk) and one.office_postcode:
        said["Postcode of its office"] = NOT_SHOWN
    return {label: words or NOT_SUPPLIED for label, words in said.items()}
