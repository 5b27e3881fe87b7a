"""Laws of who works with whom."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.network import describe_partners, find_brokers, find_islands, find_pairs

taken = st.sets(st.tuples(st.sampled_from("123456"), st.sampled_from("ABCDEFG")), max_size=30)
NO_KINDS = pd.DataFrame({"activity": [], "kind": []})
NO_ORGANISATIONS = pd.DataFrame({"organisation": [], "kind": []})


def frame(rows: set[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(sorted(rows), columns=["activity", "organisation"])


def islands_of(rows: set[tuple[str, str]]) -> int:
    found = find_islands(find_pairs(frame(rows)))
    return 0 if found.empty else int(found["island"].max())


@given(rows=taken)
def test_ties_are_counted_alike_from_both_ends(rows: set[tuple[str, str]]) -> None:
    told = describe_partners(parts=frame(rows), activities=NO_KINDS, organisations=NO_ORGANISATIONS)
    assert told["partners"].sum() == 2 * len(find_pairs(frame(rows)))
    assert told["activities"].sum() == len(rows)


@given(rows=taken)
def test_a_shared_activity_is_shared_by_somebody(rows: set[tuple[str, str]]) -> None:
    told = describe_partners(parts=frame(rows), activities=NO_KINDS, organisations=NO_ORGANISATIONS)
    assert ((told["activities_shared"] > 0) == (told["partners"] > 0)).all()


@given(rows=taken)
def test_without_a_broker_its_island_falls_into_the_groups_that_are_named(
    rows: set[tuple[str, str]],
) -> None:
    pairs = find_pairs(frame(rows))
    island_of = dict(find_islands(pairs).values.tolist())
    for broker in find_brokers(pairs):
        assert len(broker.groups) > 1
        mine = {
            name for name, island in island_of.items() if island == island_of[broker.organisation]
        }
        assert {name for group in broker.groups for name in group} == mine - {broker.organisation}
        left = pairs[
            (pairs["organisation"] != broker.organisation) & (pairs["other"] != broker.organisation)
        ]
        still = dict(find_islands(left).values.tolist())
        for group in broker.groups:
            assert len({still.get(name, name) for name in group}) == 1
            others = {still.get(name, name) for name in mine - {broker.organisation, *group}}
            assert still.get(group[0], group[0]) not in others


@given(rows=taken)
def test_leaving_out_whoever_is_no_broker_parts_nobody(rows: set[tuple[str, str]]) -> None:
    pairs = find_pairs(frame(rows))
    brokers = {broker.organisation for broker in find_brokers(pairs)}
    for name in set(pairs["organisation"]) | set(pairs["other"]) - brokers:
        if name in brokers:
            continue
        left = pairs[(pairs["organisation"] != name) & (pairs["other"] != name)]
        before, after = islands_of(rows), find_islands(left)
        assert after.empty or after["island"].max() <= before
