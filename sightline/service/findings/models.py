"""What is kept of findings: runs, what each found, what people made of it, and what follows."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from sightline.analysis.findings import FindingKind
from sightline.service.accounts.models import User
from sightline.service.partners.models import Organisation

LONGEST_WORDS = 2_000  # characters of a reason, a question, an answer or a comment


class RunState(models.TextChoices):
    """How far a run has come."""

    WAITING = "waiting", "Waiting to begin"
    WORKING = "working", "Being worked out"
    DONE = "done", "Worked out"
    REFUSED = "refused", "Could not be worked out"


class State(models.TextChoices):
    """What people made of a finding."""

    OPEN = "open", "To answer"
    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Accepted"
    KNOWN = "known", "Already known"
    REJECTED = "rejected", "Rejected"


class Change(models.TextChoices):
    """What a run did to a finding."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    RETURNED = "returned", "Came back"
    CLOSED = "closed", "Gone"


class LinkKind(models.TextChoices):
    """What a finding is linked to."""

    ACTIVITY = "activity", "Activity"
    AREA = "area", "Small area"
    DISTRICT = "district", "District"
    ORGANISATION = "organisation", "Organisation"
    COMMISSIONER = "commissioner", "Who pays"


class FindingRun(models.Model):
    """One working-out of everything that is to be found, with the version of all that it read."""

    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING.value)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField(help_text="When the worker last said how far it is.")
    step = models.CharField(max_length=200, blank=True, help_text="What is being done now.")
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    as_of = models.CharField(max_length=7, blank=True, help_text="The last month, as 2025-12.")
    ages = models.CharField(max_length=10, blank=True)
    register_version = models.CharField(max_length=200, blank=True)
    inputs = models.JSONField(default=dict, help_text="For each input, its files' sha256.")
    vocabulary = models.CharField(max_length=64, blank=True, help_text="sha256 of its themes.")
    method = models.CharField(max_length=20, blank=True)
    parts = models.JSONField(
        default=dict, help_text="For each finder and theme: the version of what it read, and more."
    )
    counts = models.JSONField(default=dict, help_text="How many were new, changed, gone, there.")
    refused = models.TextField(blank=True, help_text="Why it could not be worked out.")

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_run_that_is_done_says_when",
                condition=~Q(state=RunState.DONE.value) | Q(made_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=RunState.WORKING.value),
                name="one_run_is_worked_out_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}: {self.state}"


class Finding(models.Model):
    """One thing that was found, as the last run that found it had it, and what people made of it.

    `content` is the finding whole, as analysis gives it; the fields beside it are those that lists
    are filtered and put in order by. An answer keeps the facts that it was given on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.CharField(max_length=16, unique=True)
    found_by = models.CharField(max_length=80, help_text="The finder and the theme.")
    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in FindingKind]
    )
    sort = models.CharField(max_length=100)
    title = models.CharField(max_length=500)
    theme = models.CharField(max_length=60, blank=True)
    strand = models.CharField(max_length=60, blank=True)
    people = models.FloatField(null=True, blank=True, help_text="A year; the middle of the range.")
    first_month = models.CharField(max_length=7, blank=True, help_text="Empty if it is so now.")
    content = models.JSONField()
    found_in = models.ForeignKey(FindingRun, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(help_text="When it was found first.")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="When it was found no more.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN.value)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.JSONField(null=True, blank=True, help_text="The facts at the answer.")
    returned = models.JSONField(default=list, help_text="What changed since a past answer.")
    shared_from = models.DateField(
        null=True, blank=True, help_text="Other partners see it from then on; empty: not yet."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[Any]] = [F("people").desc(nulls_last=True), "title", "identity"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["found_by"], name="findings_by_finder"),
            models.Index(fields=["state", "kind"], name="findings_by_state"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_answer_has_a_time_and_the_facts_it_rests_on",
                condition=Q(state__in=[State.OPEN.value, State.ASKED.value])
                | Q(answered_at__isnull=False, answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_shared(self, today: date) -> bool:
        """Whether partners that it does not name see it too."""
        return self.shared_from is not None and self.shared_from <= today


class FindingLink(models.Model):
    """What a finding is about: by its key here, or its name where it has no key."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    key = models.CharField(max_length=200, help_text="Code, key, or name of what is linked.")
    name = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "key"], name="findings_by_what_they_name")
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["finding", "kind", "key"], name="a_finding_names_a_thing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.key}"


class Snapshot(models.Model):
    """What a run changed of a finding: its content from then on, none from when it was gone.

    What a finding was in any run is its last snapshot up to that run.
    """

    run = models.ForeignKey(FindingRun, on_delete=models.CASCADE, related_name="snapshots")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="snapshots")
    change = models.CharField(max_length=8, choices=Change.choices)
    content = models.JSONField(null=True, blank=True)
    why = models.JSONField(default=list, help_text="What differs from before, a sentence each.")

    class Meta:
        ordering: ClassVar[list[str]] = ["run_id", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "finding"], name="a_run_changes_a_finding_once"),
            models.CheckConstraint(
                name="what_is_gone_has_no_content",
                condition=Q(change=Change.CLOSED.value, content=None)
                | (~Q(change=Change.CLOSED.value) & Q(content__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.change}"


class Action(models.Model):
    """What somebody will do about a finding that was accepted, by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Of the form, so that it is made once.")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(max_length=LONGEST_WORDS)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=LONGEST_WORDS, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "made_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "due_on"], name="actions_by_owner")
        ]

    def __str__(self) -> str:
        return self.text


class Question(models.Model):
    """What an organisation was asked about a finding: one mail, one answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Of the form, so that it is asked once.")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="questions")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=LONGEST_WORDS)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_answer_to_a_question_says_something",
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            )
        ]

    def __str__(self) -> str:
        return f"to {self.organisation}: {self.text}"


class Remark(models.Model):
    """A comment on a finding, for all who see it. Withdrawn, its words are gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Of the form, so that it is said once.")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="remarks")
    text = models.CharField(max_length=LONGEST_WORDS, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by}: {self.text}"


class SharingRule(models.Model):
    """After how many days other partners see what names a partner. One row; without it, never."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: only once the unit shares it."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="there_is_one_rule_for_sharing", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return "never" if self.after_days is None else f"after {self.after_days} days"
