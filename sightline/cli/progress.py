"""Saying how a long step goes: a bar on a terminal, nothing at all elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def shown(items: Iterable[Item], *, doing: str, how_many: int | None = None) -> Iterator[Item]:
    """The same items, with a bar on standard error while they pass, if a person is watching."""
    if not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm  # only a watched command pays for it

    yield from tqdm(items, desc=doing, total=how_many, file=sys.stderr, leave=False)


def say(words: str) -> None:
    """A line for a person who is watching; nothing where standard error is a file or a pipe."""
    if sys.stderr.isatty():
        print(words, file=sys.stderr)
