"""From gaps and reach to what the choice is made on: people short by cell, and who reaches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from sightline.analysis.choosing import Floor
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import reach_parts
from sightline.analysis.spending.candidates import Candidate
from sightline.analysis.spending.tables import CELL, LABELS, REACHES, SHORT
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput, Refused

PENCE = 100
_FACTS = ("theme", "ages", "group")  # that floors may be asked of, beside the labels of areas


@dataclass(frozen=True)
class FloorAsked:
    """At least `share` of their fair share for everybody with a label of this kind, or of one name.

    kind: a column of the labels, such as district, or theme, ages or group. The fair share of those
    of a label is their share of all people short; 1 asks for all of it.
    """

    kind: str
    share: float
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise BadInput(
                f"floor {self.kind}: found {self.share}, wanted a share from 0 to 1, such as 0.6."
            )

    @classmethod
    def parse(cls, text: str) -> FloorAsked:
        """A floor as district=0.6, or district:Sageby=0.6 for one alone.

        >>> FloorAsked.parse("district:Sageby=0.6")
        FloorAsked(kind='district', share=0.6, name='Sageby')
        """
        whom, _, share = text.rpartition("=")
        kind, _, name = whom.partition(":")
        try:
            number = float(share)
        except ValueError:
            number = float("nan")
        if not kind.strip() or not number == number:  # not a number is not itself
            raise BadInput(
                f"floor: found {text!r}, wanted KIND=SHARE or KIND:NAME=SHARE, such as "
                "district=0.6."
            )
        return cls(kind.strip(), number, name.strip())

    @property
    def words(self) -> str:
        """The floor as it was asked for.

        >>> FloorAsked("district", 0.6).words
        'district: 60% of its fair share'
        """
        whom = f"{self.kind} {self.name}" if self.name else self.kind
        return f"{whom}: {100 * self.share:.4g}% of its fair share"


@dataclass(frozen=True, eq=False)
class Matched:
    """Cells and candidates in the order of their names, whatever order they came in.

    cells: SHORT with the labels of each area. reach: candidates × cells, people.
    """

    cells: pd.DataFrame
    candidates: tuple[Candidate, ...]
    reach: sparse.csr_array


def short_of(gaps: pd.DataFrame, *, theme: str, ages: AgeRange, group: str = "") -> pd.DataFrame:
    """SHORT from GAPS: the shortfall of each area that has one. Refused if nobody has reported."""
    if gaps["shortfall"].isna().any():
        raise Refused(
            "spending: nobody has reported any activity, so how many people are short is not "
            "known, and no plan is made. Supply the activities."
        )
    known = gaps[gaps["shortfall_high"] > 0]
    return SHORT.check(
        pd.DataFrame(
            {
                "area": known["area"],
                "theme": theme,
                "ages": str(ages),
                "group": group,
                "people_short": known["shortfall"],
                "short_low": known["shortfall_low"],
                "short_high": known["shortfall_high"],
            }
        )
    )


def reaches_of(
    *,
    candidates: Sequence[Candidate],
    areas: pd.DataFrame,
    population: pd.DataFrame,
    theme: str,
    ages: AgeRange,
    as_of: Month,
    group: str = "",
) -> pd.DataFrame:
    """REACHES: whom each candidate would reach, by the same rules as what is there already.

    areas: AREAS. population: POPULATION. A candidate whose room is not known has no row.
    """
    parts = reach_parts(
        activities=[one.adds for one in candidates if one.adds.people_a_year is not None],
        areas=areas,
        population=population,
        ages=ages,
        theme=theme,
        as_of=as_of,
    )
    some = parts[parts["people_reached"] > 0]
    return REACHES.check(
        pd.DataFrame(
            {
                "candidate": some["activity"],
                "area": some["area"],
                "theme": theme,
                "ages": str(ages),
                "group": group,
                "people": some["people_reached"],
            }
        )
    )


def match(
    *,
    short: pd.DataFrame,
    reaches: pd.DataFrame,
    candidates: Sequence[Candidate],
    labels: pd.DataFrame | None,
) -> Matched:
    """Put together by name; reaches of cells where nobody is short, or of no candidate, go."""
    cells = _labelled(SHORT.check(short), labels).sort_values(list(CELL), ignore_index=True)
    ordered = tuple(sorted(candidates, key=lambda one: one.reference))
    names = [one.reference for one in ordered]
    if len(set(names)) < len(names):
        twice = next(one for one, other in pairwise(names) if one == other)
        raise BadInput(f"candidates: found {twice!r} twice, wanted a reference each.")
    known = REACHES.check(reaches)
    row = pd.Index(names, dtype=object).get_indexer(pd.Index(known["candidate"], dtype=object))
    column = pd.MultiIndex.from_frame(cells[list(CELL)]).get_indexer(
        pd.MultiIndex.from_frame(known[list(CELL)])
    )
    both = (row >= 0) & (column >= 0)
    return Matched(
        cells=cells,
        candidates=ordered,
        reach=sparse.csr_array(
            (known["people"].to_numpy()[both], (row[both], column[both])),
            shape=(len(names), len(cells)),
        ),
    )


def floors_of(cells: pd.DataFrame, asked: Sequence[FloorAsked]) -> tuple[Floor, ...]:
    """The floors, one for each label of a kind with anybody short; BadInput if there is none."""
    total = float(cells["people_short"].sum())
    floors = []
    for floor in asked:
        if floor.kind not in cells.columns or floor.kind in SHORT.columns.keys() - set(_FACTS):
            known = [name for name in cells.columns if name not in SHORT.columns] + list(_FACTS)
            raise BadInput(f"floor: found {floor.kind!r}, wanted one of: {', '.join(known)}.")
        values = cells[floor.kind].fillna("")
        names = [floor.name] if floor.name else sorted({name for name in values if name})
        if not names or not set(names) <= set(values):
            raise BadInput(
                f"floor {floor.kind}: found {', '.join(names) or 'no label'}, wanted one of: "
                f"{', '.join(sorted({name for name in values if name})) or 'none is given'}."
            )
        for name in names:
            rows = (values == name).to_numpy(dtype="float64")
            people = float(cells["people_short"].to_numpy() @ rows)
            if people > 0:
                floors.append(
                    Floor(f"{floor.kind} {name}", rows, share=floor.share * people / total)
                )
    return tuple(floors)


def pence(amount: Decimal | int, *, what: str = "budget") -> int:
    """Pounds as whole pence; BadInput for what is not money.

    >>> pence(Decimal("12.50"))
    1250
    """
    exact = Decimal(amount)
    if not exact.is_finite() or exact < 0:
        raise BadInput(f"{what}: found {amount}, wanted pounds, zero or more.")
    return int((exact * PENCE).to_integral_value(rounding="ROUND_HALF_UP"))


def costs_in_pence(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """The cost of each, which must be known."""
    return np.array(
        [pence(one.cost_gbp, what=one.title) for one in candidates if one.cost_gbp is not None],
        dtype=np.float64,
    )


def _labelled(cells: pd.DataFrame, labels: pd.DataFrame | None) -> pd.DataFrame:
    if labels is None:
        return cells
    kinds = [name for name in labels.columns if name != "area"]
    taken = [name for name in kinds if name in SHORT.columns]
    if taken:
        raise BadInput(f"labels: found a column {taken[0]}, wanted another name for it.")
    texts = {name: Column(Kind.TEXT, "a label", may_be_missing=True) for name in kinds}
    shape = Table(LABELS.name, {**LABELS.columns, **texts}, LABELS.one_row_per)
    return cells.merge(shape.check(labels), on="area", how="left")
