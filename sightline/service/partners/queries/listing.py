"""The list of organisations: who is in the partnership, found by name, kind and district.

Whoever is outside the partnership is told of those alone that have a public activity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.accounts.policy import may_open
from sightline.service.pages.folding import fold, words_of
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.partners.details import ALL
from sightline.service.partners.kinds import KIND_WORDS, say_kind
from sightline.service.partners.models import Alias, CoveredArea, Organisation
from sightline.service.partners.queries.hooks import activities_seen
from sightline.service.partners.queries.named import people_seen
from sightline.service.partners.queries.words import (
    district_names,
    districts_of_areas,
    say_count,
    say_covers,
    say_lasting,
)
from sightline.service.partners.voices import Voice, voice_of
from sightline.service.places import queries as places

ON_A_PAGE = 50
NONE_SEEN = "nothing that you may see"  # it may keep activities to itself


@dataclass(frozen=True)
class AskedOrganisations:
    """A question to the list. Empty fields ask nothing."""

    words: str = ""
    kind: str = ""
    district: str = ""
    page: int = 1

    def address(self) -> str:
        """Where this question is answered."""
        pairs = {"q": self.words, "kind": self.kind, "district": self.district}
        given = {name: value for name, value in pairs.items() if value}
        given |= {"page": str(self.page)} if self.page > 1 else {}
        return reverse("partners:organisations") + (f"?{urlencode(given)}" if given else "")


@dataclass(frozen=True)
class ListedOrganisation:
    """An organisation as the list shows it."""

    name: str
    address: str
    also: str  # its other names, or nothing
    kind: str
    covers: str
    activities: str
    ended: str


@dataclass(frozen=True)
class OrganisationsPage:
    """The list of organisations, ready to print."""

    found: str
    items: tuple[ListedOrganisation, ...]
    pages: Pages | None
    nothing: str
    add_address: str
    mergers_address: str
    finds_people: bool  # by the names of those whom the viewer may see


def kind_names() -> dict[str, str]:
    """What each kind of organisation is called, by its code."""
    return {kind.value: words for kind, words in KIND_WORDS.items()}


def organisations_page(*, viewer: Any, asked: AskedOrganisations) -> OrganisationsPage:
    """Those of the organisations that were asked for which the viewer may know of."""
    seen, voice = activities_seen(viewer), voice_of(viewer)
    rows = _read(None if voice.in_partnership else seen)
    people = _people(asked, voice)
    districts = districts_of_areas() if asked.district else {}
    found = [each for each in rows if _matches(each, asked, districts, people)]
    last = max(1, -(-len(found) // ON_A_PAGE))
    here = min(asked.page, last)
    names = places.area_names()
    return OrganisationsPage(
        found=f"{len(found):,} of {say_count(len(rows), 'organisation')}",
        items=tuple(
            _item(each, names, seen) for each in found[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
        ),
        pages=make_pages(
            here=here, last=last, address=lambda page: replace(asked, page=page).address()
        ),
        nothing="No organisation answers all of this." if rows else "There is none to show yet.",
        add_address=_address(viewer, "partners:add"),
        mergers_address=_address(viewer, "partners:mergers"),
        finds_people=voice.in_partnership,
    )


@dataclass(frozen=True)
class _Light:
    """As much of an organisation as the list needs."""

    id: UUID
    name: str
    kind: str
    kind_words: str
    ends_on: date | None
    aliases: tuple[str, ...]
    covers: tuple[str, ...]


def _read(only: Collection[UUID] | None) -> list[_Light]:
    """Every organisation in the order of names, or only those; in three questions."""
    found = Organisation.objects.filter(merged_into=None)
    if only is not None:
        found = found.filter(pk__in=only)
    aliases = _gathered(Alias.objects.values_list("organisation_id", "name"))
    covered = _gathered(CoveredArea.objects.values_list("organisation_id", "code"))
    rows = found.values_list("id", "name", "kind", "kind_words", "ends_on", "covers_all")
    return [
        _Light(
            id=key,
            name=name,
            kind=kind,
            kind_words=words,
            ends_on=ends_on,
            aliases=aliases.get(key, ()),
            covers=(ALL,) if covers_all else covered.get(key, ()),
        )
        for key, name, kind, words, ends_on, covers_all in rows
    ]


def _gathered(rows: Iterable[tuple[UUID, str]]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for key, text in rows:
        found[key] = (*found.get(key, ()), text)
    return found


def _address(viewer: Any, route: str) -> str:
    return reverse(route) if may_open(viewer, route) else ""


def _people(asked: AskedOrganisations, voice: Voice) -> dict[UUID, tuple[str, ...]]:
    """The names of people at each organisation, as far as the viewer may see them."""
    return _gathered(people_seen(voice)) if asked.words else {}


def _matches(
    each: _Light,
    asked: AskedOrganisations,
    districts: Mapping[str, str],
    people: Mapping[UUID, tuple[str, ...]],
) -> bool:
    if asked.kind and each.kind != asked.kind:
        return False
    if asked.district and not _covers(each.covers, asked.district, districts):
        return False
    names = fold(" ".join([each.name, *each.aliases, *people.get(each.id, ())]))
    return all(word in names for word in words_of(asked.words))


def _covers(codes: tuple[str, ...], district: str, districts: Mapping[str, str]) -> bool:
    return codes == (ALL,) or any(districts.get(code) == district for code in codes)


def _item(each: _Light, names: Mapping[str, str], seen: Mapping[UUID, int]) -> ListedOrganisation:
    count = seen.get(each.id, 0)
    return ListedOrganisation(
        name=each.name,
        address=reverse("register:organisation", args=[each.id]),
        also="; ".join(each.aliases),
        kind=say_kind(each.kind, each.kind_words) or NOT_SUPPLIED,
        covers=say_covers(each.covers, names),
        activities=say_count(count, "activity", "activities") if count else NONE_SEEN,
        ended=say_lasting(None, each.ends_on) if each.ends_on else "",
    )


def filter_choices() -> dict[str, dict[str, str]]:
    """Every value that a filter of the list may take, and what it is called."""
    return {"kind": kind_names(), "district": district_names()}
