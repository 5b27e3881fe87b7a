"""Who finds what: each finder with what it reads, so that it is asked only if that changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sightline.analysis.findings import Finding
from sightline.analysis.framework import Theme
from sightline.service.findings.stored import Stored

METHOD = "1"  # raise it when a finder answers otherwise from the same inputs
EVERY_INPUT = ("activities", "reports", "partners", "data", "question", "vocabulary")
OfTheme = Callable[[Stored, Theme], Sequence[Finding]]
OfAll = Callable[[Stored], Sequence[Finding]]


@dataclass(frozen=True)
class Finder:
    """How one sort of thing is found: for a theme after another, or for all at once.

    reads: the inputs that its answer depends on, as `Stored.version_of` names them.
    """

    name: str
    words: str  # what it looks for
    of_theme: OfTheme | None = None
    of_all: OfAll | None = None
    reads: tuple[str, ...] = EVERY_INPUT


@dataclass(frozen=True)
class Part:
    """One finder asked about one theme, or about all of them: the smallest thing worked out."""

    finder: Finder
    theme: Theme | None

    @property
    def key(self) -> str:
        """What a finding of it is known to be found by."""
        return f"{self.finder.name}:{self.theme.theme if self.theme else 'all'}"

    @property
    def words(self) -> str:
        """What is looked for, for people."""
        return (
            f"{self.finder.words}, {self.theme.name.lower()}" if self.theme else self.finder.words
        )

    def version(self, stored: Stored) -> str:
        """What it would read, as one version: with the same, it finds the same."""
        read = [stored.version_of(what, self.theme) for what in self.finder.reads]
        return hashlib.sha256("\n".join([METHOD, *read]).encode()).hexdigest()

    def find(self, stored: Stored) -> tuple[Finding, ...]:
        """Everything that the finder finds. Refused where it honestly cannot tell."""
        if self.theme is not None and self.finder.of_theme is not None:
            return tuple(self.finder.of_theme(stored, self.theme))
        if self.finder.of_all is not None:
            return tuple(self.finder.of_all(stored))
        return ()


# By name; the room knows nothing of how they find. A finder that no longer finds something
# closes it, so one that is taken out of here leaves what it found to be closed.
FINDERS: dict[str, Finder] = {}


def add_finder(finder: Finder) -> None:
    """Ask this finder in every run from now on."""
    FINDERS[finder.name] = finder


def parts_of(stored: Stored) -> tuple[Part, ...]:
    """Everything that a run asks, finder by finder and theme by theme."""
    return tuple(_parts(stored))


def _parts(stored: Stored) -> Iterator[Part]:
    for finder in FINDERS.values():
        if finder.of_all is not None:
            yield Part(finder, None)
        else:
            yield from (Part(finder, theme) for theme in stored.themes)
