"""The shapes of hot spots: values and counts of areas in, patterns of areas out."""

from __future__ import annotations

from enum import StrEnum

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
LOCAL_PATTERNS = Table(
    "local patterns",
    {
        "area": Column(Kind.TEXT, "area code"),
        "value": Column(Kind.NUMBER, "as given"),
        "neighbours": Column(Kind.COUNT, "areas"),
        "mean_of_neighbours": Column(Kind.NUMBER, "in the unit of value", may_be_missing=True),
        "local_moran": Column(Kind.NUMBER, "above 0 beside its like", may_be_missing=True),
        "gi": Column(Kind.NUMBER, "standard deviations, without itself", may_be_missing=True),
        "gi_star": Column(Kind.NUMBER, "standard deviations, with itself", may_be_missing=True),
        "chance": Column(Kind.SHARE, "two-sided p; missing if no neighbours", may_be_missing=True),
        "false_discovery": Column(Kind.SHARE, "false discovery rate", may_be_missing=True),
        "spot": Column(Kind.TEXT, "one of Spot"),
        "pattern": Column(Kind.TEXT, "one of Pattern"),
    },
    ("area",),
)
PLACES = Table(
    "places of areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "easting_m": Column(Kind.NUMBER, "metres east of the grid's origin, EPSG:27700"),
        "northing_m": Column(Kind.NUMBER, "metres north of the grid's origin, EPSG:27700"),
    },
    ("area",),
)
MONTHLY = Table(
    "incidents by area and month",
    {
        "area": Column(Kind.TEXT, "area code"),
        "month": Column(Kind.TEXT, "month such as 2025-12"),
        "incidents": Column(Kind.AMOUNT, "incidents recorded, 0 where none were"),
    },
    ("area", "month"),
)
SCANNED = Table(
    "incidents counted and expected",
    {**MONTHLY.columns, "expected": Column(Kind.AMOUNT, "incidents, on any scale")},
    ("area", "month"),
)
CLUSTERS = Table(
    "clusters",
    {
        "cluster": Column(Kind.COUNT, "number, 1 the least likely by chance"),
        "centre": Column(Kind.TEXT, "area code"),
        "areas": Column(Kind.COUNT, "areas in the circle"),
        "first_month": Column(Kind.TEXT, "month, empty if of one period"),
        "last_month": Column(Kind.TEXT, "month, empty if of one period"),
        "incidents": Column(Kind.AMOUNT, "incidents recorded"),
        "expected": Column(Kind.AMOUNT, "incidents, if there were no cluster anywhere"),
        "times_elsewhere": Column(
            Kind.AMOUNT, "times the rate elsewhere, missing if none elsewhere", may_be_missing=True
        ),
        "log_likelihood_ratio": Column(Kind.AMOUNT, "Kulldorff's"),
        "chance": Column(Kind.SHARE, "of maps without a cluster, how many hold one so unlikely"),
    },
    ("cluster",),
)
CLUSTER_AREAS = Table(
    "areas of clusters",
    {
        "cluster": Column(Kind.COUNT, "number of the cluster"),
        "area": Column(Kind.TEXT, "area code"),
    },
    ("cluster", "area"),
)
EVENTS = Table(
    "events",
    {
        "day": Column(Kind.TEXT, "day such as 2025-12-31"),
        "easting_m": Column(Kind.NUMBER, "metres east of the grid's origin, EPSG:27700"),
        "northing_m": Column(Kind.NUMBER, "metres north of the grid's origin, EPSG:27700"),
    },
)
NEAR_REPEATS = Table(
    "near repeats",
    {
        "within_m": Column(Kind.AMOUNT, "metres, included"),
        "within_days": Column(Kind.COUNT, "days, included"),
        "pairs": Column(Kind.COUNT, "pairs of incidents so near and so soon"),
        "expected": Column(Kind.AMOUNT, "pairs, if places and days had nothing to do together"),
        "chance": Column(Kind.SHARE, "of shuffles, how many give as many pairs"),
    },
    ("within_m", "within_days"),
)
PLACE_COUNTS = Table(
    "incidents of places",
    {
        "area": Column(Kind.TEXT, "area code, or the name of any place"),
        "incidents": Column(Kind.COUNT, "incidents recorded, 0 where none were"),
    },
    ("area",),
)
LORENZ = Table(
    "Lorenz curve",
    {
        "share_of_places": Column(Kind.SHARE, "of places, those with most first"),
        "share_of_incidents": Column(Kind.SHARE, "of incidents, held by them"),
    },
)
PERSISTENCE = Table(
    "persistence",
    {
        "area": Column(Kind.TEXT, "area code"),
        "months": Column(Kind.COUNT, "months looked at"),
        "months_on_top": Column(Kind.AMOUNT, "months among the top, fractional where areas tie"),
        "by_chance": Column(Kind.AMOUNT, "months, if each top were drawn anew"),
        "chance": Column(Kind.SHARE, "how often chance puts one area there so often"),
    },
    ("area",),
)
AREA_CRIMES = Table(
    "crimes by area and offence",
    {
        "area": Column(Kind.TEXT, "area code"),
        "category": Column(Kind.TEXT, "offence, as in the set of weights"),
        "crimes": Column(Kind.COUNT, "crimes recorded"),
    },
    ("area", "category"),
)
HARM_WEIGHTS = Table(
    "weights of harm",
    {
        "category": Column(Kind.TEXT, "offence"),
        "weight": Column(Kind.AMOUNT, "of one crime, such as days of custody"),
    },
    ("category",),
)
AREA_HARM = Table(
    "harm by area",
    {
        "area": Column(Kind.TEXT, "area code"),
        "crimes": Column(Kind.COUNT, "crimes recorded"),
        "harm": Column(Kind.AMOUNT, "sum of weights, in the unit told"),
        "harm_low": Column(Kind.AMOUNT, "sum of weights, in the unit told"),
        "harm_high": Column(Kind.AMOUNT, "sum of weights, in the unit told"),
        "unit": Column(Kind.TEXT, "unit of the weights"),
        "weights": Column(Kind.TEXT, "name of the set of weights"),
    },
    ("area",),
)


class Spot(StrEnum):
    """What an area and its neighbours are together."""

    HOT = "hot spot"
    COLD = "cold spot"
    UNCLEAR = "no clear pattern"
    ALONE = "no neighbours"


class Pattern(StrEnum):
    """How an area stands among its neighbours; high and low are above and below the mean of all."""

    HIGH_AMONG_HIGH = "high among high"
    LOW_AMONG_LOW = "low among low"
    HIGH_AMONG_LOW = "high among low"
    LOW_AMONG_HIGH = "low among high"
    UNCLEAR = "no clear pattern"
    ALONE = "no neighbours"
