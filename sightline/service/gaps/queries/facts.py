"""The facts of one area in words: the list, the panel and the area page all say them from here."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sightline.analysis.gaps import GapKind
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_range, say_rate, say_share
from sightline.service.gaps.queries.asked import Asked

COLOUR_OF_KIND = {
    GapKind.NOBODY_REPORTED: "grey",
    GapKind.NOTHING_THERE: "red",
    GapKind.WRONG_GROUP: "purple",
    GapKind.TOO_LITTLE: "orange",
    GapKind.ENDS_SOON: "yellow",
    GapKind.TARGET_MET: "green",
}


@dataclass(frozen=True)
class GapFacts:
    """One area: need, reach and what is missing, in words, with how sure we are."""

    code: str
    name: str
    district: str
    rank: str
    people: str
    need: str
    need_range: str
    to_reach: str
    reached: str
    reached_range: str
    shortfall: str
    shortfall_range: str
    kind: str
    colour: str
    silent: str
    reasons: tuple[str, ...]
    address: str
    panel_address: str

    @property
    def reached_words(self) -> str:
        """People reached with their unit and range, or that it is not supplied."""
        return _a_year(self.reached, self.reached_range)

    @property
    def shortfall_words(self) -> str:
        """The shortfall with its unit and range, or that it is not supplied."""
        return _a_year(self.shortfall, self.shortfall_range)


def facts_of_area(row: pd.Series, *, asked: Asked) -> GapFacts:
    """The facts of a row of an answer's table."""
    reported = not pd.isna(row["people_reached"])
    return GapFacts(
        code=row["area"],
        name=row["area_name"],
        district=row["district_name"],
        rank=f"{row['rank']:,}",
        people=say_people(row["people"]),
        need=say_rate(row["need_per_1000"]),
        need_range=say_range(say_rate(row["need_low"]), say_rate(row["need_high"])),
        to_reach=say_people(row["people_to_reach"]),
        reached=say_people(row["people_reached"]),
        reached_range=_range(row, "reach") if reported else "",
        shortfall=say_people(row["shortfall"]),
        shortfall_range=_range(row, "shortfall") if reported else "",
        kind=row["kind"],
        colour=COLOUR_OF_KIND[GapKind(row["kind"])],
        silent=_silence(row),
        reasons=tuple(row["reasons"]),
        address=asked.policy_alone().address("gaps:area", row["area"]),
        panel_address=f"{asked.address('gaps:where', area=row['area'])}#area-panel",
    )


def _a_year(number: str, its_range: str) -> str:
    """A number of people with its unit and range.

    >>> _a_year("134", "120 to 148"), _a_year("0", ""), _a_year(NOT_SUPPLIED, "")
    ('134 a year (120 to 148)', '0 a year', 'not supplied')
    """
    if number == NOT_SUPPLIED:
        return number
    return f"{number} a year ({its_range})" if its_range else f"{number} a year"


def _range(row: pd.Series, what: str) -> str:
    """From the low to the high end in people, or nothing where they are said alike."""
    low, high = say_people(row[f"{what}_low"]), say_people(row[f"{what}_high"])
    return "" if low == high else say_range(low, high)


def _silence(row: pd.Series) -> str:
    if pd.isna(row["share_silent"]):
        return "no partner known"
    partners = int(row["partners"])
    return f"{say_share(row['share_silent'])} ({int(row['partners_silent'])} of {partners})"
