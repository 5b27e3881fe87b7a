"""The shapes of what is missing: gaps, the silence of partners, and reasons."""

from __future__ import annotations

from enum import StrEnum

from sightline.analysis.tables import Column, Kind, Table


class GapKind(StrEnum):
    """What sort of gap an area has; the rules are in find_gaps."""

    NOBODY_REPORTED = "nobody has reported"
    NOTHING_THERE = "nothing there"
    WRONG_GROUP = "wrong group"
    TOO_LITTLE = "too little"
    ENDS_SOON = "ends soon"
    TARGET_MET = "target met"


class Sureness(StrEnum):
    """What the interval of a shortfall says, and what silence leaves of that."""

    GAP = "there is a gap"
    PERHAPS_NONE = "there may be no gap"
    PERHAPS = "there may be a gap"
    NO_GAP = "there is no gap"
    CANNOT_TELL = "cannot tell"


class CliffCause(StrEnum):
    """Why an activity goes dark, as far as its record says."""

    ENDS = "the activity ends"
    MONEY = "its money ends"
    NEEDS = "what it depends on ends"
    NOT_CONFIRMED = "its money is not confirmed"


class Topic(StrEnum):
    """What a reason is about, most telling first."""

    REACH = "reach"
    DOUBT = "doubt"
    TARGET = "target"
    NEED = "need"
    ENDINGS = "endings"
    STARTS = "starts"
    NO_NUMBER = "no number of people"
    OTHER_AGES = "other ages"
    NOT_CONFIRMED = "not confirmed"
    WHO_MAY_COME = "who may come"
    SILENCE = "silence"
    DEPRIVATION = "deprivation"


