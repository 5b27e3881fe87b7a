"""The shapes of an index of need: the values that go in, its parts, and what comes out."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

INDICATOR_VALUES = Table(
    "indicator values",
    {
        "indicator": Column(Kind.TEXT, "indicator"),
        "area": Column(Kind.TEXT, "area code"),
        "value": Column(Kind.NUMBER, "the indicator's own unit", may_be_missing=True),
    },
    ("indicator", "area"),
)
DOMAIN_SCORES = Table(
    "domain scores",
    {
        "domain": Column(Kind.TEXT, "domain"),
        "area": Column(Kind.TEXT, "area code"),
        "domain_score": Column(Kind.NUMBER, "any score, higher if worse", may_be_missing=True),
    },
    ("domain", "area"),
)
INDEX = Table(
    "index of need",
    {
        "area": Column(Kind.TEXT, "area code"),
        "index_score": Column(Kind.AMOUNT, "points from 0 to 100, higher if worse", True),
        "index_rank": Column(Kind.AMOUNT, "1 for the most need, ties share one", True),
        "weight_known": Column(Kind.SHARE, "share of the weights whose domain is known"),
    },
    ("area",),
)
INDEX_PARTS = Table(
    "parts of the index",
    {
        "domain": Column(Kind.TEXT, "domain"),
        "area": Column(Kind.TEXT, "area code"),
        "domain_rank": Column(Kind.AMOUNT, "1 for the most need", may_be_missing=True),
        "domain_points": Column(Kind.AMOUNT, "points from 0 to 100", may_be_missing=True),
        "weighted_points": Column(Kind.AMOUNT, "points of the index's score", True),
    },
    ("domain", "area"),
)
FLIPS = Table(
    "areas that flip",
    {
        "area": Column(Kind.TEXT, "area code"),
        "rank_before": Column(Kind.AMOUNT, "1 for the most need", may_be_missing=True),
        "rank_after": Column(Kind.AMOUNT, "1 for the most need", may_be_missing=True),
        "enters": Column(Kind.COUNT, "1 if it enters the top share, 0 if it leaves it"),
    },
    ("area",),
)
LEFT_OUT = Table(
    "one indicator left out",
    {
        "indicator": Column(Kind.TEXT, "indicator left out"),
        "rank_correlation": Column(Kind.NUMBER, "Spearman's, with and without it"),
        "most_places_moved": Column(Kind.AMOUNT, "ranks"),
        "areas_entering": Column(Kind.COUNT, "areas that enter the top share without it"),
        "areas_leaving": Column(Kind.COUNT, "areas that leave the top share without it"),
    },
    ("indicator",),
)
RANK_RANGES = Table(
    "ranks under other weights",
    {
        "area": Column(Kind.TEXT, "area code"),
        "rank_best": Column(Kind.AMOUNT, "the rank with least need", may_be_missing=True),
        "rank_worst": Column(Kind.AMOUNT, "the rank with most need", may_be_missing=True),
    },
    ("area",),
)
