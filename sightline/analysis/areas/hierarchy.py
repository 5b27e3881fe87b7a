"""Which area is in which: small areas, wards, districts, partnerships, forces, with dates.

A link holds from one day to another, for districts merge and codes change. Where an area has
several parents of one level, as a merged district that keeps its old community safety partnerships,
a count of it is shared among them and never counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
import pandas as pd

from sightline.analysis.areas.sharing import (
    CERTAIN,
    SHARES,
    Converted,
    How,
    check_shares,
    convert_counts,
)
from sightline.analysis.areas.tables import PEOPLE
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput, NotFound


class Level(StrEnum):
    """A level of geography, in the partnership's words."""

    LSOA = "LSOA"
    MSOA = "MSOA"
    WARD = "ward"
    DISTRICT = "district"
    PARTNERSHIP = "partnership"  # community safety partnership
    FORCE = "force"
    COUNTY = "county"  # upper tier or unitary authority
    REGION = "region"
    HEALTH_BOARD = "health board"  # integrated care board
    FIRE = "fire and rescue"


LINKS = Table(
    "links of areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "level": Column(Kind.TEXT, "its level, as in Level"),
        "parent": Column(Kind.TEXT, "code of the area it is in"),
        "parent_level": Column(Kind.TEXT, "the level of that"),
        "starts_on": Column(Kind.TEXT, "first day, as 2023-04-01; empty if not known"),
        "ends_on": Column(Kind.TEXT, "last day; empty if it still holds"),
        "area_edition": Column(Kind.TEXT, "year of the area's codes in the look-up; may be empty"),
        "parent_edition": Column(Kind.TEXT, "year of the parent's codes; may be empty"),
    },
    ("area", "area_edition", "level", "parent", "parent_level", "starts_on"),
)
LIFETIMES = Table(
    "codes of areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "area_name": Column(Kind.TEXT, "name"),
        "starts_on": Column(Kind.TEXT, "first day; empty if before the first edition known"),
        "ends_on": Column(Kind.TEXT, "last day; empty if it is still in force"),
    },
    ("area",),
)
SUCCESSIONS = Table(
    "successions of areas",
    {
        "area": Column(Kind.TEXT, "code that ended"),
        "successor": Column(Kind.TEXT, "code that took over"),
        "changed_on": Column(Kind.TEXT, "first day of the successor"),
    },
    ("area", "successor"),
)
PARENTS = Table(
    "parents of an area",
    {
        "parent": Column(Kind.TEXT, "area code"),
        "parent_level": Column(Kind.TEXT, "its level"),
        "of_several": Column(Kind.COUNT, "how many parents of this level there are"),
        "through": Column(Kind.TEXT, "the area that is in it"),
        "starts_on": Column(Kind.TEXT, "first day of that link; empty if not known"),
        "ends_on": Column(Kind.TEXT, "last day of that link; empty if it still holds"),
    },
    ("parent", "parent_level"),
)
_FOR_EVER = "9999-12-31"


def links_on(links: pd.DataFrame, on: date) -> pd.DataFrame:
    """The links that hold on a day. A day that is not known is no limit."""
    day, ends = on.isoformat(), links["ends_on"].replace("", _FOR_EVER)
    return links[(links["starts_on"] <= day) & (day <= ends)].reset_index(drop=True)


def date_links(links: pd.DataFrame, lifetimes: pd.DataFrame) -> pd.DataFrame:
    """Links with the days on which both of their areas are in force.

    links: LINKS, of several editions of look-ups if need be. lifetimes: LIFETIMES; areas that are
    not there are taken to be always in force. A link that two editions give is there once, with the
    later edition. Links that can never have held are left out. Returns LINKS.
    """
    dated = replace(LINKS, one_row_per=()).check(links)  # editions repeat each other
    lives = LIFETIMES.check(lifetimes).set_index("area")
    for end in ("area", "parent"):
        starts = dated[end].map(lives["starts_on"]).fillna("")
        ends = dated[end].map(lives["ends_on"]).fillna("").replace("", _FOR_EVER)
        dated["starts_on"] = np.maximum(dated["starts_on"].astype(object), starts.astype(object))
        dated["ends_on"] = np.minimum(
            dated["ends_on"].replace("", _FOR_EVER).astype(object), ends.astype(object)
        )
    dated = dated[dated["starts_on"] <= dated["ends_on"]]
    dated = dated.assign(ends_on=dated["ends_on"].replace(_FOR_EVER, ""))
    latest = dated.sort_values("parent_edition", kind="stable").drop_duplicates(
        list(LINKS.one_row_per), keep="last"
    )
    return LINKS.check(latest.sort_values(list(LINKS.one_row_per)))


