"""DuckDB, on this machine: the engine unless another is asked for."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from sightline.evidence.engines import Files

if TYPE_CHECKING:
    import ibis

MEMORY_LIMIT = "600MB"  # what does not fit is spilt to disk


@dataclass(frozen=True)
class DuckDB:
    """Counts on so many threads, within a limit of memory."""

    threads: int = 2
    memory_limit: str = MEMORY_LIMIT

    @property
    def name(self) -> str:
        """As `--engine` calls it."""
        return "duckdb"

    def collect(self, expression: ibis.Table, files: Files) -> pa.Table:
        """The answer to an expression over those files (see `engines.Engine`)."""
        import ibis  # loads slowly, and only counting needs it

        query = ibis.to_sql(expression, dialect="duckdb")
        config = {
            "threads": str(self.threads),
            "memory_limit": self.memory_limit,
            "autoinstall_known_extensions": "false",
        }
        with (
            tempfile.TemporaryDirectory(prefix="sightline-") as spilt,
            duckdb.connect(config={**config, "temp_directory": spilt}) as connection,
        ):
            for name, paths in files.items():
                stored = connection.read_parquet(
                    [str(path) for path in paths], hive_partitioning=False
                )
                stored.create_view(name)
            found = connection.sql(query).to_arrow_table()
        return found.cast(expression.schema().to_pyarrow())  # sums come as decimals
