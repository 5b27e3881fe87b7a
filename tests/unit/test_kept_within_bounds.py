"""What a process keeps has a limit, and what was asked for lately stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.service.register.queries.kept import Kept


@given(keys=st.lists(st.integers(0, 9)), most=st.integers(1, 5))
def test_those_asked_for_last_are_kept_and_no_more(keys, most):
    kept = Kept[int, str](most)
    for key in keys:
        assert kept.get_or_make(key, lambda key=key: f"value of {key}") == f"value of {key}"
    last = list(dict.fromkeys(reversed(keys)))
    assert len(kept) == min(most, len(last))
    assert [kept.get(key) is not None for key in last] == [at < most for at in range(len(last))]


def test_a_value_put_anew_takes_no_more_room():
    kept = Kept[str, int](2)
    for number in range(5):
        kept.put("a", number)
    assert (len(kept), kept.get("a"), kept.get("b")) == (1, 4, None)
