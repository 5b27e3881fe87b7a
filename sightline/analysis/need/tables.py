"""The shapes of need: incidents by area, month and type, and need by area."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

INCIDENTS = Table(
    "incidents",
    {
        "area": Column(Kind.TEXT, "area code"),
        "month": Column(Kind.TEXT, "month such as 2025-12"),
        "category": Column(Kind.TEXT, "the police's name for the type of crime"),
        "incidents": Column(Kind.COUNT, "incidents recorded"),
    },
    ("area", "month", "category"),
)
AREA_INCIDENTS = Table(
    "incidents by area",
    {
        "area": Column(Kind.TEXT, "area code"),
        "incidents": Column(Kind.COUNT, "incidents recorded"),
    },
    ("area",),
)
DEPRIVATION = Table(
    "deprivation",
    {
        "area": Column(Kind.TEXT, "area code"),
        "deprivation": Column(
            Kind.NUMBER, "any score, higher if more deprived", may_be_missing=True
        ),
    },
    ("area",),
)
NEED = Table(
    "need",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.AMOUNT, "people of the ages living there"),
        "incidents": Column(Kind.COUNT, "incidents recorded"),
        "rate_per_1000": Column(
            Kind.AMOUNT, "incidents a year per 1,000, missing if nobody", may_be_missing=True
        ),
        "expected_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 in areas like it"),
        "own_weight": Column(Kind.SHARE, "share of the estimate that rests on its own count"),
        "deprivation_given": Column(Kind.COUNT, "1 if its deprivation is known and used, else 0"),
        "need_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "need_low": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "need_high": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
    },
    ("area",),
)
SMOOTHED = Table(
    "rates drawn towards the neighbours'",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.AMOUNT, "people of the ages living there"),
        "incidents": Column(Kind.COUNT, "incidents recorded"),
        "neighbours": Column(Kind.COUNT, "areas; 0: drawn towards all areas together"),
        "rate_per_1000": Column(
            Kind.AMOUNT, "incidents a year per 1,000, missing if nobody", may_be_missing=True
        ),
        "towards_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 in the neighbourhood"),
        "own_weight": Column(Kind.SHARE, "share of the estimate that rests on its own count"),
        "need_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
    },
    ("area",),
)
