"""The chain of events. Each holds the hash of the one before, so a change to any shows."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q

START = "0" * 64  # what the first event holds as the hash before it


class AppendOnlyError(TypeError):
    """Something tried to change the past."""


class Events(models.QuerySet["Event"]):
    """Events may be read in any way, and added only by `audit.actions.record`."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("an audit event is never changed; record a new one")

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("an audit event is never deleted")

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: events join the chain one by one."""
        raise AppendOnlyError("audit events are recorded one by one, with audit.actions.record")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("an audit event is never changed; record a new one")


class Event(models.Model):
    """One thing done. Texts of before and after are canonical JSON, or empty."""

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … with none left out
    kind = models.CharField(max_length=80)
    about_type = models.CharField(max_length=80)
    about_id = models.CharField(max_length=80)
    by_id = models.CharField(max_length=80, blank=True)  # empty: the service itself
    by_name = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    hash_before = models.CharField(max_length=64)
    own_hash = models.CharField(max_length=64, unique=True)

    objects = Events.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_type", "about_id", "number"], name="events_about_one_thing")
        ]

    def compute_hash(self) -> str:
        """SHA-256 of the hash before and of everything this event says, in hexadecimal."""
        content = {
            "number": self.number,
            "kind": self.kind,
            "about": [self.about_type, self.about_id],
            "by": [self.by_id, self.by_name],
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
        }
        return hashlib.sha256((self.hash_before + canonical(content)).encode("ascii")).hexdigest()

    def save(self, **kwargs: Any) -> None:
        """Add the event; one already kept is refused."""
        if not self._state.adding:
            raise AppendOnlyError("an audit event is never changed; record a new one")
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("an audit event is never deleted")


class Head(models.Model):
    """The newest link of the chain: one row, locked while an event is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    own_hash = models.CharField(max_length=64, default=START)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="there_is_one_head", condition=Q(id=1))
        ]


def canonical(content: Any) -> str:
    """JSON in one spelling only, in ASCII, so that the same content has the same hash.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"\\\\u00e9","b":1}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
