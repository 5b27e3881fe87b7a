"""Lists of drafts: where one begins or goes on, what waits for the unit, what home says of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Visibility
from sightline.errors import NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.entry.models import Draft, Moderation, Scope, State
from sightline.service.entry.queries.check import COLOURS
from sightline.service.entry.queries.pages import saved_words
from sightline.service.entry.queries.words import area_names, say_answer
from sightline.service.entry.questions import QUESTIONS
from sightline.service.entry.reading import answer_reader, answers_about
from sightline.service.entry.sight import (
    answered,
    drafts_seen_by,
    scope_now,
    tells_hidden_place,
)
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.partners.queries import organisation_names, organisations_of, voice_of
from sightline.service.places import queries as places
from sightline.service.register.models import Activity
from sightline.service.register.queries import find_record
from sightline.service.register.queries.clock import day_of_pages

MOST_ON_HOME = 5
# What of an activity is offered to somebody else: what it is, never where, when, by whom or paid
# how: that is the other's, and a sensitive site must not be found this way.
OFFERED = (
    "description", "themes", "approach", "prevention_level", "prevention_who", "strand",
    "thematic_group", "violence_types", "risk_factors", "protective_factors", "setting",
    "age_from", "age_to", "open_to",
)  # fmt: skip


@dataclass(frozen=True)
class DraftLine:
    """A draft on a list."""

    name: str
    organisation: str
    kind: str  # a new activity, or changes to one
    state: str
    colour: str
    note: str
    address: str


@dataclass(frozen=True)
class DraftsPage:
    """Where somebody begins, or goes on."""

    lack: str  # why they cannot add anything; empty where they can
    organisations: Mapping[str, str]
    key: str  # of the form that begins one
    drafts: tuple[DraftLine, ...]
    is_unit: bool
    looked_over: str  # what happens to what they send


@dataclass(frozen=True)
class QueuePage:
    """What waits for the unit, what it offered and what became of that."""

    waiting: tuple[DraftLine, ...]
    offered: tuple[DraftLine, ...]
    scope: str


@dataclass(frozen=True)
class SaidRow:
    """One answer that goes with an offer."""

    key: str
    value: str


@dataclass(frozen=True)
class OfferPage:
    """An activity offered to an organisation."""

    name: str
    organisation: str
    words: str
    said: tuple[SaidRow, ...]
    draft_id: UUID
    may_decide: bool
    state: str
    tells_hidden_place: bool  # to somebody outside its organisation


@dataclass(frozen=True)
class NewOfferPage:
    """What the unit fills in to offer an activity."""

    copied_from: str
    organisations: Mapping[str, str]
    initial: Mapping[str, str]
    answers: Mapping[str, str]  # that go with the offer, besides its name
    query: str


@dataclass(frozen=True)
class ScopePage:
    """The choice of what is looked over."""

    scope: str
    version: int
    waiting: int


NO_ORGANISATION = "Your sign-in does not belong to an organisation yet."
_LOOKED_OVER = {
    Scope.NOTHING: "What you send is on the register at once.",
    Scope.NEW: "The unit looks over new activities before others see them.",
    Scope.EVERYTHING: "The unit looks over what you send before others see it.",
}


def drafts_page(*, viewer: Any) -> DraftsPage:
    """The drafts that somebody may go on with, and the form to begin another."""
    voice = voice_of(viewer)
    names = organisation_names() if voice.everyone else organisations_of(viewer)
    states = [State.WRITING, State.SENT_BACK, State.OFFERED, State.WAITING]
    found = drafts_seen_by(viewer).filter(state__in=states).select_related("changed_by")
    if voice.everyone:
        found = found.filter(by_unit=True)
    return DraftsPage(
        lack="" if names else NO_ORGANISATION,
        organisations={str(key): name for key, name in names.items()},
        key=str(uuid.uuid4()),
        drafts=tuple(_line(draft) for draft in found),
        is_unit=voice.everyone,
        looked_over="" if voice.everyone else _LOOKED_OVER[scope_now()],
    )


def _line(draft: Draft) -> DraftLine:
    route = "entry:offer" if draft.state in (State.OFFERED, State.DECLINED) else "entry:check"
    return DraftLine(
        name=str(draft),
        organisation=draft.organisation.name,
        kind="new activity" if draft.is_new else "changes to an activity",
        state=draft.get_state_display(),
        colour=COLOURS[State(draft.state)],
        note=draft.words if draft.state == State.DECLINED else saved_words(draft),
        address=reverse(route, args=[draft.pk]),
    )


def queue_page(*, viewer: Any) -> QueuePage:
    """What waits to be looked over, oldest first, and what was offered."""
    found = drafts_seen_by(viewer).select_related("changed_by")
    offered = found.filter(state__in=[State.OFFERED, State.DECLINED])
    return QueuePage(
        waiting=tuple(map(_line, found.filter(state=State.WAITING).order_by("changed_at", "id"))),
        offered=tuple(map(_line, offered)),
        scope=scope_now().label,
    )


def offer_page(*, viewer: Any, draft_id: UUID) -> OfferPage:
    """An offer, to whom it was made and to the unit; NotFound for others."""
    draft = drafts_seen_by(viewer).filter(pk=draft_id, offered_by__isnull=False).first()
    if draft is None:
        raise NotFound("There is no offer at this address.")
    own, areas = draft.organisation_id in voice_of(viewer).organisations, area_names()
    return OfferPage(
        name=str(draft),
        organisation=draft.organisation.name,
        words=draft.words,
        said=tuple(
            SaidRow(QUESTIONS[heading].label, say_answer(heading, text, areas))
            for heading, text in draft.answers.items()
            if text and heading in QUESTIONS
        ),
        draft_id=draft.pk,
        may_decide=own and draft.state == State.OFFERED,
        state=draft.get_state_display(),
        tells_hidden_place=tells_hidden_place(draft, answered(draft, QUESTIONS), viewer),
    )


def new_offer_page(*, viewer: Any, copy: str, area: str, theme: str, query: str) -> NewOfferPage:
    """The form for an offer: from another activity, from a gap of an area, or from nothing."""
    initial, answers, copied_from = {"key": str(uuid.uuid4())}, {}, ""
    if copy:
        record = find_record(viewer=viewer, activity_id=_uuid(copy))
        if record.visibility == Visibility.ORGANISATION:
            raise NotAllowed("This record is seen by its own organisation and the unit alone.")
        told = answers_about(record.facts(), answer_reader(day_of_pages()))
        answers = {heading: told[heading] for heading in OFFERED if told.get(heading)}
        initial["activity"] = record.name
        copied_from = f"{record.name}, {record.organisation.name}"
    if area:
        answers["areas_served"] = places.area_facts(area).code
        answers["status"] = "planned"
    if theme:
        answers["themes"] = theme
    names = {str(key): name for key, name in organisation_names().items()}
    return NewOfferPage(copied_from, names, initial, answers, query)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no activity with that number on the register.") from None


def scope_page() -> ScopePage:
    """What is looked over now, and how much waits."""
    row = Moderation.objects.filter(id=1).first()
    waiting = Draft.objects.filter(state=State.WAITING).count()
    return ScopePage(scope_now().value, row.version if row else 1, waiting)


def drafts_panel(viewer: Any) -> Panel | None:
    """For a partner's home: drafts to finish, offers, what was sent back."""
    if role_of(viewer) is not Role.PARTNER or not voice_of(viewer).organisations:
        return None
    states = [State.SENT_BACK, State.OFFERED, State.WRITING, State.WAITING]
    found = drafts_seen_by(viewer).filter(state__in=states).select_related("changed_by")
    lines = sorted(map(_line, found), key=lambda line: _ORDER[line.state])
    return Panel(
        heading="Activities to finish",
        rows=tuple(_panel_row(line) for line in lines[:MOST_ON_HOME]),
        nothing="No draft waits for you.",
        more="Add an activity, or go on with a draft",
        more_address=reverse("entry:drafts"),
    )


