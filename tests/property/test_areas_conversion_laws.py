"""Laws of converting counts: nothing is lost, there and back is the same, order does not matter."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.areas import (
    convert_counts,
    convert_rates,
    reverse_changes,
    vintage_shares,
)


@st.composite
def look_ups(draw: st.DrawFn) -> pd.DataFrame:
    """Areas that stay, are split, are merged or overlap; codes are fictional."""
    rows: list[tuple[str, str, str]] = []
    kinds = draw(st.lists(st.sampled_from("USMX"), min_size=1, max_size=8))
    for place, kind in enumerate(kinds):
        old, new, parts = f"X{place}", f"X{place}n", draw(st.integers(2, 4))
        if kind == "U":
            rows.append((old, old, "U"))
        elif kind == "S":
            rows += [(old, f"{new}{part}", "S") for part in range(parts)]
        elif kind == "M":
            rows += [(f"{old}o{part}", new, "M") for part in range(parts)]
        else:  # a chain: each of the old overlaps two of the new
            rows += [
                (f"{old}o{part}", f"{new}{part + step}", "X")
                for part in range(parts)
                for step in (0, 1)
            ]
    return pd.DataFrame(rows, columns=["old_area", "new_area", "change"])


def draw_people(data: st.DataObject, areas: pd.Series) -> pd.DataFrame:
    known = data.draw(st.sets(st.sampled_from(sorted(set(areas)))))
    living = [data.draw(st.integers(0, 3000)) for _ in known]
    return pd.DataFrame({"area": sorted(known), "people": living})


def draw_counts(data: st.DataObject, areas: pd.Series) -> pd.DataFrame:
    codes = sorted(set(areas))
    numbers = data.draw(st.lists(st.integers(0, 10**6), min_size=len(codes), max_size=len(codes)))
    return pd.DataFrame({"area": codes, "count": numbers})


def both_people(data: st.DataObject, changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {
        "people": draw_people(data, changes["new_area"]),
        "people_before": draw_people(data, changes["old_area"]),
    }


@settings(max_examples=40)
@given(changes=look_ups(), data=st.data())
def test_the_total_is_exactly_the_same_in_whatever_order_it_is_added(changes, data):
    shares = vintage_shares(changes=changes, **both_people(data, changes))
    before = draw_counts(data, changes["old_area"])
    after = convert_counts(counts=before, shares=shares, missing_is_zero=False).counts["count"]
    total = int(before["count"].sum())
    shuffled = data.draw(st.permutations(after.tolist()))
    assert sum(shuffled) == math.fsum(shuffled) == total
    assert (after >= 0).all()


@settings(max_examples=40)
@given(changes=look_ups(), data=st.data(), likeness=st.floats(0.1, 500))
def test_the_count_lies_in_its_interval_and_that_in_what_is_possible(changes, data, likeness):
    shares = vintage_shares(changes=changes, **both_people(data, changes))
    table = convert_counts(
        counts=draw_counts(data, changes["old_area"]),
        shares=shares,
        missing_is_zero=True,
        likeness=likeness,
    ).counts
    slack = 1e-6 * (1 + table["at_most"])
    assert (table["at_least"] <= table["count"]).all()
    assert (table["count"] <= table["at_most"] + slack).all()
    assert (table["count_low"] >= table["at_least"]).all()
    assert (table["count_high"] <= table["at_most"]).all()
    assert (table["count_low"] <= table["count_high"]).all()
    assert table["split_share"].between(0, 1).all()


@settings(max_examples=40)
@given(changes=look_ups(), data=st.data())
def test_there_and_back_is_the_same_unless_areas_were_merged(changes, data):
    """A part of a merged area cannot be told from the others again; all else comes back exactly."""
    before = draw_counts(data, changes["old_area"])
    there = vintage_shares(changes=changes, **both_people(data, changes))
    back = vintage_shares(changes=reverse_changes(changes))
    new = convert_counts(counts=before, shares=there, missing_is_zero=True).counts
    again = convert_counts(counts=new, shares=back, missing_is_zero=True).counts
    assert again["count"].sum() == before["count"].sum()
    sound = changes[changes["change"].isin(["U", "S"])]["old_area"]
    one, other = (
        table[table["area"].isin(sound)].set_index("area")["count"].astype(float)
        for table in (before, again)
    )
    assert one.equals(other)


@settings(max_examples=40)
@given(changes=look_ups(), data=st.data(), by=st.integers(1, 4))
def test_counts_by_month_add_up_to_the_converted_whole(changes, data, by):
    shares = vintage_shares(changes=changes, **both_people(data, changes))
    months = [
        draw_counts(data, changes["old_area"]).assign(month=f"2025-0{month + 1}")
        for month in range(by)
    ]
    long = pd.concat(months)
    monthly = convert_counts(counts=long, shares=shares, missing_is_zero=True, by=["month"]).counts
    whole = convert_counts(
        counts=long.groupby("area", as_index=False)["count"].sum(),
        shares=shares,
        missing_is_zero=True,
    ).counts
    summed = monthly.groupby("area")["count"].sum()
    assert summed.sum() == whole["count"].sum()
    assert np.allclose(summed.to_numpy(), whole["count"].to_numpy(), atol=1e-5)


@settings(max_examples=40)
@given(changes=look_ups(), data=st.data())
def test_an_even_rate_stays_even(changes, data):
    """Where all areas have the same rate, so have all areas of the other vintage."""
    shares = vintage_shares(changes=changes, **both_people(data, changes))
    old = sorted(set(changes["old_area"]))
    table = convert_rates(
        rates=pd.DataFrame({"area": old, "rate": 3.0}),
        shares=shares,
        people=pd.DataFrame({"area": old, "people": 100.0}),
    )
    known = table["rate"].dropna()
    assert np.allclose(known, 3.0)
    received = shares.groupby("to_area")["share"].sum()
    assert set(table.loc[table["rate"].isna(), "area"]) == set(received[received == 0].index)