def parents_of(area: str, links: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Every area that an area is in on a day, nearest first, as PARENTS.

    links: LINKS of any levels; each level is reached by the fewest steps. An area with several
    parents of a level is in one of them, or partly in each: `of_several` says how many there are.
    NotFound if no link of the area holds on that day, with when it did.

    >>> links = pd.DataFrame({"area": ["X1", "XD"], "level": ["LSOA", "district"],
    ...     "parent": ["XD", "XF"], "parent_level": ["district", "force"],
    ...     "starts_on": "", "ends_on": "", "area_edition": "", "parent_edition": "2024"})
    >>> parents_of("X1", links, on=date(2024, 6, 1))[["parent", "through"]].values.tolist()
    [['XD', 'X1'], ['XF', 'XD']]
    """
    known = LINKS.check(links)
    if area not in set(known["area"]):
        raise NotFound(f"{area} is in no look-up that was given. Give one that has it.")
    holding = links_on(known, on)
    ends = pd.MultiIndex.from_frame(holding[["area", "level"]])
    step = {(area, level) for level in known.loc[known["area"] == area, "level"]}
    found, levels = [], {level for _, level in step}
    while step:
        up = holding[ends.isin(step) & ~holding["parent_level"].isin(levels)]
        up = up.drop_duplicates(["parent", "parent_level"])
        found.append(up)
        levels.update(up["parent_level"])
        step = set(zip(up["parent"], up["parent_level"], strict=True))
    parents = pd.concat(found).rename(columns={"area": "through"})
    if parents.empty:
        raise NotFound(_when_it_did(area, known, on))
    several = parents.groupby("parent_level")["parent"].transform("size")
    return PARENTS.check(parents.assign(of_several=several))


def link_shares(
    links: pd.DataFrame,
    *,
    level: Level,
    to: Level,
    on: date,
    edition: str | None = None,
    people: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much of a count of each area goes to which area of a higher level, as SHARES.

    links: LINKS; where none leads straight from `level` to `to`, those that do it in the fewest
    steps. edition: the year of the areas' codes, needed where links of several years are mixed.
    people: PEOPLE of the parents; an area with several is shared among them by their people, and in
    equal parts where those are not known. An area that is not wholly in areas that lead there is
    left out: its counts are handed back as unplaced. BadInput if nothing leads there.
    """
    holding = links_on(LINKS.check(links), on)
    path = _path(holding, level, to)
    shares = _one_step(_of_edition(holding, path[0], path[1], edition), path[0], path[1], people)
    for lower, upper in pairwise(path[1:]):
        shares = compose_shares(shares, _one_step(holding, lower, upper, people))
    return shares


def compose_shares(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The shares of going by the first and then by the second, as SHARES.

    What is split and comes together again is whole. Areas of the first that do not wholly go on by
    the second are left out.

    >>> one = pd.DataFrame({"from_area": "X1", "to_area": ["P", "Q"], "share": 0.5,
    ...                     "how": How.EQUAL})
    >>> two = pd.DataFrame({"from_area": ["P", "Q"], "to_area": "F", "share": 1.0,
    ...                     "how": How.WHOLE})
    >>> compose_shares(one, two).values.tolist()
    [['X1', 'F', 1.0, 'wholly inside']]
    """
    one, two = check_shares(first), check_shares(second)
    stranded = one.loc[~one["to_area"].isin(two["from_area"]), "from_area"]
    one = one[~one["from_area"].isin(stranded)].rename(columns={"to_area": "between"})
    both = one.merge(two, left_on="between", right_on="from_area", suffixes=("", "_2"))
    certain = both["how"].isin(CERTAIN)
    both["how"] = both["how"].where(~certain, both["how_2"])
    both["share"] *= both["share_2"]
    keys = ["from_area", "to_area"]
    ordered = both.assign(certain=both["how"].isin(CERTAIN)).sort_values(
        [*keys, "certain"], kind="stable"
    )
    met = ordered.groupby(keys, as_index=False).agg({"share": "sum", "how": "first"})
    alone = met.groupby("from_area")["to_area"].transform("size") == 1
    whole = alone & ~met["how"].isin((How.SAME, How.FITTED, How.BEST_FIT))
    met["share"] = met["share"].where(~alone, 1.0)
    met["how"] = met["how"].where(~whole, str(How.WHOLE))
    return SHARES.check(met)


def roll_up(
    *,
    counts: pd.DataFrame,
    links: pd.DataFrame,
    level: Level,
    to: Level,
    on: date,
    missing_is_zero: bool,
    edition: str | None = None,
    people: pd.DataFrame | None = None,
    by: Sequence[str] = (),
) -> Converted:
    """Counts of a higher level, nobody counted twice and nothing lost.

    counts: COUNTS of areas of `level`. The rest as in `link_shares` and `convert_counts`. A count
    that had to be shared among several parents has what is possible as its interval.
    """
    shares = link_shares(links, level=level, to=to, on=on, edition=edition, people=people)
    return convert_counts(counts=counts, shares=shares, missing_is_zero=missing_is_zero, by=by)


def successors_of(area: str, successions: pd.DataFrame, *, on: date) -> tuple[str, ...]:
    """The codes that stand for an area on a day: itself, or those that took over by then.

    successions: SUCCESSIONS, followed from one to the next. Codes that begin after that day are not
    turned back into those before: an area that does not exist yet stands for itself.

    >>> merged = pd.DataFrame({"area": ["X1", "X2"], "successor": "X3",
    ...                        "changed_on": "2023-04-01"})
    >>> successors_of("X1", merged, on=date(2023, 3, 31))
    ('X1',)
    >>> successors_of("X1", merged, on=date(2023, 4, 1))
    ('X3',)
    """
    by_now = successions[successions["changed_on"] <= on.isoformat()]
    follows = by_now.groupby("area")["successor"].agg(list).to_dict()
    found, waiting, seen = [], [area], {area}
    while waiting:
        code = waiting.pop(0)
        if code not in follows:
            found.append(code)
        waiting += [new for new in follows.get(code, []) if new not in seen]
        seen.update(waiting)
    return tuple(sorted(found))


def succession_shares(
    successions: pd.DataFrame, *, on: date, people: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How much of a count under an older code goes to which code in force on a day, as SHARES.

    successions: SUCCESSIONS. people: PEOPLE of the codes in force; an area with several successors
    is shared among them by their people, else in equal parts. Every code of the successions is
    there, those still in force too.
    """
    codes = sorted({*successions["area"], *successions["successor"]})
    pairs = [(code, new) for code in codes for new in successors_of(code, successions, on=on)]
    made = pd.DataFrame(pairs, columns=["area", "parent"])
    return _shared(made, people).assign(how=lambda table: _same_or(table))


def _same_or(shares: pd.DataFrame) -> pd.Series:
    return shares["how"].where(shares["from_area"] != shares["to_area"], str(How.SAME))


def _path(links: pd.DataFrame, level: str, to: str) -> list[str]:
    """The levels from one to the other in the fewest steps."""
    steps = links[["level", "parent_level"]].drop_duplicates()
    if level == to:
        raise BadInput(f"links: found {level} twice, wanted a higher level. Name another.")
    paths, seen = [[str(level)]], {str(level)}
    while paths:
        path = paths.pop(0)
        if path[-1] == to:
            return path
        for upper in steps.loc[steps["level"] == path[-1], "parent_level"]:
            if upper not in seen:
                seen.add(upper)
                paths.append([*path, upper])
    told = ", ".join(sorted({f"{lower} to {upper}" for lower, upper in steps.to_numpy()}))
    raise BadInput(
        f"links: found {told or 'none that holds on that day'}, wanted links that lead from "
        f"{level} to {to}. Give a look-up that has both."
    )


def _of_edition(
    links: pd.DataFrame, level: str, parent_level: str, edition: str | None
) -> pd.DataFrame:
    """The links of areas of one year: those of another are other areas, though codes be alike."""
    step = (links["level"] == level) & (links["parent_level"] == parent_level)
    if edition is not None:
        step &= links["area_edition"] == edition
        if not step.any():
            raise BadInput(
                f"links: found none of {level} of {edition} to {parent_level}, wanted some. Give a "
                "look-up of that year, or convert the counts first."
            )
    sets = links[step].groupby("area_edition")["area"].agg(frozenset)
    if sets.nunique() > 1:
        raise BadInput(
            f"links: found areas of {level} of {' and '.join(sets.index)}, wanted those of one "
            "year. Say which."
        )
    return links[step]


def _one_step(
    links: pd.DataFrame, level: str, parent_level: str, people: pd.DataFrame | None
) -> pd.DataFrame:
    chosen = links[(links["level"] == level) & (links["parent_level"] == parent_level)]
    return _shared(chosen.drop_duplicates(["area", "parent"]), people)


def _shared(pairs: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    """SHARES of pairs of area and parent."""
    number = pairs.groupby("area")["parent"].transform("size").to_numpy(dtype="float64")
    living = pd.Series(np.nan, index=pairs.index)
    if people is not None:
        living = pairs["parent"].map(PEOPLE.check(people).set_index("area")["people"])
    total = living.groupby(pairs["area"]).transform("sum")
    known = (total > 0) & ~living.isna().groupby(pairs["area"]).transform("any")
    share = np.where(known, living / total.where(known, 1.0), 1 / number)
    how = np.where(known, str(How.PEOPLE), str(How.EQUAL))
    how = np.where(number == 1, str(How.WHOLE), how)
    share = np.where(number == 1, 1.0, share)
    made = {"from_area": pairs["area"], "to_area": pairs["parent"], "share": share, "how": how}
    return check_shares(pd.DataFrame(made))


def _when_it_did(area: str, links: pd.DataFrame, on: date) -> str:
    own = links[links["area"] == area]
    ended = own.loc[(own["ends_on"] != "") & (own["ends_on"] < on.isoformat()), "ends_on"]
    when = (
        f"its last link ended on {ended.max()}"
        if len(ended)
        else f"its first link starts on {own['starts_on'].min()}"
    )
    return (
        f"{area} is in no area on {on.isoformat()}: {when}. Ask for another day, or for its "
        "successor."
    )
