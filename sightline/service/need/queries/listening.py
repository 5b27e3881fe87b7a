"""What people of a place say, beside the numbers, with how it was heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from sightline.exchange.vocabulary import themes
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import PARTNERSHIP, may_open, role_of
from sightline.service.need.models import Listening
from sightline.service.need.queries.factors import factor_names, vocabularies
from sightline.service.need.queries.place import Place, all_places
from sightline.service.need.queries.profile import PlaceAsked, ProfilePart
from sightline.service.partners.queries import organisation_names
from sightline.service.partners.voices import organisations_of

FEWEST_SHOWN = 10  # of the people listened to
TEMPLATE = "need/listening_part.html"


@dataclass(frozen=True)
class HeardCard:
    """One thing heard, in words, with its provenance."""

    listening_id: UUID
    title: str
    words: str
    provenance: tuple[tuple[str, str], ...]
    state: str
    may_decide: bool


@dataclass(frozen=True)
class ListeningPage:
    """What this reader may read of what was heard."""

    cards: tuple[HeardCard, ...]
    may_tell: bool


@dataclass(frozen=True)
class ListeningPart:
    """What was heard of one place."""

    cards: tuple[HeardCard, ...]
    address: str


@dataclass(frozen=True)
class ListeningChoices:
    """What each question of the form offers: values with their words."""

    organisation_id: tuple[tuple[str, str], ...]
    area_code: tuple[tuple[str, str], ...]
    heard_from: tuple[tuple[str, str], ...]
    method: tuple[tuple[str, str], ...]
    theme: tuple[tuple[str, str], ...]
    factors: tuple[tuple[str, str], ...]


def listening_page(*, viewer: Any) -> ListeningPage:
    """Everything this reader may read, the latest first."""
    return ListeningPage(_cards(visible_to(viewer), viewer), may_open(viewer, "need:tell"))


def listening_part(asked: PlaceAsked) -> ProfilePart:
    """What was heard of a place and of the district around it, for its profile."""
    rows = visible_to(asked.viewer).filter(area_code__in=_codes(asked.place))
    content = ListeningPart(_cards(rows, asked.viewer), reverse("need:listening"))
    return ProfilePart("listening", "What people here say", content, TEMPLATE)


def listening_choices(*, viewer: Any) -> ListeningChoices:
    """What the form offers: one's own organisations, or all as the unit; every place; factors."""
    mine = organisation_names() if role_of(viewer) is Role.UNIT else organisations_of(viewer)
    themes_of = {code: theme.name for code, theme in themes(vocabularies()).items()}
    return ListeningChoices(
        organisation_id=tuple((str(key), name) for key, name in mine.items()),
        area_code=tuple((code, name) for name, code in all_places().items()),
        heard_from=tuple(Listening.From.choices),
        method=tuple(Listening.Method.choices),
        theme=(("", "No theme in particular"), *themes_of.items()),
        factors=tuple(sorted(factor_names().items(), key=lambda each: each[1])),
    )


def visible_to(viewer: Any) -> QuerySet[Listening]:
    """What is public; for the partnership what is for it; one's own; for the unit everything."""
    rows, role = Listening.objects.select_related("organisation"), role_of(viewer)
    if role is Role.UNIT:
        return rows
    allowed = Q(state=Listening.State.PUBLIC)
    if role in PARTNERSHIP:
        allowed |= Q(state=Listening.State.PARTNERSHIP)
    if role is Role.PARTNER:
        allowed |= Q(organisation_id__in=list(organisations_of(viewer)))
    return rows.filter(allowed)


def _codes(place: Place) -> set[str]:
    """Its own code and its district's; of a district, those of its small areas too."""
    return {place.code, place.district_code, *(place.codes if place.is_district else ())}


def _cards(rows: QuerySet[Listening], viewer: Any) -> tuple[HeardCard, ...]:
    decides = may_open(viewer, "need:decide_listening")
    names = factor_names()
    return tuple(
        HeardCard(
            listening_id=row.pk,
            title=f"{row.get_heard_from_display()}, {row.area_name}",
            words=row.words,
            provenance=(
                ("Who listened", row.organisation.name),
                ("When", f"{row.listened_from:%-d %B %Y} to {row.listened_to:%-d %B %Y}"),
                ("How", row.get_method_display()),
                ("How many", say_how_many(row.people)),
                ("Ages", _ages(row)),
                ("Consent", row.consent),
                (
                    "Factors",
                    ", ".join(names.get(code, code) for code in row.factors) or "none named",
                ),
            ),
            state=row.get_state_display(),
            may_decide=decides,
        )
        for row in rows
    )


def say_how_many(people: int | None) -> str:
    """How many were listened to; a number under ten is not shown.

    >>> say_how_many(9), say_how_many(10), say_how_many(None)
    ('fewer than 10 people', '10 people', 'not supplied')
    """
    if people is None:
        return "not supplied"
    return f"fewer than {FEWEST_SHOWN} people" if people < FEWEST_SHOWN else f"{people:,} people"


def _ages(row: Listening) -> str:
    if row.age_from is None or row.age_to is None:
        return "not supplied"
    return f"{row.age_from} to {row.age_to}"
