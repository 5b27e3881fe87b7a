"""What somebody watches, what changed in it, and what else they could watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.register.queries.record import say_time
from sightline.service.watching.changes import Change, Ending, Watched
from sightline.service.watching.models import Often, Watch, Watcher, WatchKind
from sightline.service.watching.targets import Target, Targets, target_of

MOST_SHOWN = 50
CHOSEN_FROM_LISTS = (
    WatchKind.ORGANISATION, WatchKind.DISTRICT, WatchKind.THEME, WatchKind.STRAND,
)  # fmt: skip


@dataclass(frozen=True)
class ShownWatch:
    """One thing that is watched."""

    kind: str
    words: str
    address: str
    stop_address: str


@dataclass(frozen=True)
class ShownChange:
    """One record that changed."""

    name: str
    address: str
    organisation: str
    what: str
    when: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ShownEnding:
    """One end that comes near."""

    name: str
    address: str
    says: str


@dataclass(frozen=True)
class WatchingPage:
    """Everything somebody watches, ready to print."""

    watches: tuple[ShownWatch, ...]
    changes: tuple[ShownChange, ...]
    more_changes: str
    endings: tuple[ShownEnding, ...]
    more_endings: str
    often: str
    choices: Mapping[str, Sequence[tuple[str, str]]]
    saved: bool
    without_mails: str  # for the unit: who wants none; empty for others, and where nobody does


@dataclass(frozen=True)
class NewWatchPage:
    """One thing that may be watched, before the button is pressed."""

    kind: str
    words: str
    target: Target


def watching_page(*, viewer: Any, today: date, saved: bool = False) -> WatchingPage:
    """What the viewer watches, and what others changed in it since they last signed in."""
    watched = Watched(viewer, today=today)
    watcher = Watcher.objects.filter(user=viewer).first()
    changes = watched.changes(after=watcher.before_event if watcher else 0)
    endings = watched.coming_ends()
    targets = Targets(viewer)
    return WatchingPage(
        watches=tuple(_watch(each, targets) for each in watched.watches),
        changes=tuple(_change(each) for each in changes[:MOST_SHOWN]),
        more_changes=_more(len(changes)),
        endings=tuple(_ending(each) for each in endings[:MOST_SHOWN]),
        more_endings=_more(len(endings)),
        often=watcher.often if watcher else Often.WEEKLY.value,
        choices={kind.value: targets.choices(kind) for kind in CHOSEN_FROM_LISTS},
        saved=saved,
        without_mails=_without_mails() if role_of(viewer) is Role.UNIT else "",
    )


def _without_mails() -> str:
    """Those who watch something and want no mails about it."""
    found = Watcher.objects.filter(often=Often.NEVER, user__watches__isnull=False).distinct()
    return "; ".join(found.order_by("user__name").values_list("user__name", flat=True))


def new_watch_page(*, viewer: Any, kind: str, target: str) -> NewWatchPage:
    """What would be watched; BadInput if there is no such thing for the viewer."""
    found = target_of(viewer, kind, target)
    return NewWatchPage(found.kind.label, found.words, found)


def _more(count: int) -> str:
    left = count - MOST_SHOWN
    return f"And {left:,} more." if left > 0 else ""


def _watch(each: Watch, targets: Targets) -> ShownWatch:
    """One watch in words; what the viewer may not see any more is not named."""
    kind = WatchKind(each.kind)
    found = targets.find(kind, each.target)
    return ShownWatch(
        kind=kind.label,
        words=found.words if found else "something that you cannot see any more",
        address=found.address if found else "",
        stop_address=reverse("watching:stop", args=[each.pk]),
    )


def _change(each: Change) -> ShownChange:
    return ShownChange(
        each.name, each.address, each.organisation, each.what, say_time(each.at), tuple(each.told)
    )


def _ending(each: Ending) -> ShownEnding:
    return ShownEnding(each.name, each.address, f"{each.organisation}: {each.words}")
