"""The gap of every area in every month to come: need, reach and silence as they are known now.

Need is taken as it was in the twelve months that were counted, for nobody has records of months to
come. Reach changes with what starts, ends and loses its money. See docs/explanation/gaps.md.

The target is that of `find_gaps`, the same in every month. shortfall is to reach less reached if
money that is not confirmed is found, shortfall_confirmed if it is not. shortfall_high sets the
target at need_high against reach_low. shortfall_low sets it at need_low against reach_high, and
leaves out besides the share of it that falls to silent partners: they may be doing their part
untold. So with every partner silent, or none known, the low end is 0. A partner who falls silent
therefore never raises the low end and never lowers the high one.

Kinds are those of `find_gaps`, with two differences. "nobody has reported" holds also for an area
whose known partners are all silent and where nothing is on the register in any month: its reach and
shortfall are missing. "ends soon" looks at the month and the six after it, as far as they are asked
about, by shortfall_confirmed. What is sure: see Sureness; "cannot tell" where nobody has reported,
all partners are silent, or none is known, and there is a shortfall.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.gaps.question import ReachPolicy
from sightline.analysis.gaps.shortfall import HALF_A_PERSON, NOTHING, people_to_reach
from sightline.analysis.gaps.tables import GAPS_BY_MONTH, SILENCE, GapKind, Sureness
from sightline.analysis.need import NEED
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    REACH_BY_MONTH,
    SOON_MONTHS,
)
from sightline.errors import BadInput

KINDS = tuple(GapKind)
SURE = tuple(Sureness)
Numbers = NDArray[np.float64]
Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class GapsAhead:
    """Gaps of every area (rows) in every month (columns), for one theme and group.

    people, people_to_reach and share_silent (missing where no partner is known) are by area. The
    matrices are people a year, missing where nobody has reported; kind and sure are places in KINDS
    and SURE.
    """

    areas: NDArray[np.object_]
    months: tuple[Month, ...]
    people: Numbers
    people_to_reach: Numbers
    share_silent: Numbers
    people_reached: Numbers
    shortfall: Numbers
    shortfall_low: Numbers
    shortfall_high: Numbers
    shortfall_confirmed: Numbers
    kind: Codes
    sure: Codes

    def table(self, months: Collection[Month] | None = None) -> pd.DataFrame:
        """GAPS_BY_MONTH of these months, or all: months in order, areas as they were given."""
        wanted = [n for n, month in enumerate(self.months) if months is None or month in months]
        count = len(self.areas)
        columns: dict[str, object] = {
            "area": np.tile(self.areas, len(wanted)),
            "month": np.repeat(np.array([str(self.months[n]) for n in wanted], object), count),
        }
        for name in ("people", "people_to_reach", "share_silent"):
            columns[name] = np.tile(getattr(self, name), len(wanted))
        for name in _AMOUNTS:
            columns[name] = getattr(self, name)[:, wanted].T.ravel()
        for name, words in (("kind", KINDS), ("sure", SURE)):
            said = np.array([word.value for word in words], dtype=object)
            columns[name] = said[getattr(self, name)[:, wanted].T.ravel()]
        return GAPS_BY_MONTH.check(pd.DataFrame(columns))


_AMOUNTS = (
    "people_reached", "shortfall", "shortfall_low", "shortfall_high", "shortfall_confirmed",
)  # fmt: skip


def gaps_by_month(
    *,
    need: pd.DataFrame,
    reach: pd.DataFrame,
    silence: pd.DataFrame,
    policy: ReachPolicy,
    reported: bool,
    others: NDArray[np.bool_] | None = None,
) -> GapsAhead:
    """How far each area's reach falls short in each month, how sure that is, and of what kind.

    need: NEED. reach: REACH_BY_MONTH; no row means nobody in that month. silence: SILENCE; no row
    means no partner known. reported: False if nobody has reported any activity at all. others:
    areas of need × months of reach, whether something of the theme is there that is for others;
    None means that there is nothing.

    The module says how, and what the kinds and sureness mean.

    >>> need = pd.DataFrame({"area": ["A"], "people": 100, "incidents": 8, "rate_per_1000": 80.0,
    ...     "expected_per_1000": 80.0, "own_weight": 1.0, "deprivation_given": 0,
    ...     "need_per_1000": 80.0, "need_low": 60.0, "need_high": 100.0})
    >>> reach = pd.DataFrame({"area": "A", "month": ["2026-03", "2026-04"],
    ...     "people_reached": [12.0, 2], "reach_low": [12.0, 2], "reach_high": [12.0, 2],
    ...     "people_reached_confirmed": [12.0, 2], "people_money_not_said": 0, "activities": 1,
    ...     "activities_unknown": 0})
    >>> silence = pd.DataFrame({"area": ["A"], "partners": 4, "partners_silent": 1,
    ...     "share_silent": 0.25})
    >>> gaps_by_month(need=need, reach=reach, silence=silence, policy=ReachPolicy(0.2),
    ...     reported=True).table()[["month", "shortfall", "shortfall_low", "shortfall_high",
    ...     "kind", "sure"]].values.tolist()
    [['2026-03', 8.0, 0.0, 13.0, 'too little', 'there may be no gap'], ['2026-04', 18.0, 9.25, \
23.0, 'too little', 'there is a gap']]
    """
    table = NEED.check(need).merge(SILENCE.check(silence), on="area", how="left")
    months, by_month = _lined_up(REACH_BY_MONTH.check(reach), table["area"])
    found = _shortfalls(table, months, by_month, policy)
    other = np.zeros(found.kind.shape, dtype=bool) if others is None else others
    nothing = (by_month["activities"].max(axis=1) == 0) & ~other.any(axis=1)
    nobody = np.full(len(nothing), not reported) | ((found.share_silent == 1) & nothing)
    kind = _kinds(found, by_month["activities_unknown"], other)
    kind[nobody] = KINDS.index(GapKind.NOBODY_REPORTED)
    for name in _AMOUNTS:
        getattr(found, name)[nobody] = np.nan
    return replace(found, kind=kind, sure=_sure(found, nobody))


def _shortfalls(
    table: pd.DataFrame,
    months: tuple[Month, ...],
    by_month: dict[str, Numbers],
    policy: ReachPolicy,
) -> GapsAhead:
    """The amounts, as if everybody had reported; kinds are still to be found."""
    low, middle, high = (
        people_to_reach(table, table[name], policy).to_numpy(dtype="float64")
        for name in ("need_low", "need_per_1000", "need_high")
    )
    silent = table["share_silent"].to_numpy(dtype="float64")
    told = np.nan_to_num(1 - silent, nan=0.0)  # of the target: unknown is all silent, never none
    shortfall = _short(middle, by_month["people_reached"])
    return GapsAhead(
        areas=table["area"].to_numpy(dtype=object),
        months=months,
        people=table["people"].to_numpy(dtype="float64"),
        people_to_reach=middle,
        share_silent=silent,
        people_reached=by_month["people_reached"],
        shortfall=shortfall,
        shortfall_low=np.minimum(_short(low * told, by_month["reach_high"]), shortfall),
        shortfall_high=np.maximum(_short(high, by_month["reach_low"]), shortfall),
        shortfall_confirmed=_short(middle, by_month["people_reached_confirmed"]),
        kind=np.zeros(shortfall.shape, dtype=np.int8),
        sure=np.zeros(shortfall.shape, dtype=np.int8),
    )


def _lined_up(
    reach: pd.DataFrame, areas: pd.Series
) -> tuple[tuple[Month, ...], dict[str, Numbers]]:
    """The months, in order, and each column of the table as areas × months."""
    named = sorted(set(reach["month"]))
    if not named:
        raise BadInput("reach by month: found no month, wanted one or more.")
    row = pd.Index(areas).get_indexer(pd.Index(reach["area"]))
    column = pd.Index(named).get_indexer(pd.Index(reach["month"]))
    here = row >= 0
    matrices = {}
    for name in REACH_BY_MONTH.columns:
        if name not in ("area", "month"):
            matrices[name] = np.zeros((len(areas), len(named)))
            matrices[name][row[here], column[here]] = reach[name].to_numpy()[here]
    return tuple(Month.parse(month) for month in named), matrices


def _short(target: Numbers, reached: Numbers) -> Numbers:
    short = target[:, np.newaxis] - reached
    return np.where(short > NOTHING, short, 0.0)


def _kinds(found: GapsAhead, unknown: Numbers, other: NDArray[np.bool_]) -> Codes:
    short = found.shortfall >= HALF_A_PERSON
    nobody = short & (found.people_reached < HALF_A_PERSON) & (unknown == 0)
    rules = {
        GapKind.WRONG_GROUP: nobody & other,
        GapKind.NOTHING_THERE: nobody,
        GapKind.TOO_LITTLE: short,
        GapKind.ENDS_SOON: _soon(found.shortfall_confirmed) >= HALF_A_PERSON,
    }
    codes = [KINDS.index(kind) for kind in rules]
    met = KINDS.index(GapKind.TARGET_MET)
    return np.select(list(rules.values()), codes, default=met).astype(np.int8)


def _soon(confirmed: Numbers) -> Numbers:
    """The largest of the month and those after it, six at most."""
    most = confirmed.copy()
    for step in range(1, min(SOON_MONTHS, confirmed.shape[1] - 1) + 1):
        np.maximum(most[:, :-step], confirmed[:, step:], out=most[:, :-step])
    return most


def _sure(found: GapsAhead, nobody: NDArray[np.bool_]) -> Codes:
    short = found.shortfall >= HALF_A_PERSON
    cannot = np.isnan(found.share_silent) | (found.share_silent == 1)
    rules = {
        Sureness.CANNOT_TELL: nobody[:, np.newaxis] | (short & cannot[:, np.newaxis]),
        Sureness.GAP: short & (found.shortfall_low >= HALF_A_PERSON),
        Sureness.PERHAPS_NONE: short,
        Sureness.PERHAPS: found.shortfall_high >= HALF_A_PERSON,
    }
    codes = [SURE.index(one) for one in rules]
    return np.select(list(rules.values()), codes, default=SURE.index(Sureness.NO_GAP)).astype(
        np.int8
    )
