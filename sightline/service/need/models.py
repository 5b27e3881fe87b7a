"""What is kept of need: the releases of data loaded, and the incidents counted from them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from sightline.service.accounts.models import User
from sightline.service.partners.models import Organisation
from sightline.service.places.models import Area


class DataRelease(models.Model):
    """One input as it was loaded: its files, and where every one of its rows went."""

    class What(models.TextChoices):
        """What the input tells."""

        BOUNDARIES = "boundaries", "Boundaries"
        NEIGHBOURS = "neighbours", "Boundaries of the neighbours"
        POPULATION = "population", "Population"
        DEPRIVATION = "deprivation", "Deprivation"
        POSTCODES = "postcodes", "Postcodes"
        POLICE = "police", "Police records"
        PARTNERS = "partners", "Partners"
        ACTIVITIES = "activities", "Activities"
        DFE_LAIT = "dfe-lait", "Schools and children's services"
        HEALTH_INDEX = "ons-health-index", "Health Index"
        CRIME_SEVERITY = "ons-crime-severity", "Crime severity"

    what = models.CharField(max_length=20, choices=What.choices, unique=True)
    source = models.CharField(max_length=200, help_text="Publisher and title, in words.")
    licence = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100, blank=True, help_text="What time it describes.")
    rows_in = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    set_aside = models.PositiveIntegerField()
    files = models.JSONField(help_text="One account per file: name, sha256, rows, reasons.")
    problems = models.JSONField(default=list, help_text="The first problems, as sentences.")
    problems_in_all = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="every_row_in_is_accepted_rejected_or_set_aside",
                condition=Q(
                    rows_in=models.F("accepted") + models.F("rejected") + models.F("set_aside")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.rows_in} rows"


class IncidentCount(models.Model):
    """How many incidents of a category an area had in a month. No row means none were recorded."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    month = models.CharField(max_length=7, help_text="Such as 2025-12.")
    category = models.CharField(max_length=60, help_text="The police's own word.")
    incidents = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["area", "month", "category"],
                name="one_count_per_area_month_and_category",
            ),
            models.CheckConstraint(
                name="a_month_is_written_as_2025_12",
                condition=Q(month__regex=r"^[0-9]{4}-(0[1-9]|1[0-2])$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incidents} {self.category} in {self.area_id}, {self.month}"


class MonthSupplied(models.Model):
    """A month the police files cover: a month without a row is not known, which is not none."""

    month = models.CharField(max_length=7, primary_key=True)
    incidents = models.PositiveIntegerField(help_text="Incidents accepted in the month.")

    class Meta:
        ordering: ClassVar[list[str]] = ["month"]

    def __str__(self) -> str:
        return self.month


class NeedRun(models.Model):
    """One estimate of need for a theme and ages, over all areas, with what it was worked out of."""

    theme = models.CharField(max_length=60)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    as_of = models.CharField(max_length=7, help_text="The last month, such as 2025-12.")
    months = models.JSONField(help_text="Those of the twelve that records were supplied for.")
    method = models.CharField(max_length=100, help_text="How rates were steadied, in words.")
    compared_with = models.CharField(max_length=120, help_text="What areas are set against.")
    county_per_1000 = models.FloatField(help_text="Of all areas together, a year.")
    inputs = models.JSONField(help_text="What was read: for each input, its files' sha256.")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["theme", "age_from", "age_to"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["theme", "age_from", "age_to"],
                name="one_estimate_of_need_per_theme_and_ages",
            ),
            models.CheckConstraint(
                name="the_ages_of_need_begin_before_they_end",
                condition=Q(age_to__gte=models.F("age_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}, {self.age_from}-{self.age_to}, to {self.as_of}"


class NeedEstimate(models.Model):
    """The need of one area in a run. Rates are incidents a year per 1,000 people."""

    run = models.ForeignKey(NeedRun, on_delete=models.CASCADE, related_name="estimates")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    people = models.FloatField(help_text="People of the ages asked about.")
    incidents = models.PositiveIntegerField()
    rate_per_1000 = models.FloatField(null=True, help_text="Raw; missing if nobody lives there.")
    expected_per_1000 = models.FloatField(help_text="What areas like it have.")
    own_weight = models.FloatField(help_text="Share of the estimate resting on its own count.")
    need_per_1000 = models.FloatField()
    need_low = models.FloatField()
    need_high = models.FloatField()
    chance_above = models.FloatField(help_text="That its rate is above the comparison's.")
    ratio_low = models.FloatField(help_text="Of its rate to the comparison's.")
    ratio_high = models.FloatField()
    rank_low = models.PositiveIntegerField(help_text="1 is the highest rate.")
    rank_high = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["run", "area"], name="one_estimate_of_need_per_run_and_area"
            ),
            models.CheckConstraint(
                name="a_chance_is_0_to_1",
                condition=Q(chance_above__gte=0, chance_above__lte=1),
            ),
            models.CheckConstraint(
                name="a_range_of_ranks_begins_before_it_ends",
                condition=Q(rank_high__gte=models.F("rank_low")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_per_1000:.1f} in {self.area_id}"


class IndicatorValue(models.Model):
    """One reading of an indicator of the vocabulary, or why there is none. Zero is a reading."""

    source = models.CharField(max_length=40, help_text="Code of the publication.")
    indicator = models.CharField(max_length=80, help_text="As the publication writes it.")
    area_code = models.CharField(max_length=20, help_text="Of a district, county or country.")
    period = models.CharField(max_length=20, help_text="As the publication writes it.")
    value = models.FloatField(null=True)
    missing = models.CharField(max_length=80, blank=True, help_text="Why there is no value.")
    repeats = models.BooleanField(
        default=False, help_text="Its period has the values of the one before in every area."
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "indicator", "period"], name="indicators_by_period"),
            models.Index(fields=["area_code"], name="indicators_by_area"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["source", "indicator", "area_code", "period"],
                name="one_reading_per_indicator_area_and_period",
            ),
            models.CheckConstraint(
                name="a_reading_has_a_value_or_says_why_not",
                condition=Q(value__isnull=False, missing="") | (Q(value=None) & ~Q(missing="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.area_code}, {self.period}"


class WiderArea(models.Model):
    """The county or unitary authority a district is in, for what is only published for those."""

    district_code = models.CharField(max_length=20, primary_key=True)
    wider_code = models.CharField(max_length=20)
    wider_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.district_code} in {self.wider_name}"


class Listening(models.Model):
    """What people of a place said when somebody listened, with how it came about.

    It tells of a place, never of a person. Nobody sees it but its organisation and the unit until
    the unit has looked it over; the public sees it only where the unit publishes it.
    """

    class From(models.TextChoices):
        """Whom it was heard from."""

        YOUNG = "young people", "Young people"
        PRACTITIONERS = "practitioners", "Practitioners"
        PARENTS = "parents and carers", "Parents and carers"
        RESIDENTS = "residents", "Residents"

    class Method(models.TextChoices):
        """How it was heard."""

        INTERVIEW = "interviews", "Conversations one to one"
        GROUP = "group", "A group or workshop"
        SURVEY = "survey", "A survey"
        DETACHED = "street work", "Street and youth work"
        OTHER = "other", "Another way"

    class State(models.TextChoices):
        """Who may read it."""

        WAITING = "waiting", "Waiting for the unit"
        PARTNERSHIP = "partnership", "For the partnership"
        PUBLIC = "public", "Public"
        DECLINED = "declined", "Not shown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", help_text="Who listened."
    )
    area_code = models.CharField(max_length=20, help_text="A small area or a district.")
    area_name = models.CharField(max_length=120)
    heard_from = models.CharField(max_length=20, choices=From.choices)
    method = models.CharField(max_length=20, choices=Method.choices)
    listened_from = models.DateField()
    listened_to = models.DateField()
    people = models.PositiveIntegerField(null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    consent = models.TextField(help_text="How people agreed that it is passed on.")
    words = models.TextField(help_text="What was heard, without names.")
    theme = models.CharField(max_length=60, blank=True)
    factors = models.JSONField(default=list, blank=True, help_text="Codes of factors.")
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    told_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was decided so.")

    class Meta:
        ordering: ClassVar[list[str]] = ["-listened_to", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="listening_ends_on_or_after_it_starts",
                condition=Q(listened_to__gte=models.F("listened_from")),
            ),
            models.CheckConstraint(
                name="what_was_heard_has_words_and_consent",
                condition=~Q(words="") & ~Q(consent=""),
            ),
            models.CheckConstraint(
                name="somebody_was_listened_to", condition=Q(people=None) | Q(people__gte=1)
            ),
            models.CheckConstraint(
                name="ages_listened_to_begin_before_they_end",
                condition=Q(age_from=None, age_to=None) | Q(age_to__gte=models.F("age_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_heard_from_display()} of {self.area_name}, {self.listened_to}"
