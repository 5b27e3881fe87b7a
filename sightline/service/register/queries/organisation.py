"""One organisation: what it does, with whom, where, and what of it nobody has confirmed lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.freshness import Standing, freshness_of
from sightline.analysis.provision import Status
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.partners import queries as partners
from sightline.service.partners.names import plain
from sightline.service.register.models import Involvement, Side
from sightline.service.register.queries.asked import Asked
from sightline.service.register.queries.facets import districts
from sightline.service.register.queries.items import ListedActivity, item_of
from sightline.service.register.queries.light import Light
from sightline.service.register.queries.matching import answer
from sightline.service.register.queries.record import RecordPart
from sightline.service.register.queries.sight import visible_to
from sightline.service.register.queries.words import say_confirmed

MOST_SHOWN = 50  # activities; the list has the rest
MOST_TOGETHER = 50  # other organisations; the rest are counted
ASKED_FOR = (Status.CURRENT.value, Status.PLANNED.value, Status.PAUSED.value)
_WAYS = {Side.PARTNER.value: "takes part", Side.FUNDER.value: "pays"}


@dataclass(frozen=True)
class Together:
    """Another organisation, and in how many activities they are together."""

    name: str
    address: str  # empty where it is not on the register as an organisation
    kind: str
    activities: str
    ways: str  # what the other does there


@dataclass(frozen=True)
class PlaceLine:
    """A district: what is delivered there, what serves its residents, whether the office is."""

    name: str
    delivered: str
    served: str


@dataclass(frozen=True)
class StandingLine:
    """So many activities stand so."""

    words: str
    activities: str


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation, ready to print."""

    profile: partners.Profile
    confirmed: str
    items: tuple[ListedActivity, ...]
    found: str
    list_address: str
    together: tuple[Together, ...]
    variety: str
    places: tuple[PlaceLine, ...]
    standings: tuple[StandingLine, ...]  # empty for those outside the partnership
    links: tuple[partners.Link, ...]  # what rooms above can do with it
    parts: tuple[RecordPart, ...]  # and what they add to its page


# Rooms above add functions of the viewer and the organisation's key, in their AppConfig.ready().
ORGANISATION_LINKS: list[Callable[[Any, UUID], partners.Link | None]] = []
ORGANISATION_PARTS: list[Callable[[Any, UUID], RecordPart | None]] = []


@dataclass
class _Shared:
    """What is gathered of one other organisation."""

    name: str
    activities: set[UUID] = field(default_factory=set)
    ways: set[str] = field(default_factory=set)


def organisation_page(*, viewer: Any, organisation_id: UUID, today: date) -> OrganisationPage:
    """One organisation and its activities as the viewer may see them, or NotFound."""
    profile = partners.organisation_profile(
        viewer=viewer, organisation_id=organisation_id, today=today
    )
    asked = Asked(organisations=(str(profile.id),), order="unconfirmed")
    voice, named = partners.voice_of(viewer), districts()
    lights = answer(asked, voice=voice, today=today).lights
    days = [light.confirmed_on for light in lights if light.confirmed_on]
    together = _together(viewer, profile)
    return OrganisationPage(
        profile=profile,
        confirmed=say_confirmed(max(days, default=None), today),
        items=tuple(
            item_of(light, voice, named, today, with_organisation=False)
            for light in lights[:MOST_SHOWN]
        ),
        found=f"{min(len(lights), MOST_SHOWN):,} of {len(lights):,}, "
        "not confirmed for longest first",
        list_address=asked.address(),
        together=together[:MOST_TOGETHER],
        variety=_variety(together),
        places=tuple(_places(lights, named)),
        standings=tuple(_standings(viewer, profile.id, today)) if profile.in_partnership else (),
        links=tuple(
            link for give in ORGANISATION_LINKS if (link := give(viewer, profile.id)) is not None
        ),
        parts=tuple(
            part for give in ORGANISATION_PARTS if (part := give(viewer, profile.id)) is not None
        ),
    )


def activities_seen(viewer: Any) -> dict[UUID, int]:
    """How many activities of each organisation the viewer may see, for the pages of partners."""
    found = visible_to(viewer).order_by().values_list("organisation_id")
    return dict(found.annotate(count=Count("id")))


