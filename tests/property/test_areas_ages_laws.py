"""Laws of splitting ages: everybody is somewhere, once, whatever the bands and the profile."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.areas import split_ages
from sightline.analysis.framework import OLDEST, AgeRange

CLOSED = 90  # nobody is cut above this age, so that no band without an upper end is split
cuts = st.sets(st.integers(1, CLOSED), max_size=7).map(lambda chosen: sorted({0, CLOSED, *chosen}))


def ranges(starts: list[int]) -> list[tuple[int, int]]:
    return [
        (first, following - 1)
        for first, following in zip(starts, [*starts[1:], OLDEST + 1], strict=True)
    ]


@st.composite
def populations(draw: st.DrawFn) -> pd.DataFrame:
    bands = ranges(draw(cuts))
    rows = [
        (f"X{place}", first, last, draw(st.integers(0, 5000)))
        for place in range(draw(st.integers(1, 4)))
        for first, last in bands
    ]
    return pd.DataFrame(rows, columns=["area", "age_from", "age_to", "people"])


profiles = st.one_of(st.none(), populations())


@settings(max_examples=40)
@given(people=populations(), wanted=cuts, profile=profiles)
def test_ranges_that_divide_all_ages_add_up_to_everybody_exactly(people, wanted, profile):
    table = split_ages(
        population=people, ages=[AgeRange(*ages) for ages in ranges(wanted)], profile=profile
    )
    found = table.groupby("area")["people"].sum()
    assert found.tolist() == people.groupby("area")["people"].sum().tolist()


@settings(max_examples=40)
@given(
    people=populations(),
    wanted=st.lists(st.tuples(st.integers(0, 89), st.integers(0, 89)), min_size=1, max_size=4),
    profile=profiles,
)
def test_people_lie_in_their_interval_and_that_in_what_is_possible(people, wanted, profile):
    table = split_ages(
        population=people,
        ages=[AgeRange(min(pair), max(pair)) for pair in wanted],
        profile=profile,
    )
    slack = 1e-4
    assert (table["at_least"] <= table["people"] + slack).all()
    assert (table["people"] <= table["at_most"] + slack).all()
    assert (table["at_least"] <= table["people_low"]).all()
    assert (table["people_high"] <= table["at_most"]).all()
    assert table["split_share"].between(0, 1).all()


@settings(max_examples=40)
@given(people=populations(), profile=profiles)
def test_its_own_bands_come_back_as_they_are(people, profile):
    bands = people[["age_from", "age_to"]].drop_duplicates().to_numpy().tolist()
    table = split_ages(population=people, ages=[AgeRange(*band) for band in bands], profile=profile)
    assert table["people"].tolist() == people["people"].tolist()
    assert (table["split_share"] == 0).all()
    assert table["at_least"].equals(table["at_most"].rename("at_least"))
