"""Ways to reach a person are left out of what everybody may read, however long the text is."""

from __future__ import annotations

import time

import pytest

from sightline.service.register.contacts import LEFT_OUT, without_contacts

LONGEST = 32_000  # characters of a cell, or of an answer


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask jo.o'neil+club@mail.lantern.example.", f"Ask {LEFT_OUT}."),
        ("jo@lantern.example,al@lantern.example", f"{LEFT_OUT},{LEFT_OUT}"),
        ("a@lantern.example+b@lantern.example", LEFT_OUT * 2),
        ("Call (01632) 960-001", f"Call {LEFT_OUT}"),
        ("Aged 10-17 @ the hall, 2026", "Aged 10-17 @ the hall, 2026"),
    ],
)
def test_contacts_are_left_out_and_nothing_else(text, told):
    assert without_contacts(text) == told


@pytest.mark.parametrize(
    "part", ["a", "0", "a.", "a@", "a@b", "a@b.", "0 ", "(0", "+44 ", "é", "@"]
)
def test_no_text_takes_long(part):
    """Pages for everybody do this with five texts of each activity they show."""
    started = time.process_time()
    without_contacts((part * LONGEST)[:LONGEST])
    assert time.process_time() - started < 1
