"""Calendars that programs follow: what is in them, and who may still read them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.timezone import localdate

from sightline.analysis.provision import Status
from sightline.errors import NotFound
from sightline.exchange.calendar import CalendarEntry, first_on, write_calendar
from sightline.service.accounts.policy import may_open
from sightline.service.overview.models import FeedKey
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.calendar import kinds_chosen
from sightline.service.overview.queries.dates import KINDS, WEEKLY, Dated, dates_of
from sightline.service.overview.queries.reading import Row, answer_to
from sightline.service.pages.queries import instance
from sightline.service.register.queries.listing import districts
from sightline.service.register.queries.words import say_date, say_end, say_term

MOST_ENTRIES = 5_000  # what calendar programs still open quickly
DAYS_BACK = 366
GONE = "This calendar is not there, or is no longer. Whoever followed it can make a new one."
_SIGN = Signer(sep=".", salt="sightline.overview.feed")


@dataclass(frozen=True)
class Feed:
    """A calendar to be written once it is known that the program has not this one already."""

    etag: str
    name: str
    about: str
    entries: tuple[CalendarEntry, ...]

    def content(self) -> bytes:
        """The calendar itself."""
        return write_calendar(self.entries, name=self.name, about=self.about)


@dataclass(frozen=True)
class FollowedFeed:
    """One of somebody's feeds."""

    id: UUID
    words: str
    address: str
    made: str


@dataclass(frozen=True)
class FeedsPage:
    """Somebody's calendar feeds, ready to print."""

    feeds: tuple[FollowedFeed, ...]
    nothing: str


@dataclass(frozen=True)
class LiveKey:
    """A key that still opens its calendar."""

    owner: Any
    question: str


def feeds_page(*, viewer: Any, site: str) -> FeedsPage:
    """The feeds that somebody made and did not end. site: the service's address, without a path."""
    found = FeedKey.objects.filter(owner=viewer, revoked_at=None)
    return FeedsPage(
        feeds=tuple(
            FollowedFeed(
                key.pk,
                str(key),
                site + reverse("overview:feed", args=[_SIGN.sign(key.pk.hex)]),
                say_date(localdate(key.made_at)),
            )
            for key in found
        ),
        nothing="You follow no calendar yet. Open the calendar, ask it what you want, and choose "
        "to follow it.",
    )


def live_key(token: str) -> LiveKey:
    """The key of an address, or NotFound: forged, ended, or its owner may no longer look."""
    try:
        number = UUID(hex=_SIGN.unsign(token))
    except (BadSignature, ValueError) as wrong:
        raise NotFound(GONE) from wrong
    key = FeedKey.objects.select_related("owner").filter(pk=number, revoked_at=None).first()
    if key is None or not key.owner.is_active or not may_open(key.owner, "overview:feeds"):
        raise NotFound(GONE)
    return LiveKey(key.owner, key.question)


def keyed_feed(*, key: LiveKey, question: Question, names: Any, today: date, site: str) -> Feed:
    """The calendar of a key: what its owner may see today."""
    return _feed(viewer=key.owner, question=question, names=names, today=today, site=site)


def public_feed(*, question: Question, names: Any, today: date, site: str) -> Feed:
    """The calendar of public activities, the same for everybody, whoever asks."""
    return _feed(viewer=AnonymousUser(), question=question, names=names, today=today, site=site)


def _feed(*, viewer: Any, question: Question, names: Any, today: date, site: str) -> Feed:
    rows = answer_to(question, viewer=viewer, today=today).rows
    kinds = kinds_chosen(question)
    first = today.replace(day=1) - timedelta(days=DAYS_BACK)
    say = _Saying(site if may_open(viewer, "register:activity") else "")
    dated = dates_of(rows, kinds, first=first)
    weekly = list(say.weekly(rows)) if WEEKLY in kinds else []
    entries = [*map(say.dated, dated[:MOST_ENTRIES]), *weekly]
    shown, count = tuple(entries[:MOST_ENTRIES]), len(dated) + len(weekly)
    name = _name(question, names)
    about = f"{len(shown):,} of {count:,} dates."
    if len(shown) < count:
        about += " A calendar holds no more: ask for fewer activities."
    return Feed(_etag(name, about, shown), name, about, shown)


def _etag(name: str, about: str, entries: tuple[CalendarEntry, ...]) -> str:
    """Of the versions and words of what is shown, and of nothing that is not."""
    digest = hashlib.sha256(f"{name}\n{about}\n".encode())
    for entry in entries:
        digest.update(repr(entry).encode("utf-8", "backslashreplace"))
    return f'"{digest.hexdigest()[:32]}"'


def _name(question: Question, names: Mapping[str, Mapping[str, str]]) -> str:
    """What the calendar is called: the names of what was asked for."""
    known = {value: words for values in names.values() for value, words in values.items()}
    pairs = [pair for pair in question.asked.pairs if pair[0] != "order"]
    said = [known.get(value, f"“{value}”") for _, value in pairs]
    county = instance()
    made_up = " (fictional)" if county is not None and county.fictional else ""
    return f"{', '.join(said) or 'All activities'}: Sightline{made_up}"


class _Saying:
    """How a date is said in a calendar: what, where and of whom; never whom to call."""

    def __init__(self, site: str) -> None:
        self._site = site  # empty where the viewer may open no page about it
        self._districts = districts()

    def dated(self, one: Dated) -> CalendarEntry:
        """One date of one activity."""
        return self._entry(one.row, one.kind, one.on, f"{one.words}: {one.row.name}", "")

    def weekly(self, rows: tuple[Row, ...]) -> Iterator[CalendarEntry]:
        """Activities on known days of the week, each as one entry that repeats."""
        for row in sorted(rows, key=lambda row: row.order):
            if not row.days or row.status not in (Status.CURRENT, Status.PLANNED):
                continue
            if row.status is Status.PLANNED and row.starts_on is None:
                continue
            on = first_on(row.starts_on or localdate(row.changed_at), row.days)
            if row.ends_on is None or row.ends_on >= on:
                end = say_end(row.ends_on, open_ended=row.open_ended)
                more = "" if row.ends_on else f"End: {end}"
                yield self._entry(row, WEEKLY, on, row.name, more, row.days, row.ends_on)

    def _entry(
        self,
        row: Row,
        kind: str,
        on: date,
        title: str,
        more: str,
        days: tuple[str, ...] = (),
        until: date | None = None,
    ) -> CalendarEntry:
        says = [KINDS[kind], row.organisation, f"Status: {row.status.value}", more]
        page = reverse("register:activity", args=[row.id]) if self._site else ""
        return CalendarEntry(
            key=f"{row.key}-{kind}",
            on=on,
            title=title,
            says="\n".join(line for line in says if line),
            place=self._districts.get(row.district, ""),
            groups=(say_term("strands", row.strand),) if row.strand else (),
            address=self._site + page,
            version=row.version,
            changed_at=row.changed_at,
            days=days,
            until=until,
        )
