"""The shapes of who is reached: by activity and area, and by area."""

from __future__ import annotations

from enum import StrEnum

from sightline.analysis.tables import Column, Kind, Table

_YES_NO = "1 if so, 0 if not"
PARTS = Table(
    "parts of the reach",
    {
        "activity": Column(Kind.TEXT, "reference of the activity"),
        "area": Column(Kind.TEXT, "area code"),
        "share": Column(
            Kind.SHARE, "share of the activity's room for people of the ages asked about, here"
        ),
        "people_a_year": Column(Kind.AMOUNT, "room for people in a year", may_be_missing=True),
        "people_reached": Column(
            Kind.AMOUNT, "people a year of the ages asked about", may_be_missing=True
        ),
        "right_ages": Column(Kind.COUNT, f"its ages overlap those asked about: {_YES_NO}"),
        "ages_given": Column(Kind.COUNT, f"its ages are supplied: {_YES_NO}"),
        "fresh": Column(Kind.COUNT, f"its record was confirmed lately: {_YES_NO}"),
        "lasts": Column(Kind.COUNT, f"it and its money last six months more: {_YES_NO}"),
    },
    ("activity", "area"),
)
REACH = Table(
    "reach",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people_reached": Column(Kind.AMOUNT, "people a year"),
        "reach_low": Column(Kind.AMOUNT, "people a year, by fresh and complete records alone"),
        "reach_high": Column(
            Kind.AMOUNT, "people a year, with a guess for activities that give no number"
        ),
        "reach_after_endings": Column(
            Kind.AMOUNT, "people a year, once activities ending or losing money are taken away"
        ),
        "activities": Column(Kind.COUNT, "activities for these ages that reach the area"),
        "activities_unknown": Column(Kind.COUNT, "of these, how many give no number of people"),
        "activities_other_ages": Column(
            Kind.COUNT, "activities of the theme that reach the area, for other ages"
        ),
    },
    ("area",),
)
REACH_BY_MONTH = Table(
    "reach by month",
    {
        "area": Column(Kind.TEXT, "area code"),
        "month": Column(Kind.TEXT, "a month such as 2026-04"),
        "people_reached": Column(
            Kind.AMOUNT, "people a year, if all money that is not confirmed is found"
        ),
        "reach_low": Column(
            Kind.AMOUNT, "people a year, by fresh and complete records with money alone"
        ),
        "reach_high": Column(
            Kind.AMOUNT, "people a year, with a guess for activities that give no number"
        ),
        "people_reached_confirmed": Column(
            Kind.AMOUNT, "people a year, once activities whose money has ended are taken away"
        ),
        "people_money_not_said": Column(
            Kind.AMOUNT,
            "of people_reached_confirmed, by activities that say nothing of money",
        ),
        "activities": Column(Kind.COUNT, "activities for these ages that reach the area"),
        "activities_unknown": Column(Kind.COUNT, "of these, how many give no number of people"),
    },
    ("area", "month"),
)
SITES = Table(
    "sites",
    {
        "site": Column(Kind.TEXT, "name or reference"),
        "easting_m": Column(Kind.NUMBER, "metres east of the grid's origin, EPSG:27700"),
        "northing_m": Column(Kind.NUMBER, "metres north of the grid's origin, EPSG:27700"),
        "capacity": Column(Kind.AMOUNT, "room, such as people a year"),
    },
    ("site",),
)
ACCESS = Table(
    "access",
    {
        "area": Column(Kind.TEXT, "area code"),
        "access": Column(Kind.AMOUNT, "room for each person who lives there"),
    },
    ("area",),
)
BARRIERS = Table(
    "barriers",
    {
        "from_easting_m": Column(Kind.NUMBER, "one end of a straight piece, EPSG:27700"),
        "from_northing_m": Column(Kind.NUMBER, "the same"),
        "to_easting_m": Column(Kind.NUMBER, "its other end, EPSG:27700"),
        "to_northing_m": Column(Kind.NUMBER, "the same"),
    },
)
CROSSINGS = Table(
    "crossings",
    {
        "easting_m": Column(Kind.NUMBER, "where a barrier can be crossed, EPSG:27700"),
        "northing_m": Column(Kind.NUMBER, "the same"),
    },
)
TRAVEL_TIMES = Table(
    "travel times",
    {
        "area": Column(Kind.TEXT, "area code people set out from"),
        "to": Column(Kind.TEXT, "postcode of a place, or code of the area it is in"),
        "minutes": Column(Kind.AMOUNT, "minutes from door to door"),
    },
    ("area", "to"),
)


class Effect(StrEnum):
    """What something that is missing or odd does to an activity's reach."""

    NOBODY = "reaches nobody that is known"
    WIDENS = "widens the interval"
    TOLD = "is told"


REACH_NOTES = Table(
    "notes of reach",
    {
        "activity": Column(Kind.TEXT, "reference of the activity"),
        "about": Column(Kind.TEXT, "field of the activity"),
        "effect": Column(Kind.TEXT, "what it does to its reach, an Effect"),
        "words": Column(Kind.TEXT, "what was found and what to do, in words"),
    },
)
