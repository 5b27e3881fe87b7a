"""What evidence takes from whoever reads files: batches of incidents, and files on offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import pyarrow as pa

from sightline.analysis.periods import Month
from sightline.evidence.manifest import Key

AccountT_co = TypeVar("AccountT_co", bound="RowAccount", covariant=True)
AccountT = TypeVar("AccountT", bound="RowAccount")


class RowAccount(Protocol):
    """Where the rows of a file went: rows_in = accepted + rejected + set_aside."""

    @property
    def rows_in(self) -> int:
        """Rows in the file."""

    @property
    def accepted(self) -> int:
        """Rows used."""

    @property
    def rejected(self) -> int:
        """Rows that cannot be used."""

    @property
    def set_aside(self) -> int:
        """Rows that are sound and not used."""

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why rows were rejected or set aside."""


class IncidentBatch(Protocol[AccountT_co]):
    """A month of one force, as a reader hands it over: a dataclass."""

    @property
    def name(self) -> str:
        """What people call the file."""

    @property
    def source(self) -> str:
        """Such as street."""

    @property
    def force(self) -> str:
        """Such as essex."""

    @property
    def month(self) -> Month:
        """The month of its incidents."""

    @property
    def sha256(self) -> str:
        """Of the file."""

    @property
    def release(self) -> str:
        """The month it was released, such as 2026-01, or "" if that is not known."""

    @property
    def vintage(self) -> str:
        """The year of its area codes, or ""."""

    @property
    def reading(self) -> str:
        """How it was read."""

    @property
    def categories(self) -> Sequence[str]:
        """Every category of its source, always in the same order."""

    @property
    def incidents(self) -> pa.Table:
        """A row an incident: area, category, and what else is kept (`evidence.parquet.DETAIL`)."""

    @property
    def account(self) -> AccountT_co:
        """Where its rows went; handed through."""


class Offer(Protocol[AccountT_co]):
    """A file that can be read, known by what can be said of it without opening it."""

    @property
    def name(self) -> str:
        """What people call the file."""

    @property
    def key(self) -> Key:
        """Its source, force and month."""

    @property
    def release(self) -> str:
        """The month it was released, or ""."""

    @property
    def reading(self) -> str:
        """How it would be read."""

    @property
    def fingerprint(self) -> str:
        """Another one means that the file may have changed."""

    def hash(self) -> str:
        """Its SHA-256."""

    def read(self) -> IncidentBatch[AccountT_co]:
        """Its rows, and where each went."""
