"""Rates of groups of areas, such as districts, from the draws of their areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sightline.analysis.areas import PEOPLE
from sightline.analysis.need.draws import RateDraws
from sightline.errors import BadInput, Refused


def draw_groups(
    *, draws: RateDraws, people: pd.DataFrame, groups: Mapping[str, Sequence[str]]
) -> tuple[RateDraws, pd.DataFrame]:
    """The draws and PEOPLE of areas, with those of each group beside them.

    people: PEOPLE of every area of a group. groups: code of the group to the codes of its areas.
    The rate of a group in one draw is that of its people together. BadInput if a group has an area
    that was not drawn or whose people are missing; Refused if nobody lives in a group.

    >>> rates = np.column_stack([np.full(100, 30.0), np.full(100, 10.0)])
    >>> drawn = RateDraws(np.array(["A", "B"], dtype=object), rates)
    >>> lived = pd.DataFrame({"area": ["A", "B"], "people": [100, 300]})
    >>> wider, all_people = draw_groups(draws=drawn, people=lived, groups={"D": ["A", "B"]})
    >>> wider.areas.tolist(), wider.rates[0].tolist(), all_people["people"].tolist()
    (['A', 'B', 'D'], [30.0, 10.0, 15.0], [100.0, 300.0, 400.0])
    """
    lived = PEOPLE.check(people).set_index("area")["people"].astype("float64")
    columns, totals = [draws.rates], {}
    for code, areas in groups.items():
        places = pd.Index(draws.areas).get_indexer(pd.Index(areas, dtype=object))
        share = lived.reindex(areas)
        if (places < 0).any() or share.isna().any():
            raise BadInput(f"group {code}: found an area without draws or people, wanted both.")
        totals[code] = float(share.sum())
        if not totals[code] > 0:
            raise Refused(f"group {code}: found nobody who lives there, so no rate.")
        columns.append(draws.rates[:, places] @ (share / share.sum()).to_numpy()[:, np.newaxis])
    codes = np.array([*draws.areas, *groups], dtype=object)
    order = np.argsort(codes)
    both = pd.concat([lived, pd.Series(totals, dtype="float64")]).rename_axis("area")
    table = both.rename("people").reset_index().sort_values("area", ignore_index=True)
    return RateDraws(codes[order], np.hstack(columns)[:, order]), PEOPLE.check(table)
