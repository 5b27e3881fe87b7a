"""What is kept of freshness: who looks after a record, what was sent, what came back."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from sightline.analysis.freshness import Standing
from sightline.service.accounts.models import User
from sightline.service.register.models import Activity

LONGEST_REPLY = 2_000  # characters kept of a reply
STEPS = (Standing.DUE, Standing.OVERDUE, Standing.LONG_OVERDUE)


class MailKind(models.TextChoices):
    """The kinds of reminder, each of which somebody may have or not."""

    DUE = "due", "Once a month: what is due to be confirmed"
    OVERDUE = "overdue", "When a record I look after becomes overdue, or long overdue"
    LEAD = "lead", "When a record of an organisation I lead becomes long overdue"


class Owner(models.Model):
    """Who looks after a record and is asked to confirm it. Without one, all who may are asked."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="owner_row")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["activity_id"]

    def __str__(self) -> str:
        return f"{self.user} looks after {self.activity}"


class MailStop(models.Model):
    """Somebody does not want mails of a kind."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminder_stops")
    kind = models.CharField(max_length=10, choices=MailKind.choices)
    stopped_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["user_id", "kind"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="somebody_stops_a_kind_of_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} gets no {self.kind} mails"


class Reminder(models.Model):
    """One mail to one person on one day, about all of their records at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    sent_for = models.DateField(help_text="The day it is about.")
    sent_at = models.DateTimeField()
    sent_to = models.EmailField()
    kinds = models.JSONField(help_text="Kinds of mail that it is, as the way to stop it names.")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="By mail; once.")

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_for", "sent_to"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "sent_for"], name="somebody_is_reminded_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"to {self.sent_to} for {self.sent_for}"


class ReminderLine(models.Model):
    """One record in a mail, as it stood: which version, and at which step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="lines")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=[(step.value, step.value) for step in STEPS])
    as_lead = models.BooleanField(default=False, help_text="Told because they lead it.")
    used_at = models.DateTimeField(null=True, blank=True, help_text="Said to be still right.")
    used_by = models.CharField(
        max_length=5, blank=True, choices=[("link", "its link"), ("reply", "a reply")]
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["reminder_id", "activity_id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["reminder", "activity"], name="a_mail_names_a_record_once"
            ),
            models.CheckConstraint(
                name="a_line_says_how_it_was_used_if_it_was",
                condition=Q(used_at=None, used_by="") | (Q(used_at__isnull=False) & ~Q(used_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} ({self.step})"


class ReplyFate(models.TextChoices):
    """What became of a reply."""

    CONFIRMED = "confirmed", "Confirmed"
    TO_READ = "to read", "To read"
    AUTOMATIC = "automatic", "Automatic"


class Reply(models.Model):
    """A mail that came back. Only plain text is kept of it, and not all of a long one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(
        max_length=64, unique=True, help_text="Of the mail, to know it again."
    )
    reminder = models.ForeignKey(
        Reminder, on_delete=models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    sent_from = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=LONGEST_REPLY, blank=True)
    fate = models.CharField(max_length=10, choices=ReplyFate.choices)
    why = models.CharField(max_length=300, help_text="Why it was taken so.")
    came_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-came_at", "id"]

    def __str__(self) -> str:
        return f"from {self.sent_from or 'nobody'}: {self.fate}"
