"""Words as the search compares them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.service.pages.folding import LONGEST_WORD, MOST_WORDS, fold, words_of


@given(st.text(max_size=300))
def test_any_text_becomes_words_of_letters_and_digits(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word.isalnum() and len(word) <= LONGEST_WORD for word in folded.split())
    assert len(words_of(text)) <= MOST_WORDS


def test_a_sign_that_stands_for_a_capital_is_a_small_letter():
    """ᴬ (U+1D2C) is A in small print; folding it twice gives what folding it once does."""
    assert fold("\u1d2c") == "a"
    assert fold("\u03f9") == fold("σ")


def test_accents_apostrophes_and_capitals_make_no_difference():
    assert fold("ÉCOLE d’été") == fold("ecole dete") == "ecole dete"
    assert words_of('"a" OR b* NEAR(c) -d {name} : e') == (
        "a", "or", "b", "near", "c", "d", "name", "e",
    )  # fmt: skip
