"""Which activities meet: alike in people, places and months, found by a grid and bit masks."""

from sightline.analysis.pairs.alike import (
    ALIKE,
    MONTHS_AHEAD,
    MOST_ALIKE,
    NEAR_M,
    days_in_common,
    find_alike,
    masks_of,
)
from sightline.analysis.pairs.nearby import Matches, match_nearby
from sightline.analysis.pairs.said import (
    at_first,
    called,
    funders_of,
    is_told,
    money_together,
    say_all,
    say_money,
    say_pounds,
    who,
)
from sightline.analysis.pairs.whenever import parts_whenever

__all__ = [
    "ALIKE",
    "MONTHS_AHEAD",
    "MOST_ALIKE",
    "NEAR_M",
    "Matches",
    "at_first",
    "called",
    "days_in_common",
    "find_alike",
    "funders_of",
    "is_told",
    "masks_of",
    "match_nearby",
    "money_together",
    "parts_whenever",
    "say_all",
    "say_money",
    "say_pounds",
    "who",
]
