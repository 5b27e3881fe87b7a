"""Pairs found by the grid are those that a plain look at every pair finds, wherever they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.pairs import match_nearby
from sightline.errors import BadInput

laws = settings(max_examples=60, deadline=None)
seeds = st.integers(0, 2**31)


def drawn(seed, how_many, width_m):
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, width_m, (how_many, 2)) + rng.uniform(-1e5, 6e5, 2)
    masks = (np.uint64(1) << rng.integers(0, 6, (how_many, 3)).astype(np.uint64)) | np.uint64(
        1 << 9
    )
    masks[:, 2] = rng.integers(1, 2**40, how_many)
    return points, rng.integers(0, max(how_many // 2, 1), how_many), masks


def plainly(points, owners, masks, within_m, most):
    """Every match of every point, by looking at each: score, metres squared and row, best first."""
    metres = np.rint(points - np.floor(points.min(axis=0))).astype(int)
    best, pairs = [], 0
    for one in range(len(points)):
        found = []
        for other in range(len(points)):
            apart = int(((metres[one] - metres[other]) ** 2).sum())
            common = masks[one] & masks[other]
            if owners[one] != owners[other] and apart <= within_m**2 and (common != 0).all():
                score = sum(int(bits).bit_count() for bits in common)
                found.append((-score, apart, other))
        pairs += len(found)
        best += [(one, other, -score) for score, _, other in sorted(found)[:most]]
    return best, pairs // 2


@laws
@given(
    seed=seeds,
    how_many=st.integers(1, 60),
    width_m=st.sampled_from([1_000, 20_000, 90_000, 400_000]),
    within_m=st.sampled_from([700.0, 5_000.0, 10_000.0]),
    most=st.integers(1, 8),
)
def test_the_grid_finds_what_a_look_at_every_pair_finds(seed, how_many, width_m, within_m, most):
    points, owners, masks = drawn(seed, how_many, width_m)
    found = match_nearby(points=points, owners=owners, masks=masks, within_m=within_m, most=most)
    wanted, pairs = plainly(points, owners, masks, within_m, most)
    told = zip(found.one.tolist(), found.other.tolist(), found.score.tolist(), strict=True)
    assert list(told) == wanted
    assert found.pairs == pairs
    assert (found.distance_m <= within_m).all()


@laws
@given(seed=seeds)
def test_the_order_of_points_changes_no_pair(seed):
    points, _, masks = drawn(seed, 40, 8_000)
    order = np.random.default_rng(seed).permutation(len(points))
    straight, turned = (
        match_nearby(
            points=points[rows], owners=np.arange(40), masks=masks[rows], within_m=5_000, most=40
        )
        for rows in (np.arange(40), order)
    )
    there = set(zip(straight.one.tolist(), straight.other.tolist(), strict=True))
    back = set(zip(order[turned.one].tolist(), order[turned.other].tolist(), strict=True))
    assert there == back
    assert straight.pairs == turned.pairs


def test_points_a_cell_apart_in_a_long_thin_row_do_not_run_over():
    """Sixty cells of one point each in a row, 9 km apart: each matches only its neighbours."""
    points = np.column_stack([np.arange(60) * 9_000.0, np.zeros(60)])
    found = match_nearby(
        points=points, owners=np.arange(60), masks=np.ones((60, 1), dtype=np.uint64),
        within_m=10_000, most=10,
    )  # fmt: skip
    assert found.pairs == 59
    assert set(np.abs(found.one - found.other)) == {1}


def test_no_points_have_no_pairs():
    found = match_nearby(
        points=np.empty((0, 2)), owners=np.empty(0, dtype=int),
        masks=np.empty((0, 2), dtype=np.uint64), within_m=5_000, most=10,
    )  # fmt: skip
    assert (len(found.one), found.pairs) == (0, 0)


@pytest.mark.parametrize("asked", [{"within_m": 0}, {"within_m": 10_001}, {"most": 0}])
def test_what_the_grid_cannot_hold_is_refused(asked):
    given_ = {"within_m": 5_000, "most": 10} | asked
    with pytest.raises(BadInput, match="wanted metres from 1 to 10000 and 1 to 1000 kept"):
        match_nearby(
            points=np.zeros((1, 2)), owners=np.zeros(1, dtype=int),
            masks=np.ones((1, 1), dtype=np.uint64), **given_,
        )  # fmt: skip
