"""What is kept of watching: who watches what, what they have seen, what they were told."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from sightline.service.accounts.models import User

LONGEST_TARGET = 1_000


class WatchKind(models.TextChoices):
    """What can be watched."""

    RECORD = "record", "Activity"
    ORGANISATION = "organisation", "Organisation"
    DISTRICT = "district", "District"
    THEME = "theme", "Theme"
    STRAND = "strand", "Strand"
    QUESTION = "question", "Saved search"


class Often(models.TextChoices):
    """How often somebody is sent what changed."""

    DAILY = "daily", "Every day on which something changed"
    WEEKLY = "weekly", "Once a week, if something changed"
    NEVER = "never", "Never: I look at it here"


class Watch(models.Model):
    """One thing that somebody wants to be told of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=12, choices=WatchKind.choices)
    target = models.CharField(
        max_length=LONGEST_TARGET, help_text="A key, a code, or the address of a question."
    )
    since_event = models.PositiveBigIntegerField(help_text="What was before it is not told.")
    since = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "since", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "kind", "target"], name="somebody_watches_a_thing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} watches the {self.get_kind_display().lower()} {self.target}"


class Watcher(models.Model):
    """How somebody is told. Events are known by their numbers in the chain."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="watcher"
    )
    often = models.CharField(max_length=6, choices=Often.choices, default=Often.WEEKLY.value)
    before_event = models.PositiveBigIntegerField(
        default=0, help_text="The newest when they signed in the time before."
    )
    seen_event = models.PositiveBigIntegerField(
        default=0, help_text="The newest when they signed in last."
    )
    told_event = models.PositiveBigIntegerField(default=0, help_text="The newest told by mail.")
    told_for = models.DateField(null=True, blank=True, help_text="The day last looked at for mail.")

    def __str__(self) -> str:
        return f"{self.user}, {self.often}"


class Notice(models.Model):
    """One mail that told somebody what changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    sent_for = models.DateField(help_text="The day it is about.")
    sent_at = models.DateTimeField()
    sent_to = models.EmailField()
    from_event = models.PositiveBigIntegerField()
    to_event = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_for", "sent_to"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "sent_for"], name="somebody_is_told_of_changes_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"to {self.sent_to} for {self.sent_for}"
