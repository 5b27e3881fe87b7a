"""Disclosure in detail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.disclosure import SMALLEST_SHOWN, NoNumber, say_count, showable


@given(count=st.integers(1, SMALLEST_SHOWN - 1), other=st.integers(1, SMALLEST_SHOWN - 1))
def test_hidden_counts_cannot_be_told_apart(count, other):
    assert showable(count) is showable(other) is NoNumber.TOO_FEW
    assert say_count(count) == say_count(other)


@pytest.mark.parametrize("count", [np.int64(12), 12.0, np.float64(12)])
def test_a_whole_number_of_any_make_is_a_count(count):
    shown = showable(count)
    assert shown == 12
    assert type(shown) is int
