"""What is kept of sources: agreements, files sent, counts, withheld texts, and releases."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sightline.analysis.disclosure.policies import SHOWN
from sightline.service.partners.models import Organisation

A_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class Source(models.Model):
    """Data that somebody gives, and the agreement under which it is held and shown."""

    class Form(models.TextChoices):
        """What its files are."""

        ISTV = "istv", "Monthly file of an emergency department (ISB 1594)"
        ATTENDANCES = "attendances", "Table of counts by area, month, kind and age"
        ELSEWHERE = "elsewhere", "None: it is loaded in another way"

    class SeenBy(models.TextChoices):
        """Who of the partnership sees its counts."""

        STAFF = "staff", "The unit and its analysts"
        PARTNERSHIP = "partnership", "Everyone in the partnership"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120, unique=True)
    what = models.TextField(max_length=1_000, help_text="What it tells, in a sentence or two.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    publisher = models.CharField(max_length=120, blank=True, help_text="Of open data.")
    form = models.CharField(max_length=12, choices=Form.choices)
    release_key = models.CharField(
        max_length=20, blank=True, help_text="The input it is loaded as, such as police."
    )
    is_open = models.BooleanField(default=False, help_text="Published for anybody to use.")
    lawful_basis = models.CharField(max_length=300)
    protocol_title = models.CharField(max_length=200, blank=True)
    protocol_address = models.URLField(max_length=300, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True, help_text="The last day that it holds.")
    steward_role = models.CharField(max_length=120, help_text="A role, never a name.")
    seen_by = models.CharField(max_length=12, choices=SeenBy.choices, default=SeenBy.STAFF)
    count_policy = models.CharField(max_length=40, default="default")
    cannot_tell = models.TextField(max_length=1_000, help_text="What it does not show.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_agreement_lapses_after_it_is_signed",
                condition=Q(signed_on=None) | Q(lapses_on=None) | Q(lapses_on__gt=F("signed_on")),
            ),
            models.CheckConstraint(
                name="data_that_is_not_open_has_a_protocol_and_a_last_day",
                condition=Q(is_open=True)
                | (~Q(protocol_title="") & Q(signed_on__isnull=False) & Q(lapses_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def content(self) -> dict[str, Any]:
        """What the audit chain keeps."""
        names = [each.attname for each in self._meta.concrete_fields]
        return {name: str(getattr(self, name)) for name in names}


class SentFile(models.Model):
    """A file sent in: read, waiting to be looked over, then taken in or thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    reading = models.JSONField(help_text="Counts, account and problems; no free text.")
    texts = models.JSONField(default=list, help_text="Free text, until it is taken or thrown away.")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["source", "sha256"], name="a_file_is_sent_once_for_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class Cell(models.Model):
    """A count as it was given. Read through the source's policy, or protected; never shown raw."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="cells")
    file = models.ForeignKey(SentFile, on_delete=models.PROTECT, related_name="cells")
    area = models.CharField(max_length=20, help_text="A district's code, or a site's.")
    month = models.CharField(max_length=7)
    kind = models.CharField(max_length=60)
    age = models.CharField(max_length=20)
    count = models.PositiveIntegerField(null=True)
    shown = models.CharField(max_length=20, help_text="Shown, too few, or not supplied.")

    class Meta:
        ordering: ClassVar[list[str]] = ["area", "month", "kind", "age"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["source", "area", "month", "kind", "age"], name="one_count_of_each_cell"
            ),
            models.CheckConstraint(
                name="only_what_is_shown_has_a_count",
                condition=Q(shown=SHOWN, count__isnull=False) | (~Q(shown=SHOWN) & Q(count=None)),
            ),
            models.CheckConstraint(
                name="a_cells_month_is_written_as_2026_10", condition=Q(month__regex=A_MONTH)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}, {self.month}, {self.kind}, {self.age}"


class WithheldText(models.Model):
    """A text that somebody wrote freely. The unit reads it, one at a time, and decides."""

    class State(models.TextChoices):
        """What was decided."""

        WITHHELD = "withheld", "Withheld"
        CLEARED = "cleared", "Cleared: it names nobody"
        DELETED = "deleted", "Deleted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(SentFile, on_delete=models.CASCADE, related_name="withheld")
    row = models.PositiveIntegerField()
    what = models.CharField(max_length=10)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WITHHELD)

    class Meta:
        ordering: ClassVar[list[str]] = ["file", "row", "what"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_deleted_text_is_gone", condition=~Q(state="deleted") | Q(text="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of row {self.row}"  # never the text


class Release(models.Model):
    """Protected counts of some months: proposed by one of the unit, approved by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="releases")
    dimensions = models.JSONField()
    base = models.PositiveSmallIntegerField()
    months = models.JSONField(help_text="Those that it adds.")
    revised = models.TextField(blank=True, max_length=1_000, help_text="What changed, in words.")
    digest = models.CharField(max_length=64, help_text="Of the counts that were proposed.")
    total_error = models.PositiveIntegerField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["proposed_at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="whoever_proposes_a_release_does_not_approve_it",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["source"], name="one_proposal_at_a_time", condition=Q(approved_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {', '.join(self.months)}"


class ReleasedCell(models.Model):
    """A protected count, public. It is never rounded again."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="cells")
    key = models.JSONField(help_text="Its place: a value for each dimension, in their order.")
    protected_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return ", ".join(self.key)


class Secret(models.Model):
    """The dice of a source's releases and the counts behind them. Only the action that protects
    reads this table: no page, export or audit entry does.
    """

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="secret")
    seed = models.CharField(max_length=64)
    counts = models.JSONField(default=list, help_text="The true counts behind released cells.")

    def __str__(self) -> str:
        return f"secret of {self.source_id}"
