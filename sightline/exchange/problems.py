"""What a reader hands back: every good row, every problem, and an account of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Row = TypeVar("Row", covariant=True)


class Weight(StrEnum):
    """What a problem did to its row."""

    REJECTED = "rejected"  # the row cannot be used until it is mended
    SET_ASIDE = "set aside"  # the row is sound but cannot be used for this question
    NOTE = "note"  # the row or file was used; something is worth knowing


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where, what was found, what was wanted, what to do.

    >>> print(Problem("row 14, postcode", "'SS1'", "a full postcode such as SS1 1AB",
    ...               "Correct it."))
    row 14, postcode: found 'SS1', wanted a full postcode such as SS1 1AB. Correct it.
    """

    where: str
    found: str
    wanted: str
    remedy: str
    weight: Weight = Weight.REJECTED
    rows: int = 1  # how many rows it stands for
    file: str = ""
    row: int | None = None  # counted as the person's spreadsheet counts, headings being row 1
    column: str = ""
    sheet: str = ""  # of a workbook of several

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, wanted {self.wanted}. {self.remedy}"


@dataclass(frozen=True)
class Account:
    """Where every row of one input went: rows_in = accepted + rejected + set_aside, always."""

    name: str  # the name of the file, without folders
    sha256: str
    rows_in: int
    accepted: int
    rejected: int = 0
    set_aside: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)  # why rows were rejected or set aside

    def __post_init__(self) -> None:
        if self.rows_in != self.accepted + self.rejected + self.set_aside:
            raise AssertionError(
                f"{self.name}: {self.rows_in} rows came in, but {self.accepted} accepted + "
                f"{self.rejected} rejected + {self.set_aside} set aside"
            )


@dataclass(frozen=True)
class Reading(Generic[Row]):
    """The outcome of reading one input."""

    rows: Row
    problems: tuple[Problem, ...]
    account: Account
