"""What the giver of a source asks of its small counts, and a table made to obey it.

A policy is for people of the partnership who may see the source. What is public goes through
`protect_cube` besides, because hiding cells one by one does not hold against subtraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput

SHOWN, TOO_FEW, NOT_SUPPLIED = "shown", "too few to show", "not supplied"


@dataclass(frozen=True)
class CountPolicy:
    """Counts from 1 (or 0) to `hides_to` are not shown; the others are rounded to `rounds_to`.

    hides_to: 0 hides nothing. rounds_to: 1 leaves numbers as they are. shows_zero: whether none is
    said to be none.
    """

    name: str
    hides_to: int
    rounds_to: int = 1
    shows_zero: bool = True

    def __post_init__(self) -> None:
        if self.hides_to < 0 or self.rounds_to < 1:
            raise BadInput(
                f"policy {self.name}: found hides_to {self.hides_to} and rounds_to "
                f"{self.rounds_to}, wanted 0 or more and 1 or more."
            )

    @property
    def words(self) -> str:
        """The policy as a sentence.

        >>> CountPolicy("hospital", hides_to=7, rounds_to=5).words
        'Counts from 1 to 7 are not shown; others are rounded to the nearest 5.'
        """
        first = 1 if self.shows_zero else 0
        hidden = f"Counts from {first} to {self.hides_to} are not shown"
        if self.hides_to < first:
            hidden = "No count is hidden"
        kept = (
            "kept as they are"
            if self.rounds_to == 1
            else f"rounded to the nearest {self.rounds_to}"
        )
        return f"{hidden}; others are {kept}."


def apply_policy(
    counts: pd.DataFrame, *, policy: CountPolicy, dimensions: Sequence[str]
) -> pd.DataFrame:
    """The counts as the policy lets the partnership see them, one row a cell.

    counts: `dimensions` and count, whole people, missing where not supplied. Returns `dimensions`,
    shown_count (missing unless it is shown) and shown: "shown", "too few to show", "not supplied".

    >>> counts = pd.DataFrame({"site": list("ABCD"), "count": [0, 7, 13, None]})
    >>> rule = CountPolicy("hospital", hides_to=7, rounds_to=5)
    >>> seen = apply_policy(counts, policy=rule, dimensions=["site"])
    >>> seen[["shown_count", "shown"]].values.tolist()
    [[0.0, 'shown'], [nan, 'too few to show'], [15.0, 'shown'], [nan, 'not supplied']]
    """
    table = Table(
        f"counts of {policy.name}",
        {
            **{name: Column(Kind.TEXT, name) for name in dimensions},
            "count": Column(Kind.COUNT, "people", may_be_missing=True),
        },
        tuple(dimensions),
    ).check(counts)
    count = table["count"].to_numpy()
    missing = np.isnan(count)
    hidden = ~missing & (count <= policy.hides_to) & ((count > 0) | (not policy.shows_zero))
    rounded = np.floor(count / policy.rounds_to + 0.5) * policy.rounds_to
    return table[list(dimensions)].assign(
        shown_count=np.where(missing | hidden, np.nan, rounded),
        shown=np.select([missing, hidden], [NOT_SUPPLIED, TOO_FEW], SHOWN),
    )
