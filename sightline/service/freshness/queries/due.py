"""The records somebody should look at, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.urls import reverse

from sightline.analysis.freshness import Standing, say_silence
from sightline.service.accounts.policy import may_open
from sightline.service.freshness.queries.silence import silence_of
from sightline.service.freshness.standing import (
    KeptRecord,
    People,
    asked_of,
    count_among,
    due_among,
)
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.partners.queries import voice_of
from sightline.service.register.queries import visible_to
from sightline.service.register.queries.words import say_date

ON_A_PAGE = 25
SOON = timedelta(days=30)
COLOURS = {Standing.DUE: "yellow", Standing.OVERDUE: "orange", Standing.LONG_OVERDUE: "red"}


@dataclass(frozen=True)
class DueRecord:
    """A record to look at. value: what ticking it sends, its key and the version shown."""

    name: str
    address: str
    organisation: str
    step: str
    colour: str
    says: str
    looked_after: str
    owner_address: str
    value: str


@dataclass(frozen=True)
class DuePage:
    """What is due, ready to print."""

    silence: str
    found: str
    soon: str
    items: tuple[DueRecord, ...]
    nothing: str
    pages: Pages | None
    scope: str  # mine, or all of the organisations the viewer speaks for
    scopes: tuple[tuple[str, str, bool], ...]  # words, address, is it this one
    result: str
    partners_address: str  # empty where the viewer may not open it


def due_page(
    *,
    viewer: Any,
    today: date,
    mine: bool,
    page: int = 1,
    done: int | None = None,
    changed: int = 0,
) -> DuePage:
    """The records that the viewer may confirm and should look at.

    mine: those they look after, and those nobody does; otherwise all they may speak for.
    done, changed: what the confirmation just made came to.
    """
    voice = voice_of(viewer)
    found = visible_to(viewer)
    own = found if voice.everyone else found.filter(organisation__in=voice.organisations)
    mine = mine and not voice.everyone
    own = asked_of(own, viewer) if mine else own
    counted = count_among(own, today=today)
    last = max(1, -(-counted.due // ON_A_PAGE))
    page = max(1, min(page, last))
    here = due_among(own, today=today, first=(page - 1) * ON_A_PAGE, upto=page * ON_A_PAGE)
    people = People.of({record.organisation_id for record in here})
    soon = count_among(own, today=today + SOON).due - counted.due
    scope = "mine" if mine else "all"
    return DuePage(
        silence=say_silence(
            silence_of(viewer, today=today, counted=counted if voice.everyone else None)
        ),
        found=_say_found(counted.due, counted.records),
        soon=_say_soon(soon, today),
        items=tuple(_item(record, people) for record in here),
        nothing=_say_nothing(counted.records),
        pages=make_pages(here=page, last=last, address=partial(_address, scope)),
        scope=scope,
        scopes=() if voice.everyone else _scopes(mine=mine),
        result=_say_result(done, changed),
        partners_address=(
            reverse("freshness:partners") if may_open(viewer, "freshness:partners") else ""
        ),
    )


def _address(scope: str, page: int) -> str:
    return f"{reverse('freshness:due')}?whose={scope}&page={page}"


def _scopes(*, mine: bool) -> tuple[tuple[str, str, bool], ...]:
    return (
        ("Mine, and those nobody looks after", _address("mine", 1), mine),
        ("All of my organisation", _address("all", 1), not mine),
    )


def _say_found(due: int, records: int) -> str:
    return f"{due:,} of {records:,} record{'' if records == 1 else 's'} to look at"


def _say_soon(soon: int, today: date) -> str:
    """How many more will be due within the month."""
    return f"{soon:,} more will be due by {say_date(today + SOON)}." if soon else ""


def _say_nothing(records: int) -> str:
    if not records:
        return "There are no records here to confirm."
    return "Nothing is due: every record here was confirmed as lately as it promises."


def _say_result(done: int | None, changed: int) -> str:
    if done is None:
        return ""
    said = f"{done:,} record{'' if done == 1 else 's'} said to be still right."
    if changed:
        one = changed == 1
        said += (
            f" {changed:,} {'was' if one else 'were'} changed by somebody after you opened the "
            f"page. Look at {'it' if one else 'them'} once more."
        )
    return said


def _item(record: KeptRecord, people: People) -> DueRecord:
    step = record.freshness.step
    owner = people.asked(record).owner
    return DueRecord(
        name=record.name,
        address=reverse("register:activity", args=[record.id]),
        organisation=record.organisation,
        step=step.value,
        colour=COLOURS[step],
        says=say_state(record),
        looked_after=f"looked after by {owner.name}" if owner else "nobody is named for it",
        owner_address=reverse("freshness:owner", args=[record.id]),
        value=f"{record.id}:{record.version}",
    )


def say_state(record: KeptRecord) -> str:
    """When it was confirmed, and what that makes of it.

    Of one never confirmed the day is told from which somebody should have said that it is right.
    """
    fresh = record.freshness
    confirmed = (
        f"last confirmed on {say_date(record.confirmed_on)}"
        if record.confirmed_on
        else "never confirmed"
    )
    return f"{confirmed}, {fresh.step.value} since {say_date(fresh.since)}"
