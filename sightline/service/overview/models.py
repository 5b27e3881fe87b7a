"""What is kept of overviews: the calendar feeds that people follow."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from sightline.service.accounts.models import User

LONGEST_QUESTION = 2_000  # letters


class FeedKey(models.Model):
    """Leave for a calendar program to read what its owner may see of one question.

    The address holds the key's number with our signature; nothing secret is kept here. Once
    revoked it stays revoked: a new key has a new address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(
        max_length=LONGEST_QUESTION, blank=True, help_text="As the query of an address."
    )
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["owner", "question"],
                condition=Q(revoked_at=None),
                name="somebody_has_one_feed_of_a_question",
            )
        ]

    def __str__(self) -> str:
        return self.question or "all activities"
