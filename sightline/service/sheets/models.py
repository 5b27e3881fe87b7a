"""What is kept of sheets that were sent: until their senders have looked through them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from sightline.errors import Conflict
from sightline.exchange.activities import ActivityRow
from sightline.exchange.problems import Reading
from sightline.service.accounts.models import Role, User
from sightline.service.accounts.policy import role_of
from sightline.service.partners.models import Organisation
from sightline.service.register.content import reading_of


def theirs(user: Any) -> Q:
    """The sheets that somebody may open: their own; for the unit, those it is to look over too."""
    own = Q(sent_by_id=user.pk)
    return own | Q(asked_at__isnull=False) if role_of(user) is Role.UNIT else own


class Upload(models.Model):
    """A sheet that was read and waits to be looked through by whoever sent it, and nobody else.

    Once it has been added to the register its file and its rows are erased; the outcome stays, so
    that adding it again does nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, blank=True, help_text="The file as it came.")
    is_pasted = models.BooleanField(default=False, help_text="Cells pasted into the page.")
    proposal = models.JSONField(
        null=True, blank=True, help_text="What its columns are taken for, until that is confirmed."
    )
    layout = models.TextField(
        blank=True, help_text="How it is laid out, as its sender confirmed; empty for the template."
    )
    reading = models.JSONField(null=True, blank=True, help_text="Rows, problems, account, columns.")
    marked_copy = models.BinaryField(
        null=True, blank=True, help_text="XLSX with every problem beside its row."
    )
    sent_at = models.DateTimeField()
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When its sender asked the unit to look it over."
    )
    adding_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when a worker adds it; of a long sheet alone."
    )
    adding_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    adding_seen_event = models.PositiveBigIntegerField(null=True, blank=True)
    adding_refused = models.TextField(blank=True, help_text="Why nothing of it was added.")
    committed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(
        null=True, blank=True, help_text="How many were added, changed, left alone."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["sent_at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_sheet_is_kept_only_until_it_is_added",
                condition=Q(committed_at=None)
                | Q(content=None, proposal=None, reading=None, marked_copy=None),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def as_read(self) -> Reading[tuple[ActivityRow, ...]]:
        """The rows and problems of a sheet that waits; Conflict once it has been added."""
        if self.committed_at is not None:
            raise Conflict(f"{self.file_name} has been added to the register already.")
        if self.reading is None:
            raise Conflict(f"{self.file_name} waits for its columns to be confirmed.")
        return reading_of(self.reading)

    def columns(self) -> frozenset[str]:
        """The headings of a sheet that waits."""
        return frozenset(self.reading["columns"]) if self.reading else frozenset()


class RememberedLayout(models.Model):
    """What somebody confirmed about sheets of one shape, so that it is never asked again.

    It is found by the headings, for whoever belongs to the organisation; without one it is its
    maker's own.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=64)
    layout = models.TextField(help_text="JSON.")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-confirmed_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "signature"],
                condition=Q(organisation__isnull=False),
                name="one_layout_of_an_organisation_per_shape",
            ),
            models.UniqueConstraint(
                fields=["confirmed_by", "signature"],
                condition=Q(organisation=None),
                name="one_layout_of_somebody_per_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature} of {self.organisation or self.confirmed_by}"
