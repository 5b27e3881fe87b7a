"""Tables that can be trusted: named columns with units, checked at the door of each function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from sightline.errors import BadInput


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    COUNT = "whole number of things, zero or more"
    NUMBER = "number"
    AMOUNT = "number, zero or more"
    SHARE = "share from 0 to 1"


@dataclass(frozen=True)
class Column:
    """One column: its kind, its unit in words, and whether a value may be missing."""

    kind: Kind
    unit: str
    may_be_missing: bool = False


@dataclass(frozen=True)
class Table:
    """The shape of a table: what one row is, its columns, and the columns that name a row."""

    name: str
    columns: Mapping[str, Column]
    one_row_per: tuple[str, ...] = ()

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with its columns in order and of their kinds, or BadInput with the reason.

        >>> people = Table("people", {"people": Column(Kind.COUNT, "people")})
        >>> people.check(pd.DataFrame({"people": [1, -1]}))
        Traceback (most recent call last):
        ...
        sightline.errors.BadInput: people, column people, row 2: found -1, wanted a whole number \
of things, zero or more (people).
        """
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise BadInput(
                f"{self.name}: found columns {', '.join(map(str, frame.columns)) or 'none'}, "
                f"wanted also {', '.join(missing)}."
            )
        checked = pd.DataFrame(
            {name: self._column(frame[name], name, column) for name, column in self.columns.items()}
        )
        self._refuse_repeats(checked)
        return checked

    def empty(self) -> pd.DataFrame:
        """The table with no rows."""
        return self.check(pd.DataFrame({name: [] for name in self.columns}))

    def _column(self, values: pd.Series, name: str, column: Column) -> pd.Series | np.ndarray:
        if column.kind is Kind.TEXT:
            self._refuse(values.isna().to_numpy() & (not column.may_be_missing), values, name)
            texts = values.astype("str").where(values.notna(), None).astype(object)
            return texts.reset_index(drop=True)
        numbers, unread = _numbers(values)
        self._refuse(_wrong(numbers, column) | unread, values, name)
        whole = column.kind is Kind.COUNT and not column.may_be_missing
        return numbers.astype("int64") if whole else numbers

    def _refuse(self, wrong: np.ndarray, values: pd.Series, name: str) -> None:
        if wrong.any():
            first, column = int(np.argmax(wrong)), self.columns[name]
            raise BadInput(
                f"{self.name}, column {name}, row {first + 1}: "
                f"found {'nothing' if pd.isna(values.iloc[first]) else values.iloc[first]}, "
                f"wanted a {column.kind} ({column.unit})."
            )

    def _refuse_repeats(self, frame: pd.DataFrame) -> None:
        if not self.one_row_per or len(frame) < 2:
            return
        repeats = frame.duplicated(list(self.one_row_per))
        if repeats.any():
            first = frame.loc[repeats, list(self.one_row_per)].iloc[0].tolist()
            raise BadInput(
                f"{self.name}: found more than one row for {', '.join(map(str, first))}, "
                f"wanted one row per {', '.join(self.one_row_per)}."
            )


def _numbers(values: pd.Series) -> tuple[np.ndarray, np.ndarray | bool]:
    """The values as numbers, and which of them are there but are none."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iuf":
        return values.to_numpy(dtype="float64"), False  # all are; asking pandas takes longer
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.to_numpy(), (numbers.isna() & values.notna()).to_numpy()


def _wrong(numbers: np.ndarray, column: Column) -> np.ndarray:
    """Which of the numbers a column of this kind may not hold."""
    absent = np.isnan(numbers)
    wrong: np.ndarray = np.isinf(numbers) | (absent & (not column.may_be_missing))
    if column.kind is not Kind.NUMBER:
        wrong |= numbers < 0
    if column.kind is Kind.SHARE:
        wrong |= numbers > 1 + 1e-12  # a sum of shares may pass one by a rounding
    if column.kind is Kind.COUNT:
        wrong |= ~absent & (numbers != np.floor(numbers))
    return wrong
