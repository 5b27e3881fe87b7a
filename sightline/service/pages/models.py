"""Which county this is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class Instance(models.Model):
    """The one county that this service is about, as the load command named it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    fictional = models.BooleanField()
    as_of = models.CharField(max_length=7, help_text="The last month of data, such as 2025-12.")
    theme = models.CharField(max_length=80, blank=True)
    ages = models.CharField(max_length=9, blank=True, help_text="Such as 10-24.")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="there_is_one_instance", condition=Q(id=1))
        ]
