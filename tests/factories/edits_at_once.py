"""Editors who change one record at once, most of them from a version that is no longer the last."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from uuid import UUID

EDITORS, EDITS, STALE = 4, 2_500, 25  # an editor looks at the record once in so many edits


def start() -> UUID:
    """The record they all change."""
    from factories.register import NOW, bare

    from sightline.service.register.actions import record_activity

    return record_activity(bare(), by=None, now=NOW)


def edit(key: UUID, editor: int) -> list[str]:
    """Make the edits of one editor; the names that the record was given, as it was told to them."""
    from sightline.service.register.models import Activity

    kept, version = [], 1
    for number in range(EDITS):
        if number % STALE == 0:
            version = Activity.objects.values_list("version", flat=True).get(pk=key)
        name = f"{editor}:{number}"
        if _is_kept(name, version):
            kept.append(name)
    return kept


def _is_kept(name: str, version: int) -> bool:
    """Whether an edit was kept. Told that the database is busy, an editor tries again."""
    from django.db import OperationalError
    from factories.register import NOW, bare

    from sightline.errors import Conflict
    from sightline.service.register.actions import record_activity

    while True:
        try:
            record_activity(bare(name=name), by=None, now=NOW, version=version)
        except Conflict:
            return False
        except OperationalError as problem:
            if "locked" not in str(problem):
                raise
        else:
            return True


def check(key: UUID, kept: Sequence[str]) -> None:
    """Nothing that was said to be kept is lost, and nothing else is there."""
    from sightline.service.audit.queries import history_of, verify_chain
    from sightline.service.register.models import Activity

    record = Activity.objects.get(pk=key)
    history = history_of(record)
    assert sorted(event.after["name"] for event in history[:-1]) == sorted(kept)
    assert (record.version, record.name) == (len(kept) + 1, history[0].after["name"])
    assert [event.after["version"] for event in history] == list(range(len(history), 0, -1))
    assert verify_chain().faults == ()
    looks = EDITORS * EDITS // STALE
    assert looks // EDITORS <= len(kept) <= looks, "every look wins once at most"


def main(word: str, key: str = "", *rest: str) -> None:
    """One step in a process of its own."""
    import django

    django.setup()
    if word == "start":
        print(start())  # noqa: T201 - the answer of a process
    elif word == "edit":
        print("\n".join(edit(UUID(key), int(rest[0]))))  # noqa: T201
    else:
        check(UUID(key), sys.stdin.read().split())


if __name__ == "__main__":
    main(*sys.argv[1:])
