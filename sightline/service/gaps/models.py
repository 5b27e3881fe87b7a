"""What is kept of gaps: whole runs with the versions of their inputs, and their answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from sightline.service.places.models import Area


class GapRun(models.Model):
    """One working-out of the gaps for a question, with the version of everything it read."""

    theme = models.CharField(max_length=60)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    as_of = models.CharField(max_length=7, help_text="The last month, such as 2025-12.")
    target_share = models.FloatField(help_text="Policy, not fact: share of the group to reach.")
    rule = models.CharField(max_length=60, help_text="Policy: how the target follows need.")
    register_version = models.CharField(max_length=100)
    inputs = models.JSONField(help_text="What was read: for each input, its files' sha256.")
    months = models.JSONField(help_text="Those of the twelve that records were supplied for.")
    unplaced = models.JSONField(default=list, help_text="References of activities without a place.")
    reported = models.BooleanField(help_text="False if nobody has reported any activity.")
    partners_known = models.PositiveIntegerField()
    partners_silent = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_target_share_is_0_to_1",
                condition=Q(target_share__gte=0, target_share__lte=1),
            ),
            models.CheckConstraint(
                name="silent_partners_are_among_those_known",
                condition=Q(partners_silent__lte=models.F("partners_known")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}, {self.age_from}-{self.age_to}, to {self.as_of}"


class AreaGap(models.Model):
    """The answer of a run for one area. Missing is "not supplied", which is not 0."""

    run = models.ForeignKey(GapRun, on_delete=models.CASCADE, related_name="gaps")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField(help_text="1 has the largest shortfall.")
    people = models.FloatField(help_text="People of the ages asked about.")
    incidents = models.PositiveIntegerField()
    rate_per_1000 = models.FloatField(
        null=True, help_text="Raw, a year; missing if nobody lives there."
    )
    expected_per_1000 = models.FloatField(help_text="What areas like it have.")
    own_weight = models.FloatField(help_text="Share of the estimate resting on its own count.")
    deprivation_given = models.BooleanField(help_text="Whether its deprivation is known and used.")
    need_per_1000 = models.FloatField()
    need_low = models.FloatField()
    need_high = models.FloatField()
    people_to_reach = models.FloatField()
    people_reached = models.FloatField(null=True)
    reach_low = models.FloatField(help_text="By fresh and complete records alone.")
    reach_high = models.FloatField(help_text="With a guess for activities that give no number.")
    reach_after_endings = models.FloatField(help_text="Once what ends or loses money is gone.")
    activities = models.PositiveIntegerField()
    activities_unknown = models.PositiveIntegerField(help_text="Of these, without a number.")
    activities_other_ages = models.PositiveIntegerField()
    partners = models.PositiveIntegerField(help_text="Partners known to work there.")
    partners_silent = models.PositiveIntegerField()
    shortfall = models.FloatField(null=True)
    shortfall_low = models.FloatField(null=True)
    shortfall_high = models.FloatField(null=True)
    kind = models.CharField(max_length=40)
    share_silent = models.FloatField(null=True)
    reasons = models.JSONField(default=list, help_text="Sentences, most telling first.")

    class Meta:
        ordering: ClassVar[list[str]] = ["rank"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "area"], name="one_gap_per_run_and_area"),
            models.UniqueConstraint(fields=["run", "rank"], name="one_area_per_run_and_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.kind}"


class ReachPart(models.Model):
    """How many people of an area an activity reaches, and on what that rests."""

    run = models.ForeignKey(GapRun, on_delete=models.CASCADE, related_name="parts")
    activity = models.CharField(max_length=60, help_text="The activity's reference.")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    people_reached = models.FloatField(null=True, help_text="Missing if capacity was not supplied.")
    share = models.FloatField(help_text="Share of its room for people of the ages asked about.")
    people_a_year = models.FloatField(null=True, help_text="Room; missing if not supplied.")
    right_ages = models.BooleanField(help_text="Its ages overlap those asked about.")
    ages_given = models.BooleanField()
    lasts = models.BooleanField(help_text="It and its money last six months more.")
    fresh = models.BooleanField(help_text="Confirmed within six months of the end of the run.")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["run", "activity", "area"], name="one_part_per_run_activity_and_area"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "area"], name="parts_by_area")
        ]

    def __str__(self) -> str:
        return f"{self.activity} in {self.area_id}"


class MonthOfGaps(models.Model):
    """The gaps of a run in one month, this one or one to come: a list of values for each column."""

    run = models.ForeignKey(GapRun, on_delete=models.CASCADE, related_name="months_ahead")
    month = models.CharField(max_length=7, help_text="Such as 2026-04.")
    columns = models.JSONField(help_text="Of GAPS_BY_MONTH, areas in one order; null: not known.")

    class Meta:
        ordering: ClassVar[list[str]] = ["month"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "month"], name="one_set_of_gaps_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.month}"


class KeptCliff(models.Model):
    """What goes dark where, once an activity ends or what it lives on does."""

    run = models.ForeignKey(GapRun, on_delete=models.CASCADE, related_name="cliffs")
    activity = models.CharField(max_length=60, help_text="The activity's reference.")
    rows = models.JSONField(help_text="Rows of CLIFFS: one for each district it reaches.")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "activity"], name="one_cliff_per_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.activity}"
