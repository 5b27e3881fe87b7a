"""The shapes of smoothed need: rates by area, and how much areas differ."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

SPATIAL_NEED = Table(
    "smoothed need",
    {
        "area": Column(Kind.TEXT, "area code"),
        "part": Column(Kind.COUNT, "part of the map that hangs together, from 1"),
        "neighbours": Column(Kind.COUNT, "areas beside it"),
        "people": Column(Kind.AMOUNT, "people of the ages living there"),
        "incidents": Column(Kind.COUNT, "incidents recorded"),
        "rate_per_1000": Column(
            Kind.AMOUNT, "incidents a year per 1,000, missing if nobody", may_be_missing=True
        ),
        "need_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 people: as likely more"),
        "need_low": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "need_high": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "relative_rate": Column(Kind.AMOUNT, "times the rate of all areas together"),
        "relative_low": Column(Kind.AMOUNT, "times the rate of all areas together"),
        "relative_high": Column(Kind.AMOUNT, "times the rate of all areas together"),
        "chance_above": Column(Kind.SHARE, "chance that its rate is above the one compared with"),
    },
    ("area",),
)
SPREAD = Table(
    "how much areas differ",
    {
        "what": Column(Kind.TEXT, "sigma, rho, or what a coefficient belongs to"),
        "mean": Column(Kind.NUMBER, "mean of the posterior"),
        "low": Column(Kind.NUMBER, "lower end of the interval"),
        "high": Column(Kind.NUMBER, "upper end of the interval"),
    },
    ("what",),
)
