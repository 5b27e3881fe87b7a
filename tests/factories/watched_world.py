"""What fetching needs of the world, as a test wants it: no waiting, no luck, a clock it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sightline.evidence.fetch import Surroundings


@dataclass
class Watched:
    """A world whose clock a test moves, whose dice always shows a half, and that remembers."""

    waits: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds_a_look: float = 0.0
    seconds: float = 0.0
    free: int = 10**12

    def clock(self) -> float:
        self.seconds += self.seconds_a_look
        return self.seconds

    def surroundings(self) -> Surroundings:
        return Surroundings(
            sleep=self.waits.append,
            clock=self.clock,
            now=lambda: datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
            dice=lambda: 0.5,
            say=self.said.append,
            note=self.notes.append,
            free_bytes=lambda folder: self.free,
        )
