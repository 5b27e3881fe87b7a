"""People of any ages from bands or single years of age, and how sure the parts of bands are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from sightline.analysis.areas.people import people_of_age
from sightline.analysis.areas.sharing import COUNTS, How, add_up, share_out
from sightline.analysis.areas.tables import PEOPLE, POPULATION
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import Refused

# Measured on the single years of age of 34,753 small areas, mid-2020, put into the six bands of
# the census and split again by the profile of their district: likeness 86 within 0-15, 36 within
# 16-24. 35 is on the safe side: the interval of 90% held 91% of those aged 16 to 17, and 98% of
# those aged 10 to 17.
LIKENESS_OF_AGES = 35.0

PEOPLE_OF_AGES = Table(
    "people of ages",
    {
        "area": Column(Kind.TEXT, "area code"),
        "age_from": Column(Kind.COUNT, "age in completed years, included"),
        "age_to": Column(Kind.COUNT, "age in completed years, included"),
        "people": Column(Kind.AMOUNT, "people living there, missing if not supplied", True),
        "split_share": Column(Kind.SHARE, "of them, who come from a band that was split", True),
        "people_low": Column(Kind.AMOUNT, "the interval's lower end", True),
        "people_high": Column(Kind.AMOUNT, "the interval's upper end", True),
        "at_least": Column(Kind.AMOUNT, "people who are of these ages for certain", True),
        "at_most": Column(Kind.AMOUNT, "people who may be of these ages", True),
    },
    ("area", "age_from", "age_to"),
)
WITHOUT_PEOPLE = Table(
    "counts without people",
    {
        "area": Column(Kind.TEXT, "area code"),
        "count": Column(Kind.AMOUNT, "things counted"),
        "people": Column(Kind.AMOUNT, "people living there: 0, or missing if not known", True),
        "finding": Column(Kind.TEXT, "what is wrong, in words"),
    },
    ("area",),
)


def split_ages(
    *,
    population: pd.DataFrame,
    ages: Sequence[AgeRange],
    profile: pd.DataFrame | None = None,
    profile_of: Mapping[str, str] | None = None,
    likeness: float = LIKENESS_OF_AGES,
) -> pd.DataFrame:
    """How many people of each of those ages live in each area, and between what it lies.

    population: POPULATION, in bands or single years. ages: the ranges wanted, which may overlap: a
    range within another never has more people than it. profile: POPULATION of larger areas in
    narrower bands, such as the single years of a district; a band that is only partly wanted is
    split as the profile is, and evenly by year of age where there is none. profile_of: area to the
    area of the profile; itself by default. likeness: how alike the areas of a profile are. Ages
    that the population does not cover are missing, never none. Refused where a band without an
    upper end would be split evenly. Returns PEOPLE_OF_AGES; bands that divide all ages add up to
    everybody exactly.

    >>> census = pd.DataFrame({"area": "A", "age_from": [0, 16], "age_to": [15, 24],
    ...                        "people": [160, 90]})
    >>> found = split_ages(population=census, ages=[AgeRange(10, 17), AgeRange(0, 15)])
    >>> found[["age_from", "age_to", "people", "at_least", "at_most"]].values.tolist()
    [[0.0, 15.0, 160.0, 160.0, 160.0], [10.0, 17.0, 80.0, 0.0, 250.0]]
    """
    bands = POPULATION.check(population)
    pieces = bands.merge(_pieces(bands, ages), on=["age_from", "age_to"])
    pieces = pieces.sort_values(["area", "piece_from"], ignore_index=True)
    pieces["share"] = _shares(pieces, profile, profile_of)
    groups = np.asarray(pieces.groupby(["area", "age_from"], sort=False).ngroup(), dtype="int64")
    pieces["part"] = share_out(pieces["people"].astype("float64"), pieces["share"], groups)
    found = [_of_range(pieces, wanted, likeness) for wanted in sorted(set(ages))]
    table = pd.concat(found).sort_values(["area", "age_from", "age_to"])
    return PEOPLE_OF_AGES.check(table)


def counts_without_people(*, counts: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Areas with a count and nobody to set it against: no rate can be given, and it must be told.

    counts: COUNTS. people: PEOPLE. Nobody lives there, or nobody knows how many do: two things.
    Returns WITHOUT_PEOPLE, the largest count first.

    >>> counts = pd.DataFrame({"area": ["A", "B", "C"], "count": [3, 1, 2]})
    >>> people = pd.DataFrame({"area": ["A", "C"], "people": [0, 9]})
    >>> counts_without_people(counts=counts, people=people)["finding"].tolist()
    ['3 counted where nobody lives', '1 counted where it is not known how many live']
    """
    table = COUNTS.check(counts)
    table = table[table["count"] > 0]
    living = table["area"].map(PEOPLE.check(people).set_index("area")["people"]).astype("float64")
    table = table.assign(people=living)[living.isna() | (living == 0)]
    table["finding"] = [
        f"{count:,.10g} counted where "
        + ("it is not known how many live" if np.isnan(here) else "nobody lives")
        for count, here in zip(table["count"], table["people"], strict=True)
    ]
    return WITHOUT_PEOPLE.check(table.sort_values(["count", "area"], ascending=[False, True]))


