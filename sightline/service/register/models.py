"""What is kept of the register: activities, and whom and where they are about."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from sightline.analysis import provision
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.service.partners.models import Organisation
from sightline.service.register.content import NONE


class Activities(models.QuerySet["Activity"]):
    """Activities, and the ways they are asked for."""

    def on_register(self) -> Activities:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def whole(self) -> Activities:
        """With everything that `Activity.facts` needs, in four questions to the database."""
        parts = ("theme_rows", "place_rows", "served_rows")
        return self.select_related("organisation").prefetch_related(*parts)


class Activity(models.Model):
    """Something a partner does, has done or plans to do to prevent violence.

    Null and an empty text mean not supplied; an empty list of partners or funders means none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="activities"
    )
    reference = models.CharField(max_length=100, help_text="The organisation's own.")
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=10, choices=[(status.value, status.value) for status in provision.Status]
    )
    partners = models.JSONField(null=True, blank=True, help_text="Names; an empty list means none.")
    prevention_level = models.CharField(max_length=80, blank=True)
    approach = models.CharField(max_length=80, blank=True)
    setting = models.CharField(max_length=80, blank=True)
    description = models.TextField(blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    open_to = models.CharField(max_length=80, blank=True)
    eligibility = models.TextField(blank=True)
    referral = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    delivery_area = models.CharField(max_length=20, blank=True, help_text="Code of a small area.")
    district_code = models.CharField(
        max_length=20, blank=True, help_text="District it is delivered in, which everyone may see."
    )
    sensitive_site = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    open_ended = models.BooleanField(default=False, help_text="It has no end by intention.")
    funded_until = models.DateField(null=True, blank=True)
    funded_without_end = models.BooleanField(default=False, help_text="Its money has no end.")
    funders = models.JSONField(null=True, blank=True, help_text="Names; an empty list means none.")
    funding_gbp = models.FloatField(null=True, blank=True)
    people_a_year = models.FloatField(null=True, blank=True)
    no_limit = models.BooleanField(default=False, help_text="Of people in a year.")
    people_last_year = models.FloatField(null=True, blank=True)
    places_free = models.FloatField(null=True, blank=True)
    people_waiting = models.FloatField(null=True, blank=True)
    no_waiting_list = models.BooleanField(default=False)
    strand = models.CharField(max_length=80, blank=True)
    thematic_group = models.CharField(max_length=80, blank=True)
    violence_types = models.JSONField(default=list, blank=True, help_text="Codes of terms.")
    risk_factors = models.JSONField(default=list, blank=True, help_text="Codes of terms.")
    protective_factors = models.JSONField(default=list, blank=True, help_text="Codes of terms.")
    prevention_who = models.CharField(max_length=80, blank=True)
    days = models.JSONField(default=list, blank=True, help_text="Days of the week, in full.")
    timetable = models.TextField(blank=True)
    depends_on = models.TextField(blank=True, help_text="What it cannot go on without.")
    visibility = models.CharField(
        max_length=12,
        choices=[(each.value, each.value) for each in provision.Visibility],
        default=provision.Visibility.PARTNERSHIP.value,
    )
    confirm_every_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty means the usual six."
    )
    confirmed_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    public_version = models.PositiveIntegerField(
        default=1, help_text="Of what the public is told: what it is not told changes it not."
    )
    public_changed_at = models.DateTimeField(help_text="When what the public is told changed.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = Activities.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["withdrawn_at", "status"], name="activities_by_status")
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                "organisation",
                Lower("reference"),
                name="a_reference_is_used_once_by_an_organisation",
            ),
            models.CheckConstraint(name="an_activity_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(name="an_activity_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_status_is_planned_current_paused_or_ended",
                condition=Q(status__in=[status.value for status in provision.Status]),
            ),
            models.CheckConstraint(
                name="an_activity_is_seen_by_all_by_partners_or_by_its_own",
                condition=Q(visibility__in=[each.value for each in provision.Visibility]),
            ),
            models.CheckConstraint(
                name="an_activity_ends_on_or_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            *(
                models.CheckConstraint(
                    name=name, condition=Q((flag, False)) | Q((provision.KNOWN_NONE[flag], None))
                )
                for name, flag in (
                    ("what_is_open_ended_has_no_end", "open_ended"),
                    ("what_has_no_limit_has_no_number_of_it", "no_limit"),
                    ("nobody_waits_on_a_list_that_is_not_there", "no_waiting_list"),
                    ("money_without_an_end_has_no_last_day", "funded_without_end"),
                )
            ),
            models.CheckConstraint(
                name="ages_are_both_given_or_neither_youngest_first",
                condition=Q(age_from=None, age_to=None)
                | Q(
                    age_from__isnull=False,  # else a check on an unknown age would pass
                    age_to__isnull=False,
                    age_to__lte=OLDEST,
                    age_from__lte=F("age_to"),
                ),
            ),
            *(
                models.CheckConstraint(
                    name=f"{amount}_is_never_negative",
                    condition=Q(**{amount: None}) | Q(**{f"{amount}__gte": 0}),
                )
                for amount in provision.AMOUNTS
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> provision.Activity:
        """The activity as analysis and sheets know it, with its organisation's own reference."""
        ages = None
        if self.age_from is not None and self.age_to is not None:
            ages = AgeRange(self.age_from, self.age_to)
        return provision.Activity(
            reference=self.reference,
            name=self.name,
            organisation=self.organisation.name,
            themes=tuple(row.theme for row in self.theme_rows.all()),
            status=provision.Status(self.status),
            ages=ages,
            places=tuple(
                provision.Place(row.easting_m, row.northing_m) for row in self.place_rows.all()
            ),
            areas_served=tuple(row.code for row in self.served_rows.all()),
            open_to=self.open_to,
            eligibility=self.eligibility,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            funded_until=self.funded_until,
            people_a_year=self.people_a_year,
            confirmed_on=self.confirmed_on,
            partners=_names(self.partners),
            prevention_level=self.prevention_level,
            approach=self.approach,
            setting=self.setting,
            description=self.description,
            referral=self.referral,
            funders=_names(self.funders),
            funding_gbp=self.funding_gbp,
            people_last_year=self.people_last_year,
            places_free=self.places_free,
            sensitive_site=self.sensitive_site,
            postcode=self.postcode,
            delivery_area=self.delivery_area,
            strand=self.strand,
            thematic_group=self.thematic_group,
            violence_types=tuple(self.violence_types),
            risk_factors=tuple(self.risk_factors),
            protective_factors=tuple(self.protective_factors),
            prevention_who=self.prevention_who,
            days=tuple(self.days),
            timetable=self.timetable,
            people_waiting=self.people_waiting,
            depends_on=self.depends_on,
            visibility=provision.Visibility(self.visibility),
            confirm_every_months=self.confirm_every_months,
            **{flag: getattr(self, flag) for flag in provision.KNOWN_NONE},
        )


def _names(kept: list[str] | None) -> tuple[str, ...]:
    """Names as analysis has them: nothing for not supplied, the word none for none."""
    return () if kept is None else tuple(kept) or (NONE,)


class ThematicGroup(models.Model):
    """A group of the partnership that looks after some of its activities, as it defines them.

    The code stays when it is renamed: activities and sheets know it by that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    meaning = models.TextField(blank=True, help_text="What it looks after.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Leave empty while it lasts.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_thematic_group_of_each_name",
                violation_error_message="Another group is called so.",
            ),
            models.CheckConstraint(
                name="a_thematic_group_has_a_code_and_a_name",
                condition=~Q(name="") & ~Q(code=""),
            ),
            models.CheckConstraint(
                name="a_thematic_group_ends_on_or_after_it_starts",
                violation_error_message="It must end on or after the day it starts.",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityTheme(models.Model):
    """A theme of need that an activity meets, by its code."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="theme_rows")
    position = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["activity", "theme"], name="an_activity_has_a_theme_once"
            )
        ]

    def __str__(self) -> str:
        return self.theme


