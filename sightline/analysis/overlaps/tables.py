"""The shape of overlaps: two activities, how alike they are in what, and what that makes them."""

from __future__ import annotations

from enum import StrEnum

from sightline.analysis.pairs import ALIKE
from sightline.analysis.tables import Column, Kind, Table


class Verdict(StrEnum):
    """What two activities for the same people in the same places are to each other."""

    DUPLICATED = "duplicated"
    COMPLEMENTARY = "complementary"
    CANNOT_TELL = "cannot tell"


class Likeness(StrEnum):
    """How two activities compare in one respect."""

    SAME = "the same"
    DIFFERENT = "different"
    NOT_SUPPLIED = "not supplied"


class Room(StrEnum):
    """What the two have room for."""

    TO_SPARE = "room to spare"
    BOTH_FULL = "both full"
    NOT_SUPPLIED = "not supplied"


OVERLAPS = Table(
    "overlaps",
    {
        **ALIKE.columns,
        "days": Column(Kind.TEXT, "days of the week compared, a Likeness"),
        "level": Column(Kind.TEXT, "level of prevention compared, a Likeness"),
        "approach": Column(Kind.TEXT, "approach compared, a Likeness"),
        "strand": Column(Kind.TEXT, "strand compared, a Likeness"),
        "room": Column(Kind.TEXT, "whether there is room, a Room"),
        "verdict": Column(Kind.TEXT, "a Verdict"),
    },
    ("activity", "other"),
)
