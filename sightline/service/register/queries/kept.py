"""What was worked out, kept within bounds: what was not asked for longest makes room."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """As many values as there is room for, by their keys; several threads may ask at once.

    >>> kept = Kept(2)
    >>> [kept.get_or_make(letter, letter.upper) for letter in "aba"]
    ['A', 'B', 'A']
    >>> kept.get_or_make("c", lambda: "C"), kept.get_or_make("b", lambda: "made anew")
    ('C', 'made anew')
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[Key, Value] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        """The value of a key, which now was asked for last; None if it is not kept."""
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value
            return value

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, and let go of the one that nobody asked for longest if there is no room."""
        with self._lock:
            self._values.pop(key, None)
            while len(self._values) >= self.most:
                del self._values[next(iter(self._values))]
            self._values[key] = value

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key; made, if it is not kept. Two that ask at once may both make it."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value
