"""Rows of a sheet that stand for the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.exchange.sheets.opening import SheetRow
from sightline.exchange.sheets.texts import tidy


@dataclass(frozen=True)
class Repeats:
    """identical: a row, and the earlier row it repeats cell for cell. at_odds: a row, and the other
    rows with its key that say something else."""

    identical: Mapping[int, int]
    at_odds: Mapping[int, tuple[int, ...]]


def find_repeats(rows: Mapping[int, SheetRow], keys: Mapping[int, str]) -> Repeats:
    """Which rows share a key with another row. Rows and keys go by the number of the row.

    Keys are alike in capitals and small letters, and however many spaces stand between words.
    """
    groups: dict[str, dict[tuple[str, ...], int]] = {}
    identical: dict[int, int] = {}
    for number in sorted(keys):
        told = tuple(tidy(text) for text in rows[number].texts.values())
        key = " ".join(keys[number].casefold().split())
        first = groups.setdefault(key, {}).setdefault(told, number)
        if first != number:
            identical[number] = first
    at_odds = {
        number: tuple(other for other in group.values() if other != number)
        for group in groups.values()
        if len(group) > 1
        for number in group.values()
    }
    return Repeats(identical, at_odds)
