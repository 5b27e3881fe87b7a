"""One organisation as a viewer may know it: its facts, whom to ask, and what they may do there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.service.partners.details import covers_of
from sightline.service.partners.finding import kept_organisation
from sightline.service.partners.identifiers import SCHEME_WORDS
from sightline.service.partners.kinds import say_kind
from sightline.service.partners.models import Contact, Organisation
from sightline.service.partners.queries.hooks import activities_seen
from sightline.service.partners.queries.words import (
    Line,
    Link,
    district_names,
    say_covers,
    say_day,
    say_lasting,
)
from sightline.service.partners.voices import Voice, voice_of
from sightline.service.places import queries as places


@dataclass(frozen=True)
class ContactLine:
    """Somebody to ask."""

    name: str
    role: str
    email: str
    phone: str
    seen_by: str


@dataclass(frozen=True)
class Profile:
    """An organisation, ready to print. Lists and addresses are empty where they are not theirs."""

    id: UUID
    name: str
    kind: str  # its code
    note: str  # that it was merged, has ended, or who took over from it
    lines: tuple[Line, ...]
    office: str  # where its office is, in words
    contacts: tuple[ContactLine, ...]
    is_own: bool  # the viewer speaks for it
    in_partnership: bool  # the viewer sees what the partnership keeps to itself
    links: tuple[Link, ...]  # what the viewer may do about it


def organisation_profile(*, viewer: Any, organisation_id: UUID, today: date) -> Profile:
    """One organisation, or the one it was merged into, as the viewer may see it; or NotFound."""
    found, voice = kept_organisation(organisation_id), voice_of(viewer)
    known = _known_to(viewer, voice)
    if known is not None and found.pk not in known:
        raise NotFound("There is no organisation with that number here.")
    is_own = voice.speaks_for(found.pk)
    return Profile(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        note=_note(found, organisation_id, today),
        lines=tuple(_lines(found, known)),
        office=_office(found, is_own=is_own),
        contacts=tuple(_contacts(found, voice)),
        is_own=is_own,
        in_partnership=voice.in_partnership,
        links=tuple(_links(viewer, found, voice)),
    )


def _known_to(viewer: Any, voice: Voice) -> frozenset[UUID] | None:
    """The organisations that somebody may know of; None for all of them."""
    return None if voice.in_partnership else frozenset(activities_seen(viewer))


def _note(found: Organisation, asked_for: UUID, today: date) -> str:
    if found.pk != asked_for:
        gone = Organisation.objects.get(pk=asked_for)
        return f"{gone} is the same organisation. Both are kept as one here."
    if found.ends_on is not None and found.ends_on < today:
        return f"It ended on {say_day(found.ends_on)}. What it did stays on the register."
    return ""


def _lines(found: Organisation, known: frozenset[UUID] | None) -> Iterator[Line]:
    yield Line("Kind", say_kind(found.kind, found.kind_words) or NOT_SUPPLIED)
    also = [alias.name for alias in found.aliases.all()]
    if also:
        yield Line("Also called", "; ".join(also))
    website = (Link(found.website, found.website),) if found.website else ()
    yield Line("Website", "" if website else NOT_SUPPLIED, website)
    written = [each.as_written() for each in found.identifiers.all()]
    told = [f"{SCHEME_WORDS[each.scheme]}: {each.org_id}" for each in written]
    yield Line("Public identifiers", "" if told else NOT_SUPPLIED, tuple(map(Link, told)))
    yield Line("Covers", say_covers(covers_of(found), places.area_names()))
    yield Line("In the partnership", say_lasting(found.starts_on, found.ends_on))
    others = (
        ("Part of", [found.parent]),
        ("Has as its parts", found.parts.filter(merged_into=None)),
        ("Taken over by", [found.successor]),
        ("Took over from", found.took_over_from.filter(merged_into=None)),
    )
    for words, organisations in others:
        links = tuple(_organisations(organisations, known))
        if links:
            yield Line(words, links=links)


def _organisations(
    found: Iterable[Organisation | None], known: frozenset[UUID] | None
) -> Iterator[Link]:
    for each in found:
        if each is not None and (known is None or each.pk in known):
            yield Link(each.name, reverse("register:organisation", args=[each.pk]))


def _office(found: Organisation, *, is_own: bool) -> str:
    """The district for everybody; the postcode for its own people and the unit."""
    if not found.office_postcode:
        return NOT_SUPPLIED
    district = district_names().get(found.office_district, "outside the county, or not known")
    return f"{district} ({found.office_postcode})" if is_own else district


def _contacts(found: Organisation, voice: Voice) -> Iterator[ContactLine]:
    labels = dict(Contact._meta.get_field("visibility").flatchoices)
    for each in found.contacts.all():
        if voice.sees(each.visibility, found.pk):
            yield ContactLine(each.name, each.role, each.email, each.phone, labels[each.visibility])


def _links(viewer: Any, found: Organisation, voice: Voice) -> Iterator[Link]:
    def to(text: str, route: str) -> Link:
        return Link(text, reverse(f"partners:{route}", args=[found.pk]))

    if voice.leads(found.pk):
        yield to("Change its details", "edit")
        yield to("Contacts", "contacts")
        yield to("People and teams", "people")
    if voice.everyone:
        yield to("Merge another organisation into it", "merge")
    elif voice.speaks_for(found.pk):
        yield to("Leave this organisation", "leave")
