"""What is kept of duplicates: pairs that may be the same, what people made of them, searches."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from sightline.evidence.duplicates import Kind
from sightline.service.accounts.models import User
from sightline.service.partners.models import Organisation
from sightline.service.register.models import Activity


class State(models.TextChoices):
    """What people made of a pair."""

    OPEN = "open", "Nobody has decided yet"
    MERGED = "merged", "The same: merged into one"
    RELATED = "related", "Related, but not the same"
    DIFFERENT = "different", "Different"


class Pair(models.Model):
    """Two records that may be the same, with what speaks for and against it.

    first and second are keys of organisations or of activities, the smaller first. A decision keeps
    the weight it was made on, so that the pair is asked again only if that grows a lot.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    first = models.UUIDField()
    second = models.UUIDField(db_index=True)
    probability = models.FloatField(help_text="As the model has it, 0 to 1.")
    weight = models.FloatField(help_text="Bits of evidence for the two being the same.")
    evidence = models.JSONField(help_text="What each comparison found.")
    pattern = models.CharField(max_length=200, help_text="The levels alone, to count alike pairs.")
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN.value)
    kept = models.UUIDField(
        null=True, blank=True, help_text="Of merged records the one that stays."
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_weight = models.FloatField(null=True, blank=True)
    reason = models.TextField(blank=True)
    undo = models.JSONField(null=True, blank=True, help_text="What a merger changed.")
    asked_again = models.TextField(blank=True, help_text="Why a decided pair is open once more.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-weight", "first", "second"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-weight"], name="pairs_by_state_likeliest_first")
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "first", "second"], name="two_records_are_one_pair"
            ),
            models.CheckConstraint(
                name="the_smaller_key_of_a_pair_comes_first", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="a_probability_is_between_0_and_1",
                condition=Q(probability__gte=0, probability__lte=1),
            ),
            models.CheckConstraint(
                name="a_pair_is_open_or_was_decided_some_time",
                condition=Q(state=State.OPEN.value) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="one_record_of_a_merged_pair_is_kept",
                condition=Q(state=State.MERGED.value, kept__isnull=False)
                | (~Q(state=State.MERGED.value) & Q(kept=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}s {self.first} and {self.second}"

    @property
    def gone(self) -> uuid.UUID | None:
        """Of merged records the one that is no longer told."""
        if self.kept is None:
            return None
        return self.second if self.kept == self.first else self.first


class MovedActivity(models.Model):
    """An activity that went to another organisation when its own was merged into that one."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    gone = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=100, help_text="As it was before.")
    moved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["activity", "gone"], name="an_activity_moves_once_with_a_merger"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} from {self.gone}"


class Search(models.Model):
    """One search for pairs over the whole register."""

    searched_at = models.DateTimeField()
    seconds = models.FloatField()
    activities = models.PositiveIntegerField()
    organisations = models.PositiveIntegerField()
    new_pairs = models.PositiveIntegerField()
    register_version = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-searched_at", "-id"]

    def __str__(self) -> str:
        return f"{self.searched_at:%d %B %Y %H:%M}"
