"""What should be reached less what is: the gap of every area, its interval and its kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.gaps.question import ReachPolicy, TargetRule
from sightline.analysis.gaps.tables import GAPS, RANKS, SILENCE, GapKind
from sightline.analysis.need import NEED
from sightline.analysis.provision import REACH

HALF_A_PERSON = 0.5  # fewer than this, reached or short, are nobody to the nearest person
NOTHING = 1e-9  # people; less is the rounding of sums


@dataclass(frozen=True)
class ShortAreas:
    """How many areas have a shortfall, from how few to how many, and of how many people a year."""

    areas: int
    fewest: int
    most: int
    people: float


def is_short(shortfall: pd.Series) -> pd.Series:
    """Whether people are short: half a person or more, so at least one to the nearest person.

    Every count of areas with a shortfall rests on this, and so do the kinds. Missing is not short.

    >>> is_short(pd.Series([0.0, 0.49, 0.5, 12.0, float("nan")])).tolist()
    [False, False, True, True, False]
    """
    return shortfall >= HALF_A_PERSON


def count_short(gaps: pd.DataFrame) -> ShortAreas:
    """The areas that have a shortfall. gaps: GAPS.

    fewest counts those where even the low end of the shortfall is one, most those where the high
    end is: these take every area at the same end together.
    """
    short = is_short(gaps["shortfall"])
    return ShortAreas(
        areas=int(short.sum()),
        fewest=int(is_short(gaps["shortfall_low"]).sum()),
        most=int(is_short(gaps["shortfall_high"]).sum()),
        people=float(gaps.loc[short, "shortfall"].sum()),
    )


def find_gaps(
    *,
    need: pd.DataFrame,
    reach: pd.DataFrame,
    silence: pd.DataFrame,
    policy: ReachPolicy,
    reported: bool,
) -> pd.DataFrame:
    """How far each area's reach falls short of what the policy asks for, worst first.

    need: NEED. reach: REACH; no row means nobody. silence: SILENCE; no row means no partner known.
    reported: False if nobody has reported any activity at all; then people_reached and shortfalls
    are missing, not zero and not the whole target. Returns GAPS, sorted by shortfall, then area.

    people_to_reach = people × target share × need ÷ mean need (weighted by people), at most people;
    under TargetRule.EQUAL need plays no part. shortfall = people_to_reach - people_reached, or 0.
    shortfall_low sets the target at need_low against reach_high, shortfall_high the reverse: two
    unlikely ends together, so the truth lies between them more often than need's own interval says.

    Kinds, the first that fits, a shortfall being one of half a person or more (is_short): "nobody
    has reported" if nobody has; with a shortfall, if fewer than half a person is reached and no
    activity is without a number, "wrong group" where activities of the theme are for other ages,
    else "nothing there"; any other shortfall is "too little"; without a shortfall, "ends soon" if
    there would be one once activities that end or lose their money within six months are taken
    away; else "target met".

    >>> need = pd.DataFrame({"area": ["A", "B"], "people": [100, 300], "incidents": [8, 12],
    ...     "rate_per_1000": [80.0, 40], "expected_per_1000": 50.0, "own_weight": 1.0,
    ...     "deprivation_given": 0, "need_per_1000": [80.0, 40], "need_low": [60.0, 30],
    ...     "need_high": [100.0, 50]})
    >>> reach = pd.DataFrame({"area": ["B"], "people_reached": 30.0, "reach_low": 20.0,
    ...     "reach_high": 30.0, "reach_after_endings": 30.0, "activities": 1,
    ...     "activities_unknown": 0, "activities_other_ages": 0})
    >>> gaps = find_gaps(need=need, reach=reach, silence=SILENCE.empty(),
    ...                  policy=ReachPolicy(target_share=0.1), reported=True)
    >>> gaps[["area", "people_to_reach", "shortfall", "shortfall_low", "shortfall_high",
    ...       "kind"]].values.tolist()
    [['A', 16.0, 16.0, 12.0, 20.0, 'nothing there'], ['B', 24.0, 0.0, 0.0, 10.0, 'target met']]
    """
    both = NEED.check(need).merge(REACH.check(reach), on="area", how="left")
    both[list(REACH.columns)[1:]] = both[list(REACH.columns)[1:]].fillna(0)
    both = both.merge(SILENCE.check(silence), on="area", how="left")
    low, both["people_to_reach"], high = (
        people_to_reach(both, both[name], policy)
        for name in ("need_low", "need_per_1000", "need_high")
    )
    both["shortfall"] = _short(both["people_to_reach"], both["people_reached"])
    both["shortfall_low"] = _short(low, both["reach_high"])
    both["shortfall_high"] = _short(high, both["reach_low"])
    both["kind"] = _kinds(both)
    if not reported:
        both["kind"] = GapKind.NOBODY_REPORTED.value
        both[["people_reached", "shortfall", "shortfall_low", "shortfall_high"]] = np.nan
    by = ["shortfall" if reported else "people_to_reach", "area"]
    return GAPS.check(both.sort_values(by, ascending=[False, True]))


def rank_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """How sure the order of the gaps is: for each area the first and the last place it could have.

    gaps: GAPS. Returns RANKS in the same order: rank_low counts the areas whose whole interval lies
    above this one's, rank_high those whose interval reaches above its low end. Empty if nobody has
    reported, for then there is no order.

    >>> gaps = pd.DataFrame({"area": ["A", "B", "C"], "people": 100, "need_per_1000": 1,
    ...     "need_low": 1, "need_high": 1, "people_to_reach": 60, "people_reached": [0, 10, 60],
    ...     "shortfall": [60, 50, 0], "shortfall_low": [50, 40, 0], "shortfall_high": [70, 55, 5],
    ...     "kind": "too little", "share_silent": 0})
    >>> rank_gaps(gaps).values.tolist()
    [['A', 1, 1, 2], ['B', 2, 1, 2], ['C', 3, 3, 3]]
    """
    known = GAPS.check(gaps).dropna(subset=["shortfall"])
    return RANKS.check(known[["area"]].join(places_in_order(known)))


def places_in_order(known: pd.DataFrame) -> pd.DataFrame:
    """rank, rank_low and rank_high of shortfalls and their intervals, with the same index.

    known: shortfall, shortfall_low, shortfall_high, none missing.
    """
    low, high = known["shortfall_low"].to_numpy(), known["shortfall_high"].to_numpy()
    return pd.DataFrame(
        {
            "rank": known["shortfall"].rank(method="min", ascending=False),
            "rank_low": 1 + len(low) - np.searchsorted(np.sort(low), high, side="right"),
            "rank_high": len(high) - np.searchsorted(np.sort(high), low, side="left"),
        },
        index=known.index,
    )


def people_to_reach(areas: pd.DataFrame, need: pd.Series, policy: ReachPolicy) -> pd.Series:
    """People a year the policy asks for, were need as given; the mean is held at its estimate.

    areas: NEED. need: incidents a year per 1,000, a row for each of them.
    """
    wanted = areas["people"] * policy.target_share
    if policy.rule is TargetRule.PROPORTIONAL:
        total = areas["people"].sum()
        mean = (areas["people"] * areas["need_per_1000"]).sum() / total if total else 0.0
        wanted = wanted * need / mean if mean else wanted
    return wanted.clip(upper=areas["people"])


def _short(target: pd.Series, reached: pd.Series) -> pd.Series:
    short = target - reached
    return short.where(short > NOTHING, 0.0)


def _kinds(areas: pd.DataFrame) -> np.ndarray:
    short = is_short(areas["shortfall"])
    nobody = (areas["people_reached"] < HALF_A_PERSON) & (areas["activities_unknown"] == 0)
    later = is_short(areas["people_to_reach"] - areas["reach_after_endings"])
    rules = {
        GapKind.WRONG_GROUP: short & nobody & (areas["activities_other_ages"] > 0),
        GapKind.NOTHING_THERE: short & nobody,
        GapKind.TOO_LITTLE: short,
        GapKind.ENDS_SOON: later,
    }
    names = [kind.value for kind in rules]
    return np.select(list(rules.values()), names, default=GapKind.TARGET_MET.value)
