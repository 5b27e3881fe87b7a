"""What is shown of a count of people. Zero, too few to show and not supplied are three things."""

from __future__ import annotations

import pytest

from sightline.analysis.disclosure import SMALLEST_SHOWN, NoNumber, say_count, showable
from sightline.errors import BadInput


def test_ten_is_the_smallest_count_shown():
    assert SMALLEST_SHOWN == 10


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (None, NoNumber.NOT_SUPPLIED),
        (0, 0),
        (1, NoNumber.TOO_FEW),
        (9, NoNumber.TOO_FEW),
        (10, 10),
        (1250, 1250),
    ],
)
def test_a_count_from_1_to_9_is_not_shown(count, shown):
    assert showable(count) == shown


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (None, "number of people not supplied"),
        (0, "no people"),
        (1, "too few people to show"),
        (9, "too few people to show"),
        (10, "10 people"),
        (1250, "1,250 people"),
    ],
)
def test_a_count_in_words_says_no_more_than_may_be_shown(count, words):
    assert say_count(count) == words


def test_a_count_of_other_things_is_said_with_their_name():
    assert say_count(12, "referrals") == "12 referrals"


@pytest.mark.parametrize("count", [-1, 2.5, float("nan"), float("inf"), True])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(BadInput, match="count: found"):
        showable(count)
