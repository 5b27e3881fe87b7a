"""What can be chosen on a page, and what is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One option of a list to choose from."""

    value: str
    text: str
    chosen: bool
