"""Values of official statistics as numbers, or with why there is none."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.exchange.indicators import WhyMissing, read_value, read_values

SYMBOLS = ["c", "x", "z", ":", "-", "*", "..", "low", "k", "u", ""]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0.0),
        ("0.0", 0.0),
        ("12", 12.0),
        (" 1,234.5 ", 1234.5),
        ("1,234,567", 1234567.0),
        ("-21.74", -21.74),
        ("−3", -3.0),
        ("4.5%", 4.5),
        ("1e-05", 1e-05),
    ],
)
def test_a_number_is_read(text, number):
    assert read_value(text) == (number, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("c", WhyMissing.SUPPRESSED),
        ("C", WhyMissing.SUPPRESSED),
        ("*", WhyMissing.SUPPRESSED),
        ("-", WhyMissing.MISSING_OR_SUPPRESSED),
        ("x", WhyMissing.NOT_AVAILABLE),
        (":", WhyMissing.NOT_AVAILABLE),
        ("z", WhyMissing.NOT_APPLICABLE),
        ("low", WhyMissing.ROUNDS_TO_ZERO),
        ("u", WhyMissing.UNRELIABLE),
        ("", WhyMissing.EMPTY),
        ("1 to 4", WhyMissing.A_RANGE),
        ("5-10", WhyMissing.A_RANGE),
        ("<5", WhyMissing.A_RANGE),
    ],
)
def test_a_symbol_says_why_there_is_no_number(text, why):
    number, reason = read_value(text)
    assert math.isnan(number)
    assert reason == why


@pytest.mark.parametrize("text", ["about 12", "1,5", "12,34", "1.2.3", "nan", "inf", "1e999", "£5"])
def test_anything_else_is_not_guessed(text):
    assert read_value(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_every_number_comes_back_as_it_was(number):
    assert read_value(repr(float(number))) == (float(number), "")


@given(st.integers(min_value=0, max_value=10**12))
def test_separators_of_thousands_change_nothing(number):
    assert read_value(f"{number:,}") == read_value(str(number)) == (float(number), "")


@given(st.lists(st.one_of(st.sampled_from(SYMBOLS), st.integers(0, 99).map(str), st.text())))
def test_a_value_is_a_number_or_missing_with_a_reason_or_not_read(texts):
    values = read_values(pd.Series(texts, dtype=object))
    assert len(values.value) == len(values.why_missing) == len(values.read) == len(texts)
    for number, why, read in zip(values.value, values.why_missing, values.read, strict=True):
        assert math.isnan(number) == (bool(why) or not read)
    for text, number in zip(texts, values.value, strict=True):
        if number == 0:
            assert float(text.strip().rstrip("%").replace(",", "").replace("−", "-")) == 0
