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
