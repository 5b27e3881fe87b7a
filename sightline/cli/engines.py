"""`--engine` and `--master`: what counts records, for every work that counts them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sightline.errors import BadInput

if TYPE_CHECKING:
    from sightline.evidence.engines import Engine

DUCKDB = "duckdb"
SPARK = "spark"


def add_engine(verb: argparse.ArgumentParser) -> None:
    """The options of an engine."""
    group = verb.add_argument_group("what counts")
    group.add_argument(
        "--engine",
        choices=(DUCKDB, SPARK),
        default=DUCKDB,
        help="duckdb on this machine, or spark on a cluster (default: %(default)s)",
    )
    group.add_argument(
        "--master",
        metavar="ADDRESS",
        help="of the cluster, such as spark://host:7077; its machines see the store at the same "
        "path as this one",
    )


@contextmanager
def opened_engine(given: argparse.Namespace) -> Iterator[Engine]:
    """The engine that was asked for, closed when the block ends; BadInput if words do not fit."""
    if (given.engine == SPARK) != bool(given.master):
        raise BadInput(
            f"--master: found {given.master or 'nothing'} with --engine {given.engine}, wanted the "
            "address of a cluster with --engine spark, and none without. Give both or neither."
        )
    if given.engine == SPARK:
        from sightline.evidence.engines.spark import open_spark

        with open_spark(given.master) as engine:
            yield engine
        return
    from sightline.evidence.engines.duckdb import DuckDB

    yield DuckDB()
