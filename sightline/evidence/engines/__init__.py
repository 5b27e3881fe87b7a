"""Engines that run the expressions of `sightline.evidence.expressions` over stored Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    import ibis

Files = Mapping[str, Sequence[Path]]


class Engine(Protocol):
    """What counts records: on one machine, or on many."""

    @property
    def name(self) -> str:
        """As `--engine` calls it."""

    def collect(self, expression: ibis.Table, files: Files) -> pa.Table:
        """The answer to an expression, in its order, its columns of the types of its schema.

        files: for each table that the expression names, the Parquet files it stands for, one or
        more. What comes back fits in memory: a cube, or a list of changes.
        """