class Side(models.TextChoices):
    """On which side of an activity somebody else stands."""

    PARTNER = "partner", "Takes part"
    FUNDER = "funder", "Pays"


class Involvement(models.Model):
    """An organisation named in an activity: an index of its `partners` and `funders`.

    Made anew from those lists with every write, so that questions across activities need not read
    them. The organisation is known by its plain name: it may not be on the register, or not yet.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="involved_rows")
    side = models.CharField(max_length=7, choices=Side.choices)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    plain_name = models.CharField(max_length=200, db_index=True)
    role = models.CharField(max_length=20, blank=True)
    share = models.FloatField(null=True, blank=True, help_text="Of the money, 0 to 1.")

    class Meta:
        ordering: ClassVar[list[str]] = ["side", "position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["activity", "side", "position"],
                name="one_organisation_per_side_and_position_of_an_activity",
            ),
            models.CheckConstraint(
                name="a_share_is_0_to_1", condition=Q(share=None) | Q(share__range=(0, 1))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.side})"


class DeliveryPlace(models.Model):
    """A point where an activity is delivered, in metres of the British National Grid."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="place_rows")
    position = models.PositiveSmallIntegerField()
    easting_m = models.FloatField()
    northing_m = models.FloatField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["activity", "position"], name="one_place_of_an_activity_per_position"
            )
        ]

    def __str__(self) -> str:
        return f"place {self.position + 1} of {self.activity_id}"


class ServedArea(models.Model):
    """A small area or district that an activity serves, by its code, and the district it is in."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="served_rows")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    district_code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["activity", "code"], name="an_activity_serves_an_area_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class SearchEntry(models.Model):
    """The words of an activity as the search compares them, see `folding.py`.

    Never what only its organisation may see. On SQLite the table `register_searchtext` of FTS5 is
    kept in step by triggers, on PostgreSQL the column `words`: see `search_index.py`, and make both
    anew in a migration that changes this table.
    """

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="search_entry")
    activity_version = models.PositiveIntegerField(help_text="Of the record that was read.")
    name = models.TextField(blank=True)
    organisation = models.TextField(blank=True, help_text="Its names, old and short ones too.")
    open_text = models.TextField(blank=True, help_text="Else what everybody may see.")
    shared_text = models.TextField(blank=True, help_text="Else what the partnership may see.")

    def __str__(self) -> str:
        return self.name


class SearchState(models.Model):
    """How far the search has read: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0, help_text="Of the newest event then.")
    own_hash = models.CharField(max_length=64, blank=True, help_text="Of that event.")
    vocabulary = models.CharField(max_length=64, blank=True, help_text="Hash of the names read.")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="there_is_one_state_of_the_search", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return f"up to event {self.number}"
