"""Lists of pairs: those to decide, the likeliest first, and those that were decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.words import say_share
from sightline.evidence.duplicates import WORTH_ASKING, Band, Kind, lowest_asked
from sightline.service.accounts.policy import may_open
from sightline.service.duplicates.models import Pair, Search, State
from sightline.service.duplicates.queries.counting import may_be_double, say_may_be_double
from sightline.service.duplicates.queries.words import (
    Named,
    address_of,
    bands_of,
    named_records,
    say_against,
    say_likely,
    say_reasons,
    worth_asking,
)
from sightline.service.duplicates.sight import pairs_seen
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.queries import register_version, visible_to

ON_A_PAGE = 25
KIND_WORDS = {Kind.ACTIVITY.value: "Activities", Kind.ORGANISATION.value: "Organisations"}


@dataclass(frozen=True)
class ListedPair:
    """A pair as a list shows it."""

    address: str
    first: Named
    second: Named
    kind: str
    likely: str
    reasons: str
    against: str
    asked_again: str


@dataclass(frozen=True)
class ListedDecision:
    """A decision as the list shows it."""

    address: str
    first: str
    second: str
    decision: str
    by: str
    when: str
    reason: str


@dataclass(frozen=True)
class LearnedBand:
    """What became of pairs of about one score."""

    score: str
    decided: str
    same: str
    chance: str
    asked: str


@dataclass(frozen=True)
class Choice:
    """A way to see another part of the list."""

    text: str
    address: str
    here: bool


@dataclass(frozen=True)
class PairsPage:
    """The pairs to decide, ready to print."""

    found: str
    searched: str
    double: str
    choices: tuple[Choice, ...]
    items: tuple[ListedPair, ...]
    pages: Pages | None
    less_likely: str
    less_likely_address: str
    nothing: str
    remedy: str
    look_again_address: str
    decided_address: str
    learned: tuple[tuple[str, tuple[LearnedBand, ...]], ...]
    worth_asking: str


@dataclass(frozen=True)
class DecidedPage:
    """What people decided, the newest first."""

    found: str
    items: tuple[ListedDecision, ...]
    pages: Pages | None
    pairs_address: str


def pairs_page(*, viewer: Any, kind: str, everything: bool, page: int) -> PairsPage:
    """The open pairs that the viewer may see. everything: those hardly worth asking too."""
    voice = voice_of(viewer)
    bands = {each: bands_of(each) for each in Kind}
    among = pairs_seen(viewer).filter(state=State.OPEN)
    if kind in KIND_WORDS:
        among = among.filter(kind=kind)
    asked = among.filter(worth_asking(bands))
    shown = among if everything else asked
    count, less = shown.count(), among.count() - asked.count()
    last = max(1, -(-count // ON_A_PAGE))
    here = min(max(1, page), last)
    items = _listed(shown[(here - 1) * ON_A_PAGE : here * ON_A_PAGE], voice)
    search = Search.objects.first()
    may_look = may_open(viewer, "duplicates:look_again")
    return PairsPage(
        found=f"{count:,} pair{'' if count == 1 else 's'} to decide",
        searched=_say_searched(search),
        double=say_may_be_double(may_be_double(seen=visible_to(viewer))),
        choices=tuple(_choices(kind)),
        items=items,
        pages=make_pages(here=here, last=last, address=partial(_address, kind, everything)),
        less_likely="" if everything or not less else _say_less(less),
        less_likely_address=_address(kind, True, 1),
        nothing="Nothing to decide." if search else "Nobody has searched the register yet.",
        remedy="" if search else "The unit can search it, or whoever runs this service.",
        look_again_address=reverse("duplicates:look_again") if may_look else "",
        decided_address=reverse("duplicates:decided"),
        learned=tuple((KIND_WORDS[each.value], _learned(found)) for each, found in bands.items()),
        worth_asking=say_share(WORTH_ASKING),
    )


def decided_page(*, viewer: Any, page: int) -> DecidedPage:
    """What was decided about pairs that the viewer may see."""
    among = pairs_seen(viewer).exclude(state=State.OPEN).order_by("-decided_at", "id")
    count = among.count()
    last = max(1, -(-count // ON_A_PAGE))
    here = min(max(1, page), last)
    pairs = list(among.select_related("decided_by")[(here - 1) * ON_A_PAGE : here * ON_A_PAGE])
    names = named_records(pairs)
    return DecidedPage(
        found=f"{count:,} decision{'' if count == 1 else 's'}",
        items=tuple(_decision(pair, names) for pair in pairs),
        pages=make_pages(
            here=here,
            last=last,
            address=lambda number: f"{reverse('duplicates:decided')}?page={number}",
        ),
        pairs_address=reverse("duplicates:pairs"),
    )


def _listed(pairs: QuerySet[Pair], voice: Voice) -> tuple[ListedPair, ...]:
    found = list(pairs)
    names = named_records(found)
    return tuple(
        ListedPair(
            address=address_of(pair),
            first=names[pair.first],
            second=names[pair.second],
            kind=KIND_WORDS[pair.kind],
            likely=say_likely(pair.probability),
            reasons=say_reasons(pair, voice),
            against=say_against(pair, voice),
            asked_again=pair.asked_again,
        )
        for pair in found
        if pair.first in names and pair.second in names
    )


def _decision(pair: Pair, names: Any) -> ListedDecision:
    assert pair.decided_at is not None  # noqa: S101 - the database refuses it
    first, second = (names[key].name for key in (pair.first, pair.second))
    if pair.kept is not None:
        first, second = names[pair.kept].name, names[pair.gone].name
    return ListedDecision(
        address=address_of(pair),
        first=first,
        second=second,
        decision=State(pair.state).label,
        by=str(pair.decided_by or "Sightline"),
        when=f"{localtime(pair.decided_at):%-d %B %Y}",
        reason=pair.reason,
    )


def _say_searched(search: Search | None) -> str:
    if search is None:
        return ""
    when = f"{localtime(search.searched_at):%-d %B %Y at %H:%M}"
    told = (
        f"Last searched on {when}: {search.activities:,} activities and "
        f"{search.organisations:,} organisations in {search.seconds:.1f} seconds."
    )
    if search.register_version != register_version():
        told += " The register has changed since."
    return told


def _say_less(count: int) -> str:
    return f"Show {count:,} more that are hardly likely"


def _choices(kind: str) -> list[Choice]:
    every = {"": "All", **KIND_WORDS}
    return [Choice(text, _address(name, False, 1), name == kind) for name, text in every.items()]


def _address(kind: str, everything: bool, page: int) -> str:
    asked = {
        "kind": kind,
        "all": "yes" if everything else "",
        "page": str(page) if page > 1 else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("duplicates:pairs") + (f"?{query}" if query else "")


def _learned(bands: tuple[Band, ...]) -> tuple[LearnedBand, ...]:
    least = lowest_asked(bands)
    return tuple(
        LearnedBand(
            score=f"{band.low:.0%} to {band.high:.0%}",
            decided=f"{band.decided:,}",
            same=f"{band.same:,}",
            chance=say_share(band.chance),
            asked="asked" if band.low >= least else "not asked",
        )
        for band in reversed(bands)
    )
