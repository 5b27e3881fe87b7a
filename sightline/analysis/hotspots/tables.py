"""The shapes of hot spots: values and counts of areas in, patterns of areas out."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

VALUES = Table(
    "values of areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "value": Column(Kind.NUMBER, "any number, such as a steadied rate"),
    },
    ("area",),
)
COUNTS = Table(
    "incidents and people of areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "incidents": Column(Kind.AMOUNT, "incidents recorded, fractional where a count was split"),
        "people": Column(Kind.AMOUNT, "people living there"),
    },
    ("area",),
)
