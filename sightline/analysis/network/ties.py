"""Who works with whom, on what: pairs, islands, and who holds the rest together.

Organisations are tied where they take part in the same activity. Nothing here is a score: a tie
that nobody wrote down is not here, and many ties are not better than few.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sightline.analysis.tables import Column, Kind, Table

PARTS = Table(
    name="parts taken",
    columns={
        "activity": Column(Kind.TEXT, "key of an activity"),
        "organisation": Column(Kind.TEXT, "name of who takes part"),
    },
    one_row_per=("activity", "organisation"),
)
KINDS_OF_ACTIVITY = Table(
    name="kinds of activity",
    columns={
        "activity": Column(Kind.TEXT, "key of an activity"),
        "kind": Column(Kind.TEXT, "such as mentoring", may_be_missing=True),
    },
    one_row_per=("activity",),
)
KINDS_OF_ORGANISATION = Table(
    name="kinds of organisation",
    columns={
        "organisation": Column(Kind.TEXT, "name"),
        "kind": Column(Kind.TEXT, "such as charity", may_be_missing=True),
    },
    one_row_per=("organisation",),
)
PAIRS = Table(
    name="pairs",
    columns={
        "organisation": Column(Kind.TEXT, "name, the earlier of the two"),
        "other": Column(Kind.TEXT, "name"),
        "activities_shared": Column(Kind.COUNT, "activities"),
    },
    one_row_per=("organisation", "other"),
)
WORKS_WITH = Table(
    name="works with",
    columns={
        "organisation": Column(Kind.TEXT, "name"),
        "activities": Column(Kind.COUNT, "activities it takes part in"),
        "activities_shared": Column(Kind.COUNT, "of them with somebody else"),
        "partners": Column(Kind.COUNT, "organisations it shares an activity with"),
        "kinds_of_activity": Column(Kind.COUNT, "different kinds, of those that say"),
        "activities_of_unknown_kind": Column(Kind.COUNT, "activities"),
        "kinds_of_partner": Column(Kind.COUNT, "different kinds, of those known"),
        "partners_of_unknown_kind": Column(Kind.COUNT, "organisations"),
    },
    one_row_per=("organisation",),
)
ISLANDS = Table(
    name="islands",
    columns={
        "organisation": Column(Kind.TEXT, "name"),
        "island": Column(Kind.COUNT, "number from 1, the largest first"),
    },
    one_row_per=("organisation",),
)
PLACES = Table(
    name="places in the picture",
    columns={
        "organisation": Column(Kind.TEXT, "name"),
        "across": Column(Kind.SHARE, "of the width"),
        "down": Column(Kind.SHARE, "of the height"),
    },
    one_row_per=("organisation",),
)


@dataclass(frozen=True)
class Broker:
    """An organisation without which others, connected through it, no longer would be."""

    organisation: str
    groups: tuple[tuple[str, ...], ...]  # what its island would fall into, the largest first


def find_pairs(parts: pd.DataFrame) -> pd.DataFrame:
    """Every two organisations that take part in the same activity, by name.

    parts: activity, organisation. Returns organisation, other, activities_shared (above zero).

    >>> parts = pd.DataFrame({"activity": ["1", "1", "2"], "organisation": ["B", "A", "A"]})
    >>> find_pairs(parts).values.tolist()
    [['A', 'B', 1]]
    """
    taken = PARTS.check(parts)
    both = taken.merge(taken.rename(columns={"organisation": "other"}), on="activity")
    both = both[both["organisation"] < both["other"]]
    shared = both.groupby(["organisation", "other"], sort=True).size()
    return PAIRS.check(shared.rename("activities_shared").reset_index())


def describe_partners(
    *, parts: pd.DataFrame, activities: pd.DataFrame, organisations: pd.DataFrame
) -> pd.DataFrame:
    """What each organisation does and with how many, in the order of names.

    Range is how many different kinds of activity it takes part in, variety how many different
    kinds of organisation it does that with. activities: activity, kind. organisations:
    organisation, kind. A kind that is missing, or no row, is unknown: counted beside, as no kind.

    >>> parts = pd.DataFrame({"activity": ["1", "1", "2"], "organisation": ["B", "A", "A"]})
    >>> activities = pd.DataFrame({"activity": ["1", "2"], "kind": ["mentoring", None]})
    >>> organisations = pd.DataFrame({"organisation": ["A", "B"], "kind": ["school", None]})
    >>> describe_partners(parts=parts, activities=activities, organisations=organisations).iloc[
    ...     :, :6].values.tolist()
    [['A', 2, 1, 1, 1, 1], ['B', 1, 1, 1, 1, 0]]
    """
    taken = PARTS.check(parts).merge(KINDS_OF_ACTIVITY.check(activities), on="activity", how="left")
    sizes = taken.groupby("activity")["organisation"].transform("size")
    taken = taken.assign(shared=sizes > 1, unknown=taken["kind"].isna())
    found = taken.groupby("organisation", sort=True).agg(
        activities=("activity", "size"),
        activities_shared=("shared", "sum"),
        kinds_of_activity=("kind", "nunique"),
        activities_of_unknown_kind=("unknown", "sum"),
    )
    beside = _both_ways(find_pairs(parts)).merge(
        KINDS_OF_ORGANISATION.check(organisations).rename(columns={"organisation": "other"}),
        on="other",
        how="left",
    )
    partners = beside.assign(unknown=beside["kind"].isna()).groupby("organisation")
    found = found.join(
        partners.agg(
            partners=("other", "size"),
            kinds_of_partner=("kind", "nunique"),
            partners_of_unknown_kind=("unknown", "sum"),
        )
    )
    return WORKS_WITH.check(found.fillna(0).reset_index())


def _both_ways(pairs: pd.DataFrame) -> pd.DataFrame:
    turned = pairs.rename(columns={"organisation": "other", "other": "organisation"})
    return pd.concat([pairs, turned], ignore_index=True)


def find_islands(pairs: pd.DataFrame) -> pd.DataFrame:
    """Which organisations are connected at all, through whomever: the largest island is 1.

    >>> pairs = pd.DataFrame({"organisation": ["A", "B", "X"], "other": ["B", "C", "Y"],
    ...                       "activities_shared": 1})
    >>> find_islands(pairs).values.tolist()
    [['A', 1], ['B', 1], ['C', 1], ['X', 2], ['Y', 2]]
    """
    rows = [
        (name, number)
        for number, island in enumerate(_islands(_graph(pairs)), start=1)
        for name in island
    ]
    return ISLANDS.check(pd.DataFrame(rows, columns=list(ISLANDS.columns)))


def find_brokers(pairs: pd.DataFrame) -> list[Broker]:
    """Organisations without which others would no longer be connected, in the order of names.

    >>> pairs = pd.DataFrame({"organisation": ["A", "B"], "other": ["B", "C"],
    ...                       "activities_shared": 1})
    >>> find_brokers(pairs)
    [Broker(organisation='B', groups=(('A',), ('C',)))]
    """
    return list(_brokers(_graph(pairs)))


def _brokers(graph: Any) -> Iterator[Broker]:
    import networkx  # a third of a second, which only those who draw networks wait for

    for name in sorted(networkx.articulation_points(graph)):
        rest = graph.subgraph(networkx.node_connected_component(graph, name) - {name})
        yield Broker(name, tuple(_islands(rest)))


def place_organisations(pairs: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Where to draw each organisation, those that work together near each other.

    The same pairs and seed give the same places, in whatever order the pairs come. Each island has
    a square of its own, as large as it needs.

    >>> pairs = pd.DataFrame({"organisation": ["A"], "other": ["B"], "activities_shared": 1})
    >>> first = place_organisations(pairs, seed=1)
    >>> first.equals(place_organisations(pairs, seed=1))
    True
    """
    graph = _graph(pairs)
    places: dict[str, tuple[float, float]] = {}
    down = across = row_height = 0.0
    widest = math.sqrt(2 * graph.number_of_nodes())
    for island in _islands(graph):
        side = math.sqrt(len(island))
        if across and across + side > widest + 1e-9:
            down, across, row_height = down + row_height, 0.0, 0.0
        for name, (x, y) in _place_island(graph.subgraph(island), seed).items():
            places[name] = (across + side * x, down + side * y)
        across, row_height = across + side, max(row_height, side)
    rows = [(name, *places[name]) for name in sorted(places)]
    found = pd.DataFrame(rows, columns=list(PLACES.columns))
    for column in ("across", "down"):
        found[column] = _as_shares(found[column])
    return PLACES.check(found)


def _place_island(island: Any, seed: int) -> dict[str, tuple[float, float]]:
    """Places of one island in a square of side 1, with a margin."""
    import networkx

    names = sorted(island)
    ordered = networkx.Graph()
    ordered.add_nodes_from(names)
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in island.edges))
    found = networkx.spring_layout(ordered, seed=seed, iterations=120)
    return {name: tuple(0.5 + 0.42 * found[name]) for name in names}


def _as_shares(values: pd.Series) -> pd.Series:
    """Stretched to fill 0 to 1, to a precision that is alike on every machine."""
    span = values.max() - values.min()
    if values.empty or span == 0:
        return values * 0 + 0.5
    return ((values - values.min()) / span).round(4)


def _graph(pairs: pd.DataFrame) -> Any:
    import networkx

    graph = networkx.Graph()
    checked = PAIRS.check(pairs)
    graph.add_edges_from(zip(checked["organisation"], checked["other"], strict=True))
    return graph


def _islands(graph: Any) -> list[tuple[str, ...]]:
    """Connected organisations, the largest group first, then by name."""
    import networkx

    groups = [tuple(sorted(group)) for group in networkx.connected_components(graph)]
    return sorted(groups, key=lambda group: (-len(group), group))
