"""One cube for each process, as new as the register: any change makes it anew, before it is used.

The head of the audit chain is moved in the transaction of every change. Reading one row of it tells
whether there was one; the events since then tell of which activities.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from sightline.service.audit.queries import Moved, moved_since
from sightline.service.pages.once import once
from sightline.service.pages.queries import instance
from sightline.service.places import queries as places
from sightline.service.register.models import Activity
from sightline.service.register.queries.cube import Cube
from sightline.service.register.queries.light import Light, read_light

READ = "restricted record read"  # such an event says that somebody looked, and changes nothing
# What is recorded of people, drafts and contacts changes nothing that a list shows.
_ELSEWHERE = ("accounts.", "entry.", "watching.", "partners.Contact", "partners.Membership",
              "partners.InvitedMembership", "partners.Team")  # fmt: skip
_ACTIVITY = Activity._meta.label
MOST_MENDED = 500  # activities; where more changed, all are read anew


@dataclass(frozen=True, eq=False)
class _Kept:
    """A cube, and what the register was like when it was read."""

    number: int  # of the newest event
    own_hash: str  # of that event
    loaded_at: datetime | None  # when the county was
    lights: dict[UUID, Light]
    cube: Cube


_LOCK = Lock()
_kept: list[_Kept] = []


def cube_now() -> Cube:
    """The cube of the register as it is now; within one page that is read, always the same."""
    return once("cube", _cube_now)


def _cube_now() -> Cube:
    last = _kept[-1] if _kept else None
    moved = moved_since(last.number if last else 0, last.own_hash if last else "")
    if last is not None and _is_same(last, moved):
        return last.cube
    with _LOCK:
        last = _kept[-1] if _kept else None
        moved = moved_since(last.number if last else 0, last.own_hash if last else "")
        if last is None or not _is_same(last, moved):
            _kept[:] = [_mend(last, moved)]
        return _kept[-1].cube


def mark_now() -> tuple[int, str] | None:
    """What changes with every event, for what is kept beside a cube; None before the first event.

    What is read after it and kept by it is never older than it.
    """
    cube_now()
    last = _kept[-1]
    return (last.number, last.own_hash) if last.number else None


def forget() -> None:
    """Start anew with the next question."""
    with _LOCK:
        _kept.clear()


def _is_same(last: _Kept, moved: Moved) -> bool:
    """Whether nothing happened since; before the first event nobody can tell."""
    still = moved.continues and moved.number == last.number > 0
    return still and _loaded_at() == last.loaded_at


def _mend(last: _Kept | None, moved: Moved) -> _Kept:
    """The cube after what happened since: read anew, or only what changed."""
    loaded_at = _loaded_at()
    if last is None or not moved.continues or loaded_at != last.loaded_at:
        return _whole(moved, loaded_at)
    told = [
        (about_type, about_id)
        for kind, about_type, about_id in moved.events
        if kind != READ and not about_type.startswith(_ELSEWHERE)
    ]
    keys = {UUID(about_id) for about_type, about_id in told if about_type == _ACTIVITY}
    if len(keys) > MOST_MENDED or any(about_type != _ACTIVITY for about_type, _ in told):
        return _whole(moved, loaded_at)
    if not keys:
        return _Kept(moved.number, moved.own_hash, loaded_at, last.lights, last.cube)
    kept = {key: light for key, light in last.lights.items() if key not in keys}
    lights = kept | read_light(keys)
    return _Kept(moved.number, moved.own_hash, loaded_at, lights, Cube(lights, _centres()))


def _whole(moved: Moved, loaded_at: datetime | None) -> _Kept:
    lights = read_light()
    return _Kept(moved.number, moved.own_hash, loaded_at, lights, Cube(lights, _centres()))


def _loaded_at() -> datetime | None:
    county = instance()
    return county.loaded_at if county else None


def _centres() -> dict[str, tuple[float, float]]:
    """The middle of each district: the mean of the points inside its small areas."""
    means = places.areas().groupby("district")[["easting_m", "northing_m"]].mean()
    return {
        str(code): (float(row["easting_m"]), float(row["northing_m"]))
        for code, row in means.iterrows()
    }
