"""What is kept of entry: drafts, how much is looked over, comments on records.

A draft is no activity: it has a table of its own, so that no list, count, feed or search of the
register can ever show one.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from sightline.service.accounts.models import User
from sightline.service.partners.models import Organisation
from sightline.service.register.models import Activity

LONGEST_WORDS = 2_000  # of a comment, a decline, a draft sent back


class State(models.TextChoices):
    """How things stand with a draft."""

    WRITING = "writing", "Being written"
    OFFERED = "offered", "Offered"
    WAITING = "waiting", "Waiting"
    SENT_BACK = "sent back", "Sent back"
    DECLINED = "declined", "Declined"
    TAKEN = "taken", "On the register"


OPEN = (State.WRITING, State.OFFERED, State.WAITING, State.SENT_BACK)


class Said(models.TextChoices):
    """What a new activity is said to be to one on the register that looks like it."""

    SAME = "same", "The same"
    RELATED = "related", "Related"
    DIFFERENT = "different", "Different"


class Draft(models.Model):
    """An activity that somebody is writing down, before the register has it.

    `about` is the activity that it would change; for a new one, the one it became. Once it is taken
    its answers are erased: the register has them, with their history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Of the form: sent twice, it makes one.")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="drafts")
    about = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    based_on = models.PositiveIntegerField(
        null=True, blank=True, help_text="Version of the record it was begun from; empty if new."
    )
    base = models.JSONField(default=dict, blank=True, help_text="What that version said.")
    answers = models.JSONField(default=dict, blank=True, help_text="Texts by heading.")
    said_of = models.JSONField(
        default=dict, blank=True, help_text="What it was said to be to likely duplicates, by key."
    )
    step = models.CharField(max_length=20, blank=True, help_text="The page that was saved last.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITING)
    by_unit = models.BooleanField(default=False, help_text="The unit writes it.")
    words = models.TextField(blank=True, help_text="Said with an offer or a sending back.")
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-changed_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "changed_at"], name="drafts_by_state")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_draft_has_a_known_state", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="a_draft_that_changes_a_record_says_which",
                condition=Q(based_on=None) | Q(about__isnull=False),
            ),
            models.CheckConstraint(
                name="a_draft_that_was_taken_keeps_no_answers",
                condition=~Q(state=State.TAKEN) | Q(about__isnull=False, answers={}),
            ),
        ]

    def __str__(self) -> str:
        return str(self.answers.get("activity") or "An activity without a name yet")

    @property
    def is_new(self) -> bool:
        """Whether it would add an activity, and not change one."""
        return self.based_on is None

    @property
    def is_open_to_change(self) -> bool:
        """Whether its answers may still be changed."""
        return self.state in (State.WRITING, State.SENT_BACK)


class Scope(models.TextChoices):
    """Which records are looked over by the unit before others see them."""

    NOTHING = "nothing", "Nothing: what partners enter is on the register at once"
    NEW = "new", "New activities: changes to known ones go through at once"
    EVERYTHING = "everything", "Everything: new activities and every change"


class Moderation(models.Model):
    """The partnership's choice of how much is looked over before publication: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.NOTHING)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="there_is_one_moderation", condition=Q(id=1)),
            models.CheckConstraint(
                name="moderation_has_a_known_scope", condition=Q(scope__in=Scope.values)
            ),
        ]

    def __str__(self) -> str:
        return self.get_scope_display()


class Audience(models.TextChoices):
    """Who may read a comment."""

    ORGANISATION = "organisation", "The activity's own organisation and the unit"
    PARTNERSHIP = "partnership", "Everybody in the partnership"


class Comment(models.Model):
    """A remark on a record, in plain words. One that was withdrawn leaves a line without words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Of the form: sent twice, it makes one.")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="comments")
    answers_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    audience = models.CharField(max_length=12, choices=Audience.choices)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["by", "at"], name="comments_by_person_and_time")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_comment_has_words_until_it_is_withdrawn",
                condition=Q(withdrawn_at=None) & ~Q(text="")
                | Q(withdrawn_at__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="a_comment_has_a_known_audience", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="a_comment_does_not_answer_itself",
                condition=Q(answers_to=None) | ~Q(answers_to=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"a comment on {self.activity_id}"


class Often(models.TextChoices):
    """How often somebody is told of comments by mail."""

    AT_ONCE = "at once", "At once, but no more than one mail an hour"
    DAILY = "daily", "Once a day, if there is a new comment"
    NEVER = "never", "Never: I look at the records"


class CommentReader(models.Model):
    """How often one person is told of comments; at once, without a choice."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="comment_reader"
    )
    often = models.CharField(max_length=8, choices=Often.choices)

    def __str__(self) -> str:
        return f"{self.user}, {self.often}"


class CommentNote(models.Model):
    """Somebody is to be told of a comment, or was."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="comment_notes")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["comment", "user"], name="somebody_is_told_of_a_comment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} is told of {self.comment_id}"


class CommentMail(models.Model):
    """One mail that told somebody of comments."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="comment_mails")
    sent_at = models.DateTimeField()
    sent_to = models.EmailField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "id"]

    def __str__(self) -> str:
        return f"to {self.sent_to}"
