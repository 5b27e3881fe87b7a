"""What a run found is kept: what is new, what changed and how, what came back, what is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sightline.analysis import findings as analysis
from sightline.service.audit import actions as audit
from sightline.service.findings.content import content_of, finding_of
from sightline.service.findings.models import (
    Change,
    Finding,
    FindingLink,
    FindingRun,
    SharingRule,
    Snapshot,
    State,
)

AT_ONCE = 500  # rows of one statement
PUT_AWAY = (State.REJECTED, State.KNOWN)  # stay away until their facts change
FOUND_AGAIN = "It was gone, and was found again."
_FIELDS = (
    "found_by", "kind", "sort", "title", "theme", "strand", "people", "first_month", "content",
    "found_in", "gone_at", "state", "returned", "version",
)  # fmt: skip
LONGEST = {"title": 500, "sort": 100}
Links = Callable[[analysis.Finding], Iterable[FindingLink]]


@dataclass
class Keeper:
    """Keeps what the parts of one run found, inside its transaction.

    links: what a finding is linked to, as rows without their finding.
    """

    run: FindingRun
    links: Links
    now: datetime
    today: date
    counts: Counter[str] = field(default_factory=Counter)
    _new: list[Finding] = field(default_factory=list)
    _changed: list[Finding] = field(default_factory=list)
    _snapshots: list[Snapshot] = field(default_factory=list)
    _events: list[audit.Done] = field(default_factory=list)
    _moved: set[UUID] = field(default_factory=set)  # to another part than found them before

    def keep(self, found_by: str, found: Iterable[analysis.Finding]) -> None:
        """Keep everything that one part found, in place of what it found before."""
        own = {one.identity: one for one in Finding.objects.filter(found_by=found_by)}
        before = [finding_of(one.content) for one in own.values()]
        named = {one.identity: one for one in analysis.carry_names(tuple(found), before)}
        strangers = Finding.objects.filter(identity__in=[key for key in named if key not in own])
        known = own | {one.identity: one for one in strangers}
        self._moved |= {one.pk for one in known.values()} - {one.pk for one in own.values()}
        for identity, one in named.items():
            record = known.get(identity)
            if record is None:
                self._add(found_by, one)
            else:
                self._bring_up_to_date(record, found_by, one)
        left = (record for identity, record in own.items() if identity not in named)
        self._close(one for one in left if one.pk not in self._moved)

    def close_all_but(self, found_by: Iterable[str]) -> None:
        """Close what was found by a finder, or for a theme, that is not asked any more."""
        others = Finding.objects.exclude(found_by__in=list(found_by))
        self._close(one for one in others if one.pk not in self._moved)

    def write(self) -> None:
        """Write it all: findings, their links, what the run changed, and what came back."""
        Finding.objects.bulk_create(self._new, batch_size=AT_ONCE)
        Finding.objects.bulk_update(self._changed, _FIELDS, batch_size=AT_ONCE)
        Snapshot.objects.bulk_create(self._snapshots, batch_size=AT_ONCE)
        told = [each.finding for each in self._snapshots if each.content is not None]
        keys = [one.pk for one in told]
        for first in range(0, len(keys), AT_ONCE):
            FindingLink.objects.filter(finding__in=keys[first : first + AT_ONCE]).delete()
        FindingLink.objects.bulk_create(list(self._links(told)), batch_size=AT_ONCE)
        audit.record_all(self._events, by=None, at=self.now)

    def _links(self, told: Iterable[Finding]) -> Iterator[FindingLink]:
        for record in told:
            for link in self.links(finding_of(record.content)):
                link.finding = record
                yield link

    def _add(self, found_by: str, one: analysis.Finding) -> None:
        record = Finding(identity=one.identity, found_at=self.now, shared_from=self._shared_from())
        self._tell(record, found_by, one)
        self._new.append(record)
        self._note(record, Change.NEW, ())

    def _bring_up_to_date(self, record: Finding, found_by: str, one: analysis.Finding) -> None:
        content, was = content_of(one), record.content
        was_gone = record.gone_at is not None
        if content == was and not was_gone and record.found_by == found_by:
            return
        why = analysis.what_changed(was["facts"], content["facts"])
        self._tell(record, found_by, one)
        record.gone_at = None
        record.version += bool(why) or was_gone
        came_back = self._ask_again(record)
        self._changed.append(record)
        is_back = was_gone or came_back
        again = (FOUND_AGAIN,) if was_gone else ()
        self._note(record, Change.RETURNED if is_back else Change.CHANGED, (*again, *why))

    def _ask_again(self, record: Finding) -> bool:
        """Open a finding that was put away, if the facts of that answer changed; whether it was."""
        if record.state not in PUT_AWAY:
            return False
        why = analysis.what_changed(record.answered_on or {}, record.content["facts"])
        if not why:
            return False
        before = {"state": record.state, "facts": record.answered_on}
        record.state, record.returned = State.OPEN.value, list(why)
        after = {"state": record.state, "facts": record.content["facts"]}
        self._events.append(
            audit.Done("finding came back", record, before, after, reason="; ".join(why))
        )
        return True

    def _close(self, records: Iterable[Finding]) -> None:
        for record in records:
            if record.gone_at is None:
                record.gone_at = self.now
                record.version += 1
                self._changed.append(record)
                self._note(record, Change.CLOSED, ())

    def _tell(self, record: Finding, found_by: str, one: analysis.Finding) -> None:
        record.found_by, record.found_in = found_by, self.run
        record.kind, record.theme, record.strand = one.kind.value, one.theme, one.strand
        record.title = one.title[: LONGEST["title"]]
        record.sort = one.sort[: LONGEST["sort"]]
        record.content = content_of(one)
        record.people = record.content["people"][1] if one.people else None
        record.first_month = str(one.first_month) if one.first_month else ""

    def _note(self, record: Finding, change: Change, why: Iterable[str]) -> None:
        content: Any = None if change is Change.CLOSED else record.content
        self.counts[change.value] += 1
        self._snapshots.append(
            Snapshot(
                run=self.run, finding=record, change=change.value, content=content, why=list(why)
            )
        )

    def _shared_from(self) -> date | None:
        rule = SharingRule.objects.first()
        if rule is None or rule.after_days is None:
            return None
        return self.today + timedelta(days=rule.after_days)
