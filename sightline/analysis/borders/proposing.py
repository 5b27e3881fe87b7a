"""Who should work together across a border, on what, and what each side would gain by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.borders.looking import AcrossBorders
from sightline.analysis.findings import People
from sightline.analysis.tables import Column, Kind, Table
from sightline.analysis.words import say_people, say_range

NAMES_SAID = 6
PROPOSALS = Table(
    "proposals",
    {
        "finding": Column(Kind.TEXT, "identity of the finding it belongs to"),
        "sort": Column(Kind.TEXT, "sort of the finding"),
        "side": Column(Kind.TEXT, "one of the sides"),
        "what": Column(Kind.TEXT, "what to do together"),
        "organisations": Column(Kind.TEXT, "who works on that side, with ; between; may be empty"),
        "gain_low": Column(Kind.AMOUNT, "people a year, missing if not known", True),
        "gain": Column(Kind.AMOUNT, "people a year, missing if not known", True),
        "gain_high": Column(Kind.AMOUNT, "people a year, missing if not known", True),
        "gain_words": Column(Kind.TEXT, "the gain in words"),
    },
    ("finding", "side"),
)


@dataclass(frozen=True)
class Gain:
    """What one side would gain. people: people a year; None: not known, never none."""

    side: str
    people: People | None
    words: str


@dataclass(frozen=True)
class Proposal:
    """What to do together, who would talk to whom, and what each side gains.

    organisations: for each side of gains, names in their order; empty where nobody is known.
    """

    what: str
    gains: tuple[Gain, ...]
    organisations: tuple[tuple[str, ...], ...]

    def sentences(self) -> tuple[str, ...]:
        """The proposal as reasons of a finding."""
        talk = " and ".join(
            f"{gain.side} ({_names(names)})"
            for gain, names in zip(self.gains, self.organisations, strict=True)
        )
        gains = tuple(f"Gain for {gain.side}: {gain.words}." for gain in self.gains)
        return (f"Proposal: {self.what}.", f"Who must talk: {talk}.", *gains)


def rows_of(finding: str, sort: str, proposal: Proposal) -> list[dict[str, object]]:
    """PROPOSALS of one finding, a row for each side."""
    return [
        {
            "finding": finding,
            "sort": sort,
            "side": gain.side,
            "what": proposal.what,
            "organisations": "; ".join(names),
            "gain_low": gain.people.low if gain.people else None,
            "gain": gain.people.middle if gain.people else None,
            "gain_high": gain.people.high if gain.people else None,
            "gain_words": gain.words,
        }
        for gain, names in zip(proposal.gains, proposal.organisations, strict=True)
    ]


def who_works(across: AcrossBorders, side: str, areas: Iterable[str] = ()) -> tuple[str, ...]:
    """Organisations by name that are held on a side, or reach these areas of it."""
    works = across.works_on(side)
    keys = works.loc[works["area"].isin({"", *areas}), ["teller", "activity"]].drop_duplicates()
    return organisations_of(across, keys.itertuples(index=False, name=None))


def organisations_of(across: AcrossBorders, keys: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Who runs activities, given by teller and reference: each once, by name."""
    return tuple(sorted({across.activities[key].organisation for key in keys}))


def say_gain(people: People | None) -> str:
    """People a year in words, with the range.

    >>> say_gain(People(2, 5, 9)), say_gain(None)
    ('about 5 people a year (2 to 9)', 'not known')
    >>> say_gain(People(0, None, 9))
    '0 to 9 people a year'
    """
    if people is None:
        return "not known"
    span = say_range(say_people(people.low), say_people(people.high))
    if people.middle is None:
        return f"{span} people a year"
    return f"about {say_people(people.middle)} people a year ({span})"


def together(gains: Sequence[People | None]) -> People | None:
    """The sum of what is known; None if nothing is. Without a middle if one of them has none."""
    known = [one for one in gains if one is not None]
    if not known:
        return None
    middles = [one.middle for one in known if one.middle is not None]
    return People(
        low=sum(one.low for one in known),
        middle=sum(middles) if len(middles) == len(known) else None,
        high=sum(one.high for one in known),
    )


def short_in(gaps: pd.DataFrame | None, areas: Iterable[str]) -> People | None:
    """How many people a year are short in these areas; None where no gap is known of them."""
    if gaps is None:
        return None
    rows = gaps[gaps["area"].isin(set(areas))].dropna(subset=["shortfall"])
    if rows.empty:
        return None
    low, middle, high = (float(rows[f"shortfall{end}"].sum()) for end in ("_low", "", "_high"))
    return People(min(low, middle), middle, max(high, middle))


def _names(names: Sequence[str]) -> str:
    if not names:
        return "nobody that is known to work there"
    more = len(names) - NAMES_SAID
    said = ", ".join(names[:NAMES_SAID])
    return f"{said} and {more} more" if more > 0 else said
