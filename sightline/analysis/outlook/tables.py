"""The shapes of an outlook and of how well outlooks did."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

OUTLOOK = Table(
    "outlook",
    {
        "area": Column(Kind.TEXT, "area code"),
        "first": Column(Kind.TEXT, "first month looked ahead to"),
        "last": Column(Kind.TEXT, "last month looked ahead to"),
        "expected": Column(Kind.AMOUNT, "incidents expected in those months together"),
        "low": Column(Kind.COUNT, "incidents, lower end of the interval"),
        "high": Column(Kind.COUNT, "incidents, upper end of the interval"),
        "unevenness": Column(
            Kind.AMOUNT, "relative variance of what is expected, beyond chance of counting"
        ),
        "season_known": Column(Kind.COUNT, "1 if the season is allowed for, 0 if taken as even"),
    },
    ("area",),
)
SCORES = Table(
    "how outlooks did",
    {
        "model": Column(Kind.TEXT, "how it was expected"),
        "origin": Column(Kind.TEXT, "last month that was known"),
        "months": Column(Kind.COUNT, "months looked ahead to"),
        "areas": Column(Kind.COUNT, "areas compared"),
        "incidents": Column(Kind.COUNT, "incidents there were"),
        "held": Column(Kind.SHARE, "share of areas whose count lay within its interval"),
        "held_split": Column(
            Kind.SHARE, "the same, a count on an end of the interval counted in part"
        ),
        "crps": Column(Kind.AMOUNT, "incidents: continuous ranked probability score, mean"),
        "crps_ratio": Column(Kind.AMOUNT, "times that of the smoothed long average"),
        "deviance": Column(Kind.AMOUNT, "Poisson deviance, mean of areas"),
        "pai": Column(Kind.AMOUNT, "predictive accuracy index of the areas expected to be highest"),
        "pei": Column(Kind.SHARE, "predictive efficiency index, share of the best index possible"),
    },
    ("model", "origin"),
)
