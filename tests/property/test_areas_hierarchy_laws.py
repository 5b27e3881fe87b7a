"""Laws of hierarchies: whatever the steps, nobody is lost or counted twice. Codes are fictional."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.areas import Level, link_shares, roll_up

DAY = date(2024, 6, 1)
STEPS = (Level.LSOA, Level.WARD, Level.DISTRICT, Level.COUNTY)


def step(pairs: list[tuple[str, str]], level: Level, to: Level) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["area", "parent"]).assign(
        level=level, parent_level=to, starts_on="", ends_on="", area_edition="", parent_edition=""
    )


@st.composite
def towers(draw: st.DrawFn, most_parents: int) -> tuple[list[list[str]], list[pd.DataFrame]]:
    """Four levels of areas, each area in one to so many of the next level, and the links."""
    sizes = sorted((draw(st.integers(1, 9)) for _ in STEPS), reverse=True)
    floors = [
        [f"X{level.value}{place}" for place in range(size)]
        for level, size in zip(STEPS, sizes, strict=True)
    ]
    joined = []
    for place, (lower, upper) in enumerate(pairwise(floors)):
        choose = st.sets(st.sampled_from(upper), min_size=1, max_size=min(most_parents, len(upper)))
        pairs = [(area, parent) for area in lower for parent in sorted(draw(choose))]
        joined.append(step(pairs, STEPS[place], STEPS[place + 1]))
    return floors, joined


def counts_of(data: st.DataObject, areas: list[str]) -> pd.DataFrame:
    numbers = data.draw(st.lists(st.integers(0, 10**6), min_size=len(areas), max_size=len(areas)))
    return pd.DataFrame({"area": areas, "count": numbers})


def roll(counts: pd.DataFrame, links: pd.DataFrame, level: Level, to: Level) -> pd.DataFrame:
    done = roll_up(counts=counts, links=links, level=level, to=to, on=DAY, missing_is_zero=True)
    assert done.unplaced.empty
    return done.counts


@settings(max_examples=40)
@given(tower=towers(most_parents=3), data=st.data())
def test_totals_hold_at_every_level_though_areas_have_several_parents(tower, data):
    floors, joined = tower
    counts, links = counts_of(data, floors[0]), pd.concat(joined)
    for to in STEPS[1:]:
        assert roll(counts, links, Level.LSOA, to)["count"].sum() == counts["count"].sum()
        shares = link_shares(links, level=Level.LSOA, to=to, on=DAY)
        assert np.allclose(shares.groupby("from_area")["share"].sum(), 1)


@settings(max_examples=40)
@given(tower=towers(most_parents=1), data=st.data())
def test_the_order_of_the_steps_does_not_matter(tower, data):
    """All at once, one level at a time, or two and then one: exactly the same."""
    floors, joined = tower
    counts, links = counts_of(data, floors[0]), pd.concat(joined)
    at_once = roll(counts, links, Level.LSOA, Level.COUNTY)
    by_steps = counts
    for level, to in pairwise(STEPS):
        by_steps = roll(by_steps[["area", "count"]], links, level, to)
    halfway = roll(counts, links, Level.LSOA, Level.DISTRICT)
    then = roll(halfway[["area", "count"]], links, Level.DISTRICT, Level.COUNTY)
    pd.testing.assert_frame_equal(at_once, by_steps, check_exact=True)
    pd.testing.assert_frame_equal(at_once, then, check_exact=True)
    assert (at_once["split_share"] == 0).all()


@settings(max_examples=40)
@given(tower=towers(most_parents=3), data=st.data())
def test_with_several_parents_the_steps_agree_to_a_millionth_of_each_split(tower, data):
    floors, joined = tower
    counts, links = counts_of(data, floors[0]), pd.concat(joined)
    at_once = roll(counts, links, Level.LSOA, Level.DISTRICT)
    wards = roll(counts, links, Level.LSOA, Level.WARD)
    then = roll(wards[["area", "count"]], links, Level.WARD, Level.DISTRICT)
    assert at_once["area"].tolist() == then["area"].tolist()
    assert np.allclose(at_once["count"], then["count"], atol=1e-4, rtol=0)