def _pieces(bands: pd.DataFrame, ages: Sequence[AgeRange]) -> pd.DataFrame:
    """Every band of the population, cut where a wanted range begins or ends."""
    starts = {age.from_age for age in ages} | {age.to_age + 1 for age in ages}
    rows = []
    for first, last in bands[["age_from", "age_to"]].drop_duplicates().to_numpy():
        cuts = [first, *sorted(cut for cut in starts if first < cut <= last), last + 1]
        rows += [(first, last, cut, following - 1) for cut, following in pairwise(cuts)]
    columns = ["age_from", "age_to", "piece_from", "piece_to"]
    return pd.DataFrame(rows, columns=columns, dtype="int64")


def _shares(
    pieces: pd.DataFrame, profile: pd.DataFrame | None, profile_of: Mapping[str, str] | None
) -> pd.Series:
    """The share of each piece in the people of its band."""
    years = (pieces["piece_to"] - pieces["piece_from"] + 1) / (
        pieces["age_to"] - pieces["age_from"] + 1
    )
    if profile is None:
        profiled = pd.Series(np.nan, index=pieces.index)
    else:
        of = pieces["area"] if profile_of is None else pieces["area"].map(dict(profile_of))
        profiled = _profiled(pieces, of, profile)
    evenly = profiled.isna() & (years < 1) & (pieces["people"] > 0)
    open_ended = pieces[evenly & (pieces["age_to"] == OLDEST)]
    if len(open_ended):
        first = open_ended.iloc[0]
        raise Refused(
            f"people of {first['area']}: found a band of {first['age_from']} and over, wanted to "
            f"part it at {first['piece_to'] + 1}. Ask for ages up to {first['age_from'] - 1}, or "
            "give a profile in narrower bands."
        )
    return profiled.fillna(years)


def _profiled(pieces: pd.DataFrame, of: pd.Series, profile: pd.DataFrame) -> pd.Series:
    """The share of each piece in its band, in the profile; missing where it cannot tell."""
    kinds = pieces[["age_from", "age_to", "piece_from", "piece_to"]].drop_duplicates()
    share = pd.Series(np.nan, index=pieces.index)
    open_from = profile.loc[profile["age_to"] == OLDEST, "age_from"].min()
    for band_from, band_to, first, last in kinds.to_numpy():
        if first > open_from or open_from <= last < OLDEST:
            continue  # the profile's own band without an upper end would have to be split
        whole, part = (
            people_of_age(profile, AgeRange(*edges)).set_index("area")["people"]
            for edges in ((int(band_from), int(band_to)), (int(first), int(last)))
        )
        here = (pieces["piece_from"] == first) & (pieces["age_from"] == band_from)
        share[here] = of[here].map((part / whole).where(whole > 0))
    return share


def _of_range(pieces: pd.DataFrame, wanted: AgeRange, likeness: float) -> pd.DataFrame:
    """PEOPLE_OF_AGES of one range, for every area."""
    inside = pieces[
        (pieces["piece_from"] >= wanted.from_age) & (pieces["piece_to"] <= wanted.to_age)
    ]
    keys = ["area", "age_from", "age_to"]
    bands = inside.groupby(keys, as_index=False).agg(
        count=("people", "first"),
        part=("part", "sum"),
        share=("share", "sum"),
        first=("piece_from", "min"),
        last=("piece_to", "max"),
    )
    whole = (bands["first"] == bands["age_from"]) & (bands["last"] == bands["age_to"])
    bands["how"] = np.where(whole, str(How.WHOLE), str(How.GIVEN))
    bands["reach"] = bands["last"] - bands["first"] + 1
    covered = bands.groupby("area")["reach"].sum() == wanted.years
    table = add_up(bands, ["area"], likeness).set_index("area")
    numbers = ["count", "split_share", "count_low", "count_high", "at_least", "at_most"]
    table = table[numbers].where(covered.reindex(table.index))
    table = table.reindex(sorted(pieces["area"].unique())).reset_index()
    table = table.rename(columns=lambda name: name.replace("count", "people"))
    return table.assign(age_from=wanted.from_age, age_to=wanted.to_age)