PARTNERS = Table(
    "partners",
    {
        "organisation": Column(Kind.TEXT, "name"),
        "area": Column(Kind.TEXT, "code of an area it works in"),
    },
)
LAST_REPORTS = Table(
    "last reports",
    {
        "organisation": Column(Kind.TEXT, "name"),
        "confirmed_on": Column(Kind.NUMBER, "day, missing if never", may_be_missing=True),
    },
)
SILENCE = Table(
    "silence",
    {
        "area": Column(Kind.TEXT, "area code"),
        "partners": Column(Kind.COUNT, "partners known to work there"),
        "partners_silent": Column(Kind.COUNT, "of these, how many have not reported lately"),
        "share_silent": Column(
            Kind.SHARE, "share of partners, missing where none is known", may_be_missing=True
        ),
    },
    ("area",),
)
GAPS = Table(
    "gaps",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.AMOUNT, "people of the ages living there"),
        "need_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "need_low": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "need_high": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "people_to_reach": Column(Kind.AMOUNT, "people a year the policy asks for"),
        "people_reached": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall_low": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall_high": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "kind": Column(Kind.TEXT, "kind of gap"),
        "share_silent": Column(
            Kind.SHARE, "share of partners, missing where none is known", may_be_missing=True
        ),
    },
    ("area",),
)
REASONS = Table(
    "reasons",
    {
        "area": Column(Kind.TEXT, "area code"),
        "topic": Column(Kind.TEXT, "what it is about, a Topic"),
        "reason": Column(Kind.TEXT, "a sentence"),
    },
)
RANKS = Table(
    "ranks of gaps",
    {
        "area": Column(Kind.TEXT, "area code"),
        "rank": Column(Kind.COUNT, "1 for the largest shortfall"),
        "rank_low": Column(Kind.COUNT, "the best place it could have"),
        "rank_high": Column(Kind.COUNT, "the last place it could have"),
    },
    ("area",),
)
FLIPS = Table(
    "what flips",
    {
        "area": Column(Kind.TEXT, "area code"),
        "policy": Column(Kind.TEXT, "the policy in words"),
        "people_to_reach": Column(Kind.AMOUNT, "people a year the policy asks for"),
        "shortfall": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "kind": Column(Kind.TEXT, "kind of gap"),
        "flips": Column(Kind.COUNT, "1 if the kind differs from the one under the policy asked"),
    },
    ("area", "policy"),
)
GAPS_BY_MONTH = Table(
    "gaps by month",
    {
        "area": Column(Kind.TEXT, "area code"),
        "month": Column(Kind.TEXT, "a month such as 2026-04"),
        "people": Column(Kind.AMOUNT, "people of the ages living there"),
        "people_to_reach": Column(Kind.AMOUNT, "people a year the policy asks for"),
        "people_reached": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall_low": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall_high": Column(
            Kind.AMOUNT, "people a year, missing if nobody reported", may_be_missing=True
        ),
        "shortfall_confirmed": Column(
            Kind.AMOUNT, "people a year, if money that is not confirmed is not found", True
        ),
        "kind": Column(Kind.TEXT, "kind of gap, a GapKind"),
        "sure": Column(Kind.TEXT, "how sure, a Sureness"),
        "share_silent": Column(
            Kind.SHARE, "share of partners, missing where none is known", may_be_missing=True
        ),
    },
    ("area", "month"),
)
LACKING = Table(
    "areas that lack something",
    {
        "area": Column(Kind.TEXT, "area code"),
        "sort": Column(Kind.TEXT, "what it lacks: only areas with the same make a place"),
        "how_much": Column(Kind.AMOUNT, "people a year; a place begins where it is most"),
    },
    ("area",),
)
MEMBERS = Table(
    "areas of places",
    {
        "place": Column(Kind.TEXT, "the lowest code of the areas of the place"),
        "area": Column(Kind.TEXT, "area code"),
    },
    ("area",),
)
PLACES = Table(
    "places",
    {
        "place": Column(Kind.TEXT, "the lowest code of its areas"),
        "place_name": Column(Kind.TEXT, "what to call it"),
        "kind": Column(Kind.TEXT, "kind of gap, a GapKind"),
        "first_month": Column(Kind.TEXT, "when it begins, such as 2026-04"),
        "areas": Column(Kind.COUNT, "small areas"),
        "people_to_reach": Column(Kind.AMOUNT, "people a year the policy asks for"),
        "people_reached": Column(Kind.AMOUNT, "people a year, missing if nobody reported", True),
        "shortfall": Column(Kind.AMOUNT, "people a year, missing if nobody reported", True),
        "shortfall_low": Column(Kind.AMOUNT, "people a year"),
        "shortfall_high": Column(Kind.AMOUNT, "people a year"),
        "rank": Column(Kind.COUNT, "1 for the largest shortfall", may_be_missing=True),
        "rank_low": Column(Kind.COUNT, "the best place it could have", may_be_missing=True),
        "rank_high": Column(Kind.COUNT, "the last place it could have", may_be_missing=True),
    },
    ("place", "kind"),
)
CLIFFS = Table(
    "cliffs",
    {
        "activity": Column(Kind.TEXT, "reference"),
        "organisation": Column(Kind.TEXT, "name"),
        "strand": Column(Kind.TEXT, "strand of the framework; may be empty"),
        "theme": Column(Kind.TEXT, "theme asked about"),
        "ages": Column(Kind.TEXT, "ages asked about, such as 10-24"),
        "open_to": Column(Kind.TEXT, "who may come, if not everyone of its ages; may be empty"),
        "place": Column(Kind.TEXT, "code of a district or area; empty if not known"),
        "place_name": Column(Kind.TEXT, "its name"),
        "areas": Column(Kind.COUNT, "small areas of the place that it reaches"),
        "month": Column(Kind.TEXT, "the last month, such as 2026-03; empty if not known"),
        "day": Column(Kind.TEXT, "the last day, such as 2026-03-31; empty if not known"),
        "year_end": Column(Kind.COUNT, "1 on 31 March, the end of the financial year, else 0"),
        "because": Column(Kind.TEXT, "why, a CliffCause"),
        "depends_on": Column(Kind.TEXT, "what it cannot go on without; may be empty"),
        "funders": Column(Kind.TEXT, "names; empty if not supplied"),
        "money_gbp": Column(Kind.AMOUNT, "pounds a year of the whole activity", True),
        "people_reached": Column(Kind.AMOUNT, "people a year here who go; missing: unknown", True),
        "share_of_reach": Column(
            Kind.SHARE, "of the reach here in that month that is known, what goes", True
        ),
        "others": Column(Kind.COUNT, "activities here that go on after it, as far as is said"),
        "others_people": Column(Kind.AMOUNT, "people a year here whom they reach"),
        "others_not_sure": Column(
            Kind.COUNT, "activities here that may themselves be gone by then"
        ),
        "others_first": Column(Kind.TEXT, "references of those that reach most; may be empty"),
    },
    ("activity", "place"),
)
AWARDS = Table(
    "awards that end",
    {
        "funder": Column(Kind.TEXT, "name; empty if not supplied"),
        "day": Column(Kind.TEXT, "the last day that is paid for, such as 2026-03-31"),
        "year_end": Column(Kind.COUNT, "1 on 31 March, else 0"),
        "activities": Column(Kind.COUNT, "activities it pays for until then"),
        "organisations": Column(Kind.COUNT, "organisations that lead them"),
        "places": Column(Kind.TEXT, "names of the places they reach"),
        "people_reached": Column(
            Kind.AMOUNT, "people a year, of the activities that tell it; missing: none does", True
        ),
        "people_unknown": Column(Kind.COUNT, "activities that tell no number of people"),
        "money_gbp": Column(
            Kind.AMOUNT, "pounds a year, of those whose part is known; missing: of none", True
        ),
        "money_unknown": Column(Kind.COUNT, "activities whose part of it is not known"),
        "references": Column(Kind.TEXT, "of the activities"),
    },
    ("funder", "day"),
)
