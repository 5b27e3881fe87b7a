"""Where each row of a sheet went, with one message for each kind of problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from sightline.exchange.problems import Account, Problem, Reading, Weight

Rows = TypeVar("Rows")


@dataclass(frozen=True)
class Why:
    """Why rows cannot be used: one kind of problem, with what to do about it."""

    reason: str
    column: str
    wanted: str
    remedy: str
    weight: Weight = Weight.REJECTED


@dataclass
class Fates:
    """Accepted, rejected or set aside: every row is told once, and nothing of what it holds
    is repeated but what the caller says was found.
    """

    file: str
    sha256: str
    accepted: int = 0
    notes: list[Problem] = field(default_factory=list)
    dropped: dict[Why, list[tuple[int, str]]] = field(default_factory=dict)

    def drop(self, row: int, why: Why, found: str) -> None:
        """A row that is not used. found: what stands there, as the message may say it."""
        self.dropped.setdefault(why, []).append((row, found))

    def note(self, *, found: str, wanted: str, remedy: str, where: str = "") -> None:
        """Something worth knowing of the whole file, or of rows that are used all the same."""
        place = where or self.file
        self.notes.append(
            Problem(place, found, wanted, remedy, weight=Weight.NOTE, rows=0, file=self.file)
        )

    def reading(self, rows: Rows) -> Reading[Rows]:
        """What a reader hands back."""
        counts = {why: len(dropped) for why, dropped in self.dropped.items()}
        of = {
            weight: sum(count for why, count in counts.items() if why.weight is weight)
            for weight in (Weight.REJECTED, Weight.SET_ASIDE)
        }
        reasons: dict[str, int] = {}
        for why, count in counts.items():
            reasons[why.reason] = reasons.get(why.reason, 0) + count
        account = Account(
            self.file,
            self.sha256,
            self.accepted + sum(of.values()),
            self.accepted,
            of[Weight.REJECTED],
            of[Weight.SET_ASIDE],
            reasons,
        )
        problems = (*self.notes, *(self._problem(why, at) for why, at in self.dropped.items()))
        return Reading(rows, problems, account)

    def _problem(self, why: Why, dropped: list[tuple[int, str]]) -> Problem:
        row, found = dropped[0]
        more = len(dropped) - 1
        where = f"row {row}" if not more else f"row {row} and {more:,} more"
        return Problem(
            f"{where}, {why.column}" if why.column else where,
            found,
            why.wanted,
            why.remedy,
            weight=why.weight,
            rows=len(dropped),
            file=self.file,
            row=row,
            column=why.column,
        )
