"""The shapes of tables of areas: where they are, who lives there, which are beside which."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

AREAS = Table(
    "areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "area_name": Column(Kind.TEXT, "name"),
        "district": Column(Kind.TEXT, "district code, empty where the file gives none"),
        "district_name": Column(Kind.TEXT, "name, empty where the file gives none"),
        "easting_m": Column(Kind.NUMBER, "metres east of the grid's origin, EPSG:27700"),
        "northing_m": Column(Kind.NUMBER, "metres north of the grid's origin, EPSG:27700"),
    },
    ("area",),
)
POPULATION = Table(
    "population",
    {
        "area": Column(Kind.TEXT, "area code"),
        "age_from": Column(Kind.COUNT, "age in completed years, included"),
        "age_to": Column(Kind.COUNT, "age in completed years, included"),
        "people": Column(Kind.COUNT, "people living there"),
    },
    ("area", "age_from"),
)
PEOPLE = Table(
    "people",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.AMOUNT, "people living there, fractional where a band was split"),
    },
    ("area",),
)
SHARED_BORDERS = Table(
    "neighbours by boundary",
    {
        "area": Column(Kind.TEXT, "area code"),
        "neighbour": Column(Kind.TEXT, "area code"),
        "shared_m": Column(Kind.AMOUNT, "metres of border shared"),
    },
    ("area", "neighbour"),
)
DISTANCES = Table(
    "neighbours by distance",
    {
        "area": Column(Kind.TEXT, "area code"),
        "neighbour": Column(Kind.TEXT, "area code"),
        "distance_m": Column(Kind.AMOUNT, "metres between the points inside the areas"),
    },
    ("area", "neighbour"),
)
FACING = Table(
    "neighbours across water",
    {
        "area": Column(Kind.TEXT, "area code"),
        "neighbour": Column(Kind.TEXT, "area code"),
        "apart_m": Column(Kind.AMOUNT, "metres of water at the narrowest"),
    },
    ("area", "neighbour"),
)
