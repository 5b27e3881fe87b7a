"""The thematic groups: those the partnership defined, and those of the vocabulary, if it has any.

No published text names them, so the vocabulary may well have none; see the vocabulary file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.framework import Vocabulary
from sightline.analysis.words import NOT_SUPPLIED
from sightline.exchange.vocabulary import with_thematic_groups
from sightline.service.audit.queries import history_of
from sightline.service.pages.once import once
from sightline.service.register.models import Activity, ThematicGroup
from sightline.service.register.queries.asked import Asked

OwnGroup = tuple[str, str, str]  # code, name, what it looks after
_WORDS = {"name": "Name", "meaning": "What it looks after", "starts_on": "From", "ends_on": "Until"}


@dataclass(frozen=True)
class ListedGroup:
    """A group as the list shows it."""

    name: str
    code: str
    meaning: str
    lasts: str
    activities: str
    activities_address: str
    address: str


@dataclass(frozen=True)
class GroupsPage:
    """The groups of the partnership."""

    groups: tuple[ListedGroup, ...]
    add_address: str


@dataclass(frozen=True)
class GroupConflict:
    """One thing that a colleague changed meanwhile."""

    field: str
    before: str
    now: str
    typed: str


@dataclass(frozen=True)
class GroupPage:
    """The form of one group, and what happened to it. conflict: where it was changed meanwhile."""

    heading: str
    conflict: tuple[GroupConflict, ...]
    changed_by: str
    history: tuple[str, ...]


def own_groups() -> tuple[OwnGroup, ...]:
    """The groups that the partnership defined, in the order of names."""

    def read() -> tuple[OwnGroup, ...]:
        rows = ThematicGroup.objects.values_list("code", "name", "meaning")
        return tuple((code, name, meaning) for code, name, meaning in rows)

    return once("thematic groups", read)


def with_own_groups(vocabularies: Mapping[str, Vocabulary]) -> Mapping[str, Vocabulary]:
    """The vocabularies, with the groups that the partnership defined among the terms."""
    return with_thematic_groups(vocabularies, own_groups())


def ended_groups() -> dict[str, str]:
    """The groups that have a last day, by code, with that day: old records may still name them."""
    return {
        each.code: f"{each.name} (until {_day(each.ends_on)})"
        for each in ThematicGroup.objects.exclude(ends_on=None)
    }


def groups_page() -> GroupsPage:
    """Every group, with how many activities it looks after."""
    rows = Activity.objects.on_register().exclude(thematic_group="").order_by()
    counts = dict(rows.values_list("thematic_group").annotate(Count("id")))
    return GroupsPage(
        tuple(
            ListedGroup(
                name=each.name,
                code=each.code,
                meaning=each.meaning or NOT_SUPPLIED,
                lasts=_lasts(each),
                activities=f"{counts.get(each.code, 0):,}",
                activities_address=Asked(groups=(each.code,)).address(),
                address=reverse("register:group", args=[each.pk]),
            )
            for each in ThematicGroup.objects.all()
        ),
        add_address=reverse("register:group", args=[uuid4()]),
    )


def group_page(*, group_id: UUID, typed: Mapping[str, Any] | None = None) -> GroupPage:
    """The form of a group, or of a new one. typed: what was wanted where it is another by now."""
    found = ThematicGroup.objects.filter(pk=group_id).first()
    if found is None:
        return GroupPage("Define a thematic group", (), "", ())
    events = history_of(found)
    return GroupPage(
        heading=f"Change {found.name}",
        conflict=tuple(
            GroupConflict(words, "", _say(getattr(found, name)), _say(typed[name]))
            for name, words in _WORDS.items()
            if typed is not None and typed[name] != getattr(found, name)
        ),
        changed_by=events[0].by if typed is not None and events else "",
        history=tuple(
            f"{each.kind.capitalize()} by {each.by} on {localtime(each.at):%-d %B %Y}"
            for each in events
        ),
    )


def kept_group(*, group_id: UUID) -> tuple[dict[str, Any], int | None]:
    """What is kept of a group and its version, for the form to start from; nothing of a new one."""
    found = ThematicGroup.objects.filter(pk=group_id).first()
    if found is None:
        return {}, None
    return {name: getattr(found, name) for name in _WORDS}, found.version


def _lasts(group: ThematicGroup) -> str:
    begins = f"from {_day(group.starts_on)}" if group.starts_on else "start not supplied"
    return f"{begins}, until {_day(group.ends_on)}" if group.ends_on else f"{begins}, goes on"


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else NOT_SUPPLIED


def _say(value: Any) -> str:
    return _day(value) if isinstance(value, date) else str(value or "") or NOT_SUPPLIED
