"""The shapes of what lies across a border: sides, straddles, crossings, flows, corridors."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

_YES_NO = "1 if so, 0 if not"
SIDES = Table(
    "sides of borders",
    {
        "area": Column(Kind.TEXT, "area code"),
        "side": Column(Kind.TEXT, "name of its district, missing if not known", True),
        "ours": Column(Kind.COUNT, f"it is of the county asked about: {_YES_NO}"),
    },
    ("area",),
)
STRADDLES = Table(
    "places across a border",
    {
        "straddle": Column(Kind.COUNT, "number of the place, from 1"),
        "area": Column(Kind.TEXT, "area code"),
        "side": Column(Kind.TEXT, "name of the district or other side"),
        "ours": Column(Kind.COUNT, f"it is of the county asked about: {_YES_NO}"),
        "on_the_border": Column(Kind.COUNT, f"beside one of the place on another side: {_YES_NO}"),
        "value": Column(Kind.NUMBER, "as given to the test"),
        "false_discovery": Column(Kind.SHARE, "false discovery rate of the local test"),
        "whole": Column(Kind.COUNT, "areas of the whole it is the part of, near the border"),
    },
    ("area",),
)
HOMES = Table(
    "where activities are held",
    {
        "activity": Column(Kind.TEXT, "reference"),
        "side": Column(Kind.TEXT, "side one of its places lies in"),
        "ours": Column(Kind.COUNT, f"it is of the county asked about: {_YES_NO}"),
    },
    ("activity", "side", "ours"),
)
_ENDS = {
    "home_side": Column(Kind.TEXT, "side where it is held, the first by name"),
    "home_ours": Column(Kind.COUNT, f"that is of the county asked about: {_YES_NO}"),
    "side": Column(Kind.TEXT, "side where the people live"),
    "ours": Column(Kind.COUNT, f"that is of the county asked about: {_YES_NO}"),
    "teller": Column(Kind.TEXT, "whose register tells it, empty if our own"),
}
CROSSING_PARTS = Table(
    "parts of the reach across borders",
    {
        "activity": Column(Kind.TEXT, "reference"),
        "area": Column(Kind.TEXT, "area code"),
        **_ENDS,
        "people": Column(Kind.AMOUNT, "people a year, missing if not told", True),
        "people_low": Column(Kind.AMOUNT, "people a year, by fresh and complete records alone"),
        "people_high": Column(Kind.AMOUNT, "people a year, with a guess for those without number"),
    },
    ("teller", "activity", "area"),
)
CROSSINGS = Table(
    "reach across borders",
    {
        **_ENDS,
        "activities": Column(Kind.COUNT, "activities"),
        "activities_unknown": Column(Kind.COUNT, "of these, how many give no number to go by"),
        "areas": Column(Kind.COUNT, "areas reached"),
        "people": Column(Kind.AMOUNT, "people a year, missing if no activity tells", True),
        "people_low": Column(Kind.AMOUNT, "people a year, by fresh and complete records alone"),
        "people_high": Column(Kind.AMOUNT, "people a year, with a guess for those without number"),
        "share_of_side": Column(
            Kind.SHARE, "of all this register reaches on that side, missing if none is told", True
        ),
    },
    ("teller", "home_side", "home_ours", "side", "ours"),
)
AWAY_PARTS = Table(
    "areas near an activity that does not serve them",
    {
        "activity": Column(Kind.TEXT, "reference"),
        "area": Column(Kind.TEXT, "area code"),
        **_ENDS,
        "people_near": Column(Kind.AMOUNT, "people of the ages asked about living there"),
        "people": Column(Kind.AMOUNT, "people a year it would reach there, if open", True),
    },
    ("teller", "activity", "area"),
)
TURNED_AWAY = Table(
    "people who live near and may not come",
    {
        "activity": Column(Kind.TEXT, "reference"),
        **_ENDS,
        "areas": Column(Kind.COUNT, "areas within reach that it does not serve"),
        "people_near": Column(Kind.AMOUNT, "people of the ages asked about living in them"),
        "people": Column(Kind.AMOUNT, "people a year it would reach there, if open", True),
        "people_low": Column(Kind.AMOUNT, "people a year, with the places that are free now"),
        "people_high": Column(Kind.AMOUNT, "people a year, at most"),
        "short": Column(Kind.AMOUNT, "people a year short in those areas, if known", True),
    },
    ("teller", "activity", "side", "ours"),
)
TOLD = Table(
    "reach told by neighbours",
    {
        "neighbour": Column(Kind.TEXT, "whose register tells it"),
        "area": Column(Kind.TEXT, "area code"),
        "told_people": Column(Kind.AMOUNT, "people a year, missing if it cannot be told", True),
        "told_low": Column(Kind.AMOUNT, "people a year, by fresh and complete records alone"),
        "told_high": Column(Kind.AMOUNT, "people a year, with a guess for those without number"),
        "told_activities": Column(Kind.COUNT, "activities for these ages that reach the area"),
        "told_unknown": Column(Kind.COUNT, "of these, how many give no number of people"),
        "told_on": Column(Kind.TEXT, "day of the copy that was read"),
        "told_fresh": Column(Kind.COUNT, f"that day is within six months: {_YES_NO}"),
        "source": Column(Kind.TEXT, "the file or address it came from"),
    },
    ("neighbour", "area"),
)
FLOWS = Table(
    "flows",
    {
        "home_area": Column(Kind.TEXT, "code or name of where somebody lives"),
        "offence_area": Column(Kind.TEXT, "code or name of where it happened"),
        "count": Column(Kind.COUNT, "incidents, missing where too few to show", True),
    },
    ("home_area", "offence_area"),
)
FLOWS_ACROSS = Table(
    "flows by side",
    {
        "home_side": Column(Kind.TEXT, "side where somebody lives, empty if not placed"),
        "offence_side": Column(Kind.TEXT, "side where it happened, empty if not placed"),
        "shown": Column(Kind.COUNT, "incidents of the counts that are shown"),
        "hidden": Column(Kind.COUNT, "counts that are too few to show"),
        "at_most": Column(Kind.COUNT, "incidents, missing where a hidden count has no bound", True),
        "share": Column(Kind.SHARE, "of what is shown of the offence side, missing if none", True),
        "share_low": Column(Kind.SHARE, "lower end, 90%", True),
        "share_high": Column(Kind.SHARE, "upper end, 90%", True),
    },
    ("home_side", "offence_side"),
)
EVENTS_BY_AREA = Table(
    "events and people near corridors",
    {
        "area": Column(Kind.TEXT, "area code"),
        "incidents": Column(Kind.AMOUNT, "incidents recorded"),
        "people": Column(Kind.AMOUNT, "people living there"),
    },
    ("area",),
)
CORRIDORS = Table(
    "exposure along corridors",
    {
        "corridor": Column(Kind.TEXT, "name of the line"),
        "kind": Column(Kind.TEXT, "such as railway or road"),
        "what": Column(Kind.TEXT, "the line, or its stops"),
        "within_m": Column(Kind.AMOUNT, "metres from it"),
        "areas": Column(Kind.COUNT, "areas so near"),
        "sides": Column(Kind.TEXT, "the sides they lie in, with ; between"),
        "share_of_people": Column(Kind.SHARE, "of all people, how many live so near"),
        "share_of_incidents": Column(Kind.SHARE, "of all incidents, missing if none", True),
        "share_low": Column(Kind.SHARE, "lower end, 90%", True),
        "share_high": Column(Kind.SHARE, "upper end, 90%", True),
        "times": Column(Kind.AMOUNT, "share of incidents ÷ share of people", True),
        "times_low": Column(Kind.AMOUNT, "lower end, 90%", True),
        "times_high": Column(Kind.AMOUNT, "upper end, 90%", True),
    },
    ("corridor", "kind", "what"),
)
