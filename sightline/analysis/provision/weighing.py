"""Working out how room is spread: people × nearness, within the areas served, as shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from sightline.analysis.provision.decay import Decay
from sightline.analysis.provision.land import Land, Stop, Way
from sightline.analysis.provision.nearby import Rows, squares_within
from sightline.analysis.provision.people import Numbers
from sightline.analysis.provision.travel import Travel


def shares_of(ways: Sequence[Way], land: Land, travel: Travel) -> Any:
    """The share of room that falls to each area, ways × areas as CSR; rows add up to 1, or to 0.

    Every place takes an even part of the room (one with nobody in reach takes none). Where no place
    counts, the areas served share by people alone.
    """
    owner = np.repeat(np.arange(len(ways)), [len(way.stops) for way in ways])
    stops = [stop for way in ways for stop in way.stops]
    near = _as_shares(_weights(stops, [ways[row] for row in owner.tolist()], land, travel))
    joins = sparse.csr_array(
        (np.ones(len(stops)), (owner, np.arange(len(stops)))), shape=(len(ways), len(stops))
    )
    found = sparse.csr_array(joins @ near)
    alone = [
        row
        for row, way in enumerate(ways)
        if way.served and found.indptr[row] == found.indptr[row + 1]
    ]
    if alone:
        found = sparse.csr_array(found + _by_people(ways, alone, land))
    found.sort_indices()
    return _as_shares(found)


def _weights(stops: Sequence[Stop], ways: Sequence[Way], land: Land, travel: Travel) -> Any:
    """People of the way's ages × nearness, stops × areas; ways: that of each stop."""
    weights = _nearness(stops, [way.decay for way in ways], land, travel)
    stored = np.diff(weights.indptr)
    kinds = {ages: row for row, ages in enumerate(dict.fromkeys(way.ages for way in ways))}
    if kinds:
        people = np.array([land.people(ages) for ages in kinds])
        kind = np.array([kinds[way.ages] for way in ways])
        weights.data *= people[np.repeat(kind, stored), weights.indices]
    _within_areas_served(weights, ways, land)
    return weights


def _nearness(stops: Sequence[Stop], decays: Sequence[Decay], land: Land, travel: Travel) -> Any:
    """The weight of the trip from each area (columns) to each stop (rows), from 0 to 1."""
    groups: dict[tuple[Decay, bool], list[int]] = {}
    for row, (stop, decay) in enumerate(zip(stops, decays, strict=True)):
        groups.setdefault((decay, bool(stop.times_key)), []).append(row)
    pieces: list[Any] = [sparse.csr_array((0, len(land.codes)))]
    for (decay, timed), rows in groups.items():
        mine = [stops[row] for row in rows]
        squares = _timed(mine, land, travel) if timed else _by_distance(mine, decay, land, travel)
        squares.data = decay.of_squares(squares.data)
        pieces.append(squares)
    order = np.array([row for rows in groups.values() for row in rows], dtype="int64")
    return sparse.csr_array(sparse.vstack(pieces, format="csr")[np.argsort(order)])


def _by_distance(stops: Sequence[Stop], decay: Decay, land: Land, travel: Travel) -> Any:
    """Squared metres, straight or round the barriers."""
    places = np.array([[stop.easting_m, stop.northing_m] for stop in stops])
    squares = squares_within(land.points, places, decay.furthest_m)
    if travel.barriers is not None:
        row = np.repeat(np.arange(len(stops)), np.diff(squares.indptr))
        squares.data = np.square(
            travel.barriers.lengths_m(places[row], land.points[squares.indices])
        )
    return squares


def _timed(stops: Sequence[Stop], land: Land, travel: Travel) -> Any:
    """Squared metres that take as long as the trips do by the table of travel times."""
    columns: list[Rows] = []
    metres: list[Numbers] = []
    for stop in stops:
        codes, far = travel.times.to(stop.times_key) if travel.times else ((), np.array([]))
        rows = land.rows_of(np.asarray(codes, dtype=object))
        columns.append(rows[rows >= 0])
        metres.append(far[rows >= 0])
    starts = np.concatenate([[0], np.cumsum([len(rows) for rows in columns])])
    pieces = (np.square(np.concatenate(metres)), np.concatenate(columns), starts)
    return sparse.csr_array(pieces, shape=(len(stops), len(land.codes)))


def _within_areas_served(weights: Any, ways: Sequence[Way], land: Land) -> None:
    """Nothing where the areas served are given and are others."""
    inside = np.zeros(len(land.codes), dtype=bool)
    for row, way in enumerate(ways):
        if not way.served:
            continue
        served = land.called(way.served)
        inside[served] = True
        stored = slice(weights.indptr[row], weights.indptr[row + 1])
        weights.data[stored] *= inside[weights.indices[stored]]
        inside[served] = False


def _by_people(ways: Sequence[Way], rows: Sequence[int], land: Land) -> Any:
    """Rows of people alone in the areas served; the others have none."""
    columns = [land.called(ways[row].served) for row in rows]
    people = [land.people(ways[row].ages)[at] for row, at in zip(rows, columns, strict=True)]
    where = np.repeat(np.asarray(rows), [len(at) for at in columns])
    return sparse.csr_array(
        (np.concatenate(people), (where, np.concatenate(columns))),
        shape=(len(ways), len(land.codes)),
    )


def _as_shares(weights: Any) -> Any:
    """Weights as shares of their row; what is nothing is not stored."""
    total = weights.sum(axis=1)
    each = np.repeat(total, np.diff(weights.indptr))
    weights.data = np.divide(weights.data, each, out=np.zeros_like(each), where=each > 0)
    weights.eliminate_zeros()
    return weights
