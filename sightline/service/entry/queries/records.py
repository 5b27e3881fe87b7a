"""What entry adds to the page of an activity: the ways to change it, and to offer one like it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Visibility
from sightline.errors import NotAllowed
from sightline.service.entry.models import Draft, State
from sightline.service.entry.queries.pages import saved_words
from sightline.service.entry.queries.words import area_names, say_answer
from sightline.service.entry.questions import SETTLED, STEPS
from sightline.service.entry.reading import answer_reader, answers_about
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordLink, find_record
from sightline.service.register.queries.sight import looks_in


@dataclass(frozen=True)
class SaidRow:
    """One answer, as the register has it."""

    key: str
    value: str


@dataclass(frozen=True)
class SaidGroup:
    """The answers of one page of questions."""

    title: str
    rows: tuple[SaidRow, ...]


@dataclass(frozen=True)
class ChangePage:
    """What was said last time, before anybody says what is different."""

    name: str
    organisation: str
    address: str
    groups: tuple[SaidGroup, ...]
    begun: str  # when a change was begun that is not sent yet, and by whom
    confirm_address: str  # empty where it was confirmed today
    change_address: str
    version: int
    restricted: tuple[UUID, ...]  # the activity, where its hidden place is shown to an outsider


def change_link(viewer: Any, record: Activity) -> RecordLink | None:
    """The way to say what is different, for its organisation and the unit."""
    if record.withdrawn_at or not voice_of(viewer).speaks_for(record.organisation_id):
        return None
    return RecordLink("Say what is different", reverse("entry:change", args=[record.pk]))


def offer_link(viewer: Any, record: Activity) -> RecordLink | None:
    """The unit's way to offer an activity like this one to another organisation."""
    if record.visibility == Visibility.ORGANISATION or not voice_of(viewer).everyone:
        return None
    address = f"{reverse('entry:new_offer')}?copy={record.pk}"
    return RecordLink("Offer one like it to another organisation", address)


def change_page(*, viewer: Any, activity_id: UUID, today: date) -> ChangePage:
    """What the register says of an activity, for whoever may say what is different."""
    record = find_record(viewer=viewer, activity_id=activity_id)
    voice = voice_of(viewer)
    if not voice.speaks_for(record.organisation_id):
        raise NotAllowed(f"Only {record.organisation} and the unit may do that.")
    answers, areas = answers_about(record.facts(), answer_reader(today)), area_names()
    begun = Draft.objects.filter(
        about=record,
        based_on__isnull=False,
        by_unit=voice.everyone,
        state__in=[State.WRITING, State.SENT_BACK, State.WAITING],
    ).first()
    return ChangePage(
        name=record.name,
        organisation=record.organisation.name,
        address=reverse("register:activity", args=[record.pk]),
        groups=tuple(
            SaidGroup(
                step.title,
                tuple(
                    SaidRow(each.label, say_answer(each.heading, answers.get(each.heading), areas))
                    for each in step.questions
                    if each.heading not in SETTLED and (each.required or answers.get(each.heading))
                ),
            )
            for step in STEPS
        ),
        begun=saved_words(begun) if begun else "",
        confirm_address=""
        if record.confirmed_on and record.confirmed_on >= today
        else reverse("register:confirm", args=[record.pk]),
        change_address=reverse("entry:change", args=[record.pk]),
        version=record.version,
        restricted=(record.pk,) if record.sensitive_site and looks_in(voice, record) else (),
    )
