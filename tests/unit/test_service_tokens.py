"""Tokens in mails, as somebody may have changed them."""

from __future__ import annotations

from uuid import UUID

from sightline.service.pages.tokens import read_token, token_of

KEY = UUID(int=7)


def test_a_letter_that_only_becomes_a_letter_of_a_token_when_it_is_made_large_is_refused():
    token = token_of("tests", KEY)
    spoilt = "ſ" + token[1:]
    assert spoilt.upper() == "S" + token[1:].upper()
    assert read_token("tests", spoilt) is None


def test_a_token_that_was_typed_in_capitals_is_read():
    assert read_token("tests", token_of("tests", KEY).upper()) == KEY
