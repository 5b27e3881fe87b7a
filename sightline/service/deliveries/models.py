"""What is kept of deliveries: a day on which an activity was held, and how many came."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from sightline.service.register.models import Activity

# Ages of those who came, as a register at the door can tell them.
AGE_GROUPS = ("under 10", "10 to 13", "14 to 17", "18 to 24", "25 and over", "age not known")


class Delivery(models.Model):
    """One time that an activity was held: a session, a lesson, a day of outreach.

    `people` is how many came, each counted once on that day: attendances over several days are not
    different people. Null means not supplied; zero means that nobody came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="deliveries")
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    groups = models.JSONField(default=dict, blank=True, help_text="People by age group.")
    version = models.PositiveIntegerField(default=1)
    entry_key = models.UUIDField(unique=True, help_text="Of the form, so that it counts once.")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["activity", "-held_on"], name="deliveries_of_an_activity")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="people_who_came_are_at_most_100000",
                condition=Q(people=None) | Q(people__lte=100_000),
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} on {self.held_on}"

    def content(self) -> dict[str, Any]:
        """What the audit chain keeps."""
        return {
            "activity": str(self.activity_id),
            "held_on": self.held_on,
            "place": self.place,
            "people": self.people,
            "groups": self.groups,
            "version": self.version,
            "removed_at": self.removed_at,
        }
