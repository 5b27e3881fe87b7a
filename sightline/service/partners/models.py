"""What is kept of partners: organisations, the areas they cover, and the people who belong."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from sightline.service.accounts.models import User


class Organisation(models.Model):
    """An organisation of the partnership.

    It covers the whole county, or the areas listed; neither means that it has not said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=200, blank=True, help_text="Such as charity or school.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Leave empty while it lasts.")
    covers_all = models.BooleanField(default=False, help_text="It covers the whole county.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("name"), name="one_organisation_of_each_name"),
            models.CheckConstraint(name="an_organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="an_organisation_ends_on_or_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoveredArea(models.Model):
    """A small area or district that an organisation says it covers, by its code."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="covered")
    code = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="an_organisation_covers_an_area_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class MemberRole(models.TextChoices):
    """What somebody does for their organisation."""

    EDITOR = "editor", "Editor: adds and changes its activities"
    LEAD = "lead", "Lead: an editor who also invites people and changes its details"


class Membership(models.Model):
    """Somebody who speaks for an organisation: they may change its activities."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(
        max_length=10, choices=MemberRole.choices, default=MemberRole.EDITOR.value
    )
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="somebody_belongs_to_an_organisation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"
