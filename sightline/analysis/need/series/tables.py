"""The shapes of monthly series: counts, breaks in recording, trends, changes."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

MONTHLY = Table(
    "incidents by month",
    {
        "area": Column(Kind.TEXT, "area code"),
        "month": Column(Kind.TEXT, "month such as 2025-12"),
        "incidents": Column(
            Kind.COUNT, "incidents recorded, missing if not supplied", may_be_missing=True
        ),
    },
    ("area", "month"),
)
BREAKS = Table(
    "breaks in recording",
    {
        "month": Column(Kind.TEXT, "first month recorded the new way, such as 2025-04"),
        "what": Column(Kind.TEXT, "what changed"),
    },
    ("month",),
)
TREND = Table(
    "trend",
    {
        "area": Column(Kind.TEXT, "area code"),
        "months": Column(Kind.COUNT, "months used"),
        "not_supplied": Column(Kind.COUNT, "months between the first and the last not supplied"),
        "change_a_year": Column(
            Kind.NUMBER, "share by which it changes in a year", may_be_missing=True
        ),
        "change_low": Column(
            Kind.NUMBER, "share by which it changes in a year", may_be_missing=True
        ),
        "change_high": Column(
            Kind.NUMBER, "share by which it changes in a year", may_be_missing=True
        ),
        "dispersion": Column(
            Kind.AMOUNT, "variance of months to that of pure chance", may_be_missing=True
        ),
        "verdict": Column(Kind.TEXT, "rising, falling or cannot tell"),
        "words": Column(Kind.TEXT, "the same in words, with the reason"),
    },
    ("area",),
)
CHANGE = Table(
    "change between two periods",
    {
        "area": Column(Kind.TEXT, "area code"),
        "before": Column(Kind.COUNT, "incidents in the months of the first period supplied"),
        "after": Column(Kind.COUNT, "incidents in the months of the second period supplied"),
        "months_before": Column(Kind.COUNT, "months of the first period supplied"),
        "months_after": Column(Kind.COUNT, "months of the second period supplied"),
        "change": Column(Kind.NUMBER, "share by which it changed", may_be_missing=True),
        "change_low": Column(Kind.NUMBER, "share by which it changed", may_be_missing=True),
        "change_high": Column(Kind.NUMBER, "share by which it changed", may_be_missing=True),
        "dispersion": Column(
            Kind.AMOUNT, "variance of months to that of pure chance", may_be_missing=True
        ),
        "verdict": Column(Kind.TEXT, "more, fewer or cannot tell"),
        "words": Column(Kind.TEXT, "the same in words, with the reason"),
    },
    ("area",),
)
REGRESSION = Table(
    "what is expected of areas chosen for being high",
    {
        "areas": Column(Kind.COUNT, "areas chosen"),
        "incidents": Column(Kind.COUNT, "incidents they had in the time they were chosen by"),
        "expected": Column(Kind.AMOUNT, "incidents in as long a time, with nothing done"),
        "expected_fall": Column(Kind.NUMBER, "share by which they fall with nothing done"),
        "words": Column(Kind.TEXT, "the same in words"),
    },
)
