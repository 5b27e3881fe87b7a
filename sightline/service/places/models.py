"""What is kept of places: areas, the people who live there, and where postcodes are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q


class Drawing(models.Model):
    """The one drawing that the outlines of the county are made for."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    vintage = models.CharField(max_length=20, blank=True, help_text="Edition of the boundaries.")
    width = models.PositiveIntegerField(help_text="Units across.")
    height = models.PositiveIntegerField(help_text="Units down.")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="there_is_one_drawing", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return f"{self.width} by {self.height}"


class Area(models.Model):
    """A small area, of the county or of a neighbour across its border."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=120)
    district_code = models.CharField(max_length=20)
    district_name = models.CharField(max_length=120)
    is_neighbour = models.BooleanField(help_text="Across the border: shown, never counted.")
    county = models.CharField(max_length=100, help_text="The county, or whose area it is if known.")
    vintage = models.CharField(max_length=20, blank=True)
    easting_m = models.FloatField(help_text="A point inside, British National Grid, metres.")
    northing_m = models.FloatField()
    outline = models.TextField(help_text="SVG path in the instance's drawing; empty if across.")
    shape = models.TextField(help_text="GeoJSON geometry, WGS 84, five decimals.")
    shape_wkb = models.BinaryField(help_text="The same outline in British National Grid, WKB.")
    deprivation_rank = models.PositiveIntegerField(null=True, help_text="1 is most deprived.")
    deprivation_decile = models.PositiveSmallIntegerField(null=True)
    deprivation_edition = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["is_neighbour", "district_code"], name="areas_by_district")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_deprivation_decile_is_1_to_10",
                condition=Q(deprivation_decile=None) | Q(deprivation_decile__range=(1, 10)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class AreaPeople(models.Model):
    """How many people of an age band live in an area. Ages in completed years, both included."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="people")
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    people = models.FloatField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["area", "age_from"], name="one_count_of_people_per_area_and_age_band"
            ),
            models.CheckConstraint(
                name="an_age_band_ends_on_or_after_it_starts",
                condition=Q(age_to__gte=F("age_from")),
            ),
            models.CheckConstraint(name="people_are_never_negative", condition=Q(people__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.people:.0f} people aged {self.age_from}-{self.age_to} in {self.area_id}"


class AreaNeighbour(models.Model):
    """Two areas side by side: with a shared boundary, or with nothing but water between them."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="neighbours")
    neighbour = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    shared_m = models.FloatField(help_text="Length of the shared boundary; 0 if across water.")
    apart_m = models.FloatField(help_text="Shortest distance across; 0 if they touch.")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["area", "neighbour"], name="one_row_per_pair_of_neighbours"
            ),
            models.CheckConstraint(
                name="an_area_is_not_its_own_neighbour", condition=~Q(area=F("neighbour"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} beside {self.neighbour_id}"


class Postcode(models.Model):
    """Where a postcode is, in metres of the British National Grid."""

    postcode = models.CharField(max_length=8, primary_key=True)
    easting_m = models.FloatField()
    northing_m = models.FloatField()

    def __str__(self) -> str:
        return self.postcode
