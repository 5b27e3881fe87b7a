"""The facts of one area in words: the list, the panel, the map and its page say them from here."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sightline.analysis.need import say_compared
from sightline.analysis.words import say_people, say_range, say_rate
from sightline.service.need.queries.answers import Answer
from sightline.service.need.queries.asked import Asked


@dataclass(frozen=True)
class NeedFacts:
    """One area: need with its interval, and how it stands to the county."""

    code: str
    name: str
    district: str
    need: str
    need_range: str
    against: str
    rank: str
    incidents: str
    people: str
    address: str
    panel_address: str


def facts_of_area(row: pd.Series, *, answer: Answer, asked: Asked) -> NeedFacts:
    """The facts of a row of an answer's table."""
    ranks = say_range(f"{row['rank_low']:,}", f"{row['rank_high']:,}")
    return NeedFacts(
        code=row["area"],
        name=row["area_name"],
        district=row["district_name"],
        need=say_rate(row["need_per_1000"]),
        need_range=say_range(say_rate(row["need_low"]), say_rate(row["need_high"])),
        against=say_compared(answer.run.county, row["chance_above"]),
        rank=f"{ranks} of {len(answer.table):,}",
        incidents=f"{int(row['incidents']):,}",
        people=say_people(row["people"]),
        address=asked.question_alone().address("need:profile", row["area"]),
        panel_address=f"{asked.address('need:needs', area=row['area'])}#area-panel",
    )
