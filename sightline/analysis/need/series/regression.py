"""What happens to places that were chosen for being high when nothing is done: they fall.

A count that is the highest of many is high partly by chance, and chance does not come again
(regression to the mean: Galton 1886). The gamma-Poisson estimate of need is what a place has year
in, year out, so the difference between it and the count is what to expect (Persaud & Lyon 2007).
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from sightline.analysis.need.rates import shrink_rates
from sightline.analysis.need.series.tables import REGRESSION
from sightline.analysis.need.series.words import say_way
from sightline.errors import BadInput


def expect_regression(
    *,
    incidents: pd.DataFrame,
    people: pd.DataFrame,
    chosen: Collection[str],
    years: float = 1.0,
) -> pd.DataFrame:
    """How far areas chosen by their counts are expected to fall with nothing done.

    incidents: AREA_INCIDENTS of all areas that could have been chosen, in the time they were chosen
    by. people: PEOPLE; give the same number everywhere if areas were chosen by counts alone.
    chosen: their codes. Returns REGRESSION, one row. BadInput if none is chosen, one is not among
    the areas, or they had no incidents.

    >>> codes = [f"A{place}" for place in range(10)]
    >>> counts = pd.DataFrame({"area": codes, "incidents": [9, 2, 3, 4, 2, 3, 5, 1, 3, 3]})
    >>> alike = pd.DataFrame({"area": codes, "people": 1000})
    >>> expect_regression(incidents=counts, people=alike, chosen=["A0"])["words"].item()
    '9 incidents in the 1 area chosen for being high: 44% fewer are to be expected with nothing \
done.'
    """
    need = shrink_rates(incidents=incidents, people=people, years=years)
    picked = need[need["area"].isin(set(chosen))]
    counted = int(picked["incidents"].sum())
    if len(picked) != len(set(chosen)) or counted == 0:
        raise BadInput(
            f"chosen: found {len(picked)} of {len(set(chosen))} areas with {counted} incidents, "
            "wanted areas of the list that had incidents."
        )
    expected = float((picked["need_per_1000"] * picked["people"]).sum() * years / 1000)
    fall = 1 - expected / counted
    areas = f"{len(picked):,} area{'s' if len(picked) > 1 else ''}"
    words = f"{counted:,} incidents in the {areas} chosen for being high: {say_way(-fall)} are to"
    row = {
        "areas": len(picked),
        "incidents": counted,
        "expected": expected,
        "expected_fall": fall,
        "words": f"{words} be expected with nothing done.",
    }
    return REGRESSION.check(pd.DataFrame([row]))
