"""Rows of rooms above taken along when their organisation is merged, and brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.following import FOLLOW, Follows
from sightline.service.partners.models import Organisation


def take_along(
    kept: Organisation, gone: Organisation, *, by: User, now: datetime
) -> dict[str, list[str]]:
    """Move what follows an organisation to the one it was merged into; the keys, by model.

    Within the transaction of the merger. Each row leaves an event, and its version grows, so that
    whoever has it open is told that it changed.
    """
    return {
        each.model._meta.label: _hand_over(each, each.of(gone.pk), gone, kept, by=by, now=now)
        for each in FOLLOW
    }


def bring_back(
    kept: Organisation, gone: Organisation, moved: Mapping[str, Sequence[str]], *, by: User,
    now: datetime,
) -> None:  # fmt: skip
    """Move back what still is where the merger moved it."""
    for each in FOLLOW:
        rows = each.of(kept.pk).filter(pk__in=moved.get(each.model._meta.label, ()))
        _hand_over(each, rows, kept, gone, by=by, now=now)


def _hand_over(
    follows: Follows, rows: Any, giver: Organisation, taker: Organisation, *, by: User,
    now: datetime,
) -> list[str]:  # fmt: skip
    """Give rows to another organisation, one by one; their keys."""
    keys = []
    for row in rows.order_by("pk"):
        setattr(row, follows.field, taker)
        if hasattr(row, "version"):
            row.version += 1
        row.save(force_update=True)
        audit.record(
            "moved with its organisation", about=row, by=by, at=now,
            before={"organisation": str(giver.pk)}, after={"organisation": str(taker.pk)},
        )  # fmt: skip
        keys.append(str(row.pk))
    return keys