def _together(viewer: Any, profile: partners.Profile) -> tuple[Together, ...]:
    """Everybody who takes part in its activities, pays for them or leads those it is part of.

    Who comes to a sensitive site is not for those outside the partnership.
    """
    known = partners.by_plain_name()
    mine = {name for name, key in known.items() if key == profile.id}
    seen = visible_to(viewer)
    if not profile.in_partnership:
        seen = seen.filter(sensitive_site=False)
    own = Involvement.objects.filter(activity__in=seen.filter(organisation_id=profile.id))
    others = Involvement.objects.filter(
        activity__in=seen.exclude(organisation_id=profile.id),
        plain_name__in=[name[:200] for name in mine],
    )
    shared: dict[str, _Shared] = {}
    for name, key, side in own.values_list("name", "activity_id", "side"):
        if plain(name) not in mine:
            _add(shared, known, name, key, _WAYS[side])
    for name, key in others.values_list("activity__organisation__name", "activity_id"):
        _add(shared, known, name, key, "leads")
    return tuple(_say_together(shared, known, viewer, profile))


def _add(
    shared: dict[str, _Shared], known: Mapping[str, UUID], name: str, activity: UUID, way: str
) -> None:
    """Count another under its organisation, however it is called; or under its name alone."""
    each = shared.setdefault(str(known.get(plain(name), plain(name))), _Shared(name))
    each.activities.add(activity)
    each.ways.add(way)


def _say_together(
    shared: Mapping[str, _Shared],
    known: Mapping[str, UUID],
    viewer: Any,
    profile: partners.Profile,
) -> Iterator[Together]:
    names, kinds = partners.organisation_names(), partners.known_kinds()
    told = set(names) if profile.in_partnership else set(activities_seen(viewer))
    ordered = sorted(shared.values(), key=lambda each: (-len(each.activities), plain(each.name)))
    for each in ordered:
        key = known.get(plain(each.name))
        is_told = key is not None and key in told
        yield Together(
            name=names[key] if key is not None and is_told else each.name,
            address=reverse("register:organisation", args=[key]) if is_told else "",
            kind=(kinds[key] if key is not None and is_told else "") or NOT_SUPPLIED,
            activities=f"{len(each.activities):,}",
            ways=", ".join(sorted(each.ways)),
        )


def _variety(together: tuple[Together, ...]) -> str:
    """With how many it works, and of how many kinds: range without variety is an echo."""
    if not together:
        return ""
    kinds = {each.kind for each in together} - {NOT_SUPPLIED}
    unknown = sum(each.kind == NOT_SUPPLIED for each in together)
    said = f"Works with {_count(len(together), 'other organisation')} of "
    said += _count(len(kinds), "known kind") if kinds else "no known kind"
    said += f"; the kind of {unknown:,} is not supplied." if unknown else "."
    if len(together) > MOST_TOGETHER:
        said += f" The {MOST_TOGETHER} with the most activities are listed."
    return said


def _places(lights: Iterable[Light], named: Mapping[str, str]) -> Iterator[PlaceLine]:
    """Each district it delivers in or serves; last, how many do not say where."""
    rows = list(lights)
    delivered = Counter(light.delivered for light in rows)
    served = Counter(code for light in rows for code in light.served or ("",))
    for code, name in named.items():
        if delivered[code] or served[code]:
            yield PlaceLine(name, f"{delivered[code]:,}", f"{served[code]:,}")
    if delivered[""] or served[""]:
        yield PlaceLine(NOT_SUPPLIED.capitalize(), f"{delivered['']:,}", f"{served['']:,}")


def _standings(viewer: Any, organisation_id: UUID, today: date) -> Iterator[StandingLine]:
    """How many of its activities that have not ended are up to date, due, overdue."""
    found = visible_to(viewer).filter(organisation_id=organisation_id, status__in=ASKED_FOR)
    counts: Counter[Standing] = Counter()
    for confirmed, months, added in found.values_list(
        "confirmed_on", "confirm_every_months", "added_at"
    ):
        counts[
            freshness_of(
                confirmed_on=confirmed,
                every_months=months,
                today=today,
                added_on=localtime(added).date(),
            ).standing
        ] += 1
    for standing in Standing:
        if counts[standing]:
            yield StandingLine(standing.value.capitalize(), f"{counts[standing]:,}")


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else f'{one}s'}"
