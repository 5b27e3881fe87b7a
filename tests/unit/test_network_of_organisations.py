"""Who works with whom: pairs, range and variety, islands, and who connects the others."""

from __future__ import annotations

import pandas as pd
import pytest

from sightline.analysis.network import (
    describe_partners,
    find_brokers,
    find_islands,
    find_pairs,
    place_organisations,
)
from sightline.errors import BadInput


def parts(**activities: str) -> pd.DataFrame:
    """Parts taken: each activity with the letters of its organisations."""
    rows = [(key, name) for key, names in activities.items() for name in names]
    return pd.DataFrame(rows, columns=["activity", "organisation"])


def pairs(*both: str) -> pd.DataFrame:
    return find_pairs(parts(**{f"a{at}": pair for at, pair in enumerate(both)}))


def described(taken: pd.DataFrame, activities: dict[str, str], kinds: dict[str, str | None]):
    found = describe_partners(
        parts=taken,
        activities=pd.DataFrame(activities.items(), columns=["activity", "kind"]),
        organisations=pd.DataFrame(kinds.items(), columns=["organisation", "kind"]),
    )
    return found.set_index("organisation").to_dict("index")


def test_everybody_in_an_activity_works_with_everybody_else_in_it() -> None:
    found = find_pairs(parts(one="ABC", two="AB", three="D"))
    assert found.values.tolist() == [["A", "B", 2], ["A", "C", 1], ["B", "C", 1]]


def test_nobody_takes_part_in_an_activity_twice() -> None:
    with pytest.raises(BadInput, match="more than one row"):
        find_pairs(parts(one="AA"))


def test_range_counts_kinds_of_activity_and_variety_kinds_of_partner() -> None:
    told = described(
        parts(one="AB", two="AC", three="AD", four="A"),
        {"one": "mentoring", "two": "mentoring", "three": "sport"},
        {"B": "school", "C": "school", "D": None},
    )["A"]
    assert told == {
        "activities": 4,
        "activities_shared": 3,
        "partners": 3,
        "kinds_of_activity": 2,
        "activities_of_unknown_kind": 1,  # four has no row
        "kinds_of_partner": 1,
        "partners_of_unknown_kind": 1,  # D
    }


def test_an_organisation_alone_is_told_of_with_no_partners() -> None:
    told = described(parts(one="A"), {}, {})["A"]
    assert (told["activities"], told["activities_shared"], told["partners"]) == (1, 0, 0)


def test_nothing_at_all_is_an_empty_table() -> None:
    assert find_pairs(parts()).empty
    assert described(parts(), {}, {}) == {}
    assert find_islands(pairs()).empty
    assert find_brokers(pairs()) == []
    assert place_organisations(pairs(), seed=1).empty


def test_a_broker_is_one_without_whom_others_would_not_be_connected() -> None:
    found = find_brokers(pairs("AB", "BC", "CA", "CX", "XY"))
    assert {broker.organisation: broker.groups for broker in found} == {
        "C": (("A", "B"), ("X", "Y")),
        "X": (("A", "B", "C"), ("Y",)),
    }


def test_in_a_ring_nobody_is_a_broker() -> None:
    assert find_brokers(pairs("AB", "BC", "CD", "DA")) == []


def test_islands_are_numbered_from_the_largest() -> None:
    found = find_islands(pairs("XY", "AB", "BC"))
    assert dict(found.values.tolist()) == {"A": 1, "B": 1, "C": 1, "X": 2, "Y": 2}


def test_the_picture_is_the_same_however_the_pairs_come() -> None:
    both = pairs("AB", "BC", "XY", "CD")
    turned = both.iloc[::-1].reset_index(drop=True)
    placed = place_organisations(both, seed=7)
    assert placed.equals(place_organisations(turned, seed=7))
    assert len(placed) == 6
    assert not placed.duplicated(["across", "down"]).any()
    assert placed[["across", "down"]].to_numpy().min() >= 0
    assert placed[["across", "down"]].to_numpy().max() <= 1


def test_islands_have_squares_of_their_own_in_rows() -> None:
    both = pairs("AB", "CD", "EF", "GH", "IJ", "KL", "MN")
    placed = place_organisations(both, seed=3).set_index("organisation")
    assert len(placed) == 14
    middles = {
        pair: (placed.loc[list(pair)]["across"].mean(), placed.loc[list(pair)]["down"].mean())
        for pair in ("AB", "CD", "EF", "GH", "IJ", "KL", "MN")
    }
    assert len({(round(x, 1), round(y, 1)) for x, y in middles.values()}) == 7
    assert middles["MN"][1] > middles["AB"][1]  # the last is in a lower row than the first