_ORDER = {State(state).label: position for position, state in enumerate(
    [State.SENT_BACK, State.OFFERED, State.WRITING, State.WAITING]
)}  # fmt: skip


def _panel_row(line: DraftLine) -> PanelRow:
    return PanelRow(line.name, line.address, f"{line.state}: {line.kind}. {line.note}")


def queue_panel(viewer: Any) -> Panel | None:
    """For the unit's home: what waits to be looked over, longest first."""
    if role_of(viewer) is not Role.UNIT:
        return None
    page = queue_page(viewer=viewer)
    if not page.waiting and scope_now() is Scope.NOTHING:
        return None
    return Panel(
        heading=f"Waiting to be looked over: {len(page.waiting)}",
        rows=tuple(
            PanelRow(line.name, line.address, f"{line.organisation}: {line.kind}. {line.note}")
            for line in page.waiting[:MOST_ON_HOME]
        ),
        nothing="Nothing waits.",
        more="Everything that waits, and what was offered",
        more_address=reverse("entry:queue"),
    )


# Rooms above say what the records of these organisations were used for, in their
# AppConfig.ready(): functions of the organisations' keys, each giving lines of the panel.
USES: list[Callable[[frozenset[UUID]], Sequence[PanelRow]]] = []


def uses_panel(viewer: Any) -> Panel | None:
    """For a partner's home: what its records were used for."""
    organisations = voice_of(viewer).organisations if role_of(viewer) is Role.PARTNER else None
    if not organisations or not Activity.objects.filter(organisation__in=organisations).exists():
        return None
    return Panel(
        heading="What your records were used for",
        rows=tuple(row for uses in USES for row in uses(organisations)),
        nothing="Nothing has been worked out from them yet.",
    )
