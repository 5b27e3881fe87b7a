"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings

# Laws are about answers, never about speed; what every change must pass is the same each time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches a database, so that it alone is run again on another one."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or asked & {"db", "transactional_db"}:
            item.add_marker("database")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("SIGHTLINE_OPEN_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "INVENTORY.csv").exists():
        pytest.skip(f"no real open data in {folder.name}; set SIGHTLINE_OPEN_DATA to its folder")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _the_audit_chain_may_be_emptied_between_tests() -> Iterator[None]:
    """Let the tests' own clearing of tables past the triggers that keep audit events for good.

    SQLite clears with DELETE, which the triggers refuse; PostgreSQL's TRUNCATE does not ask them.
    """
    from sightline.service.audit import guards

    if connection.vendor != "sqlite":
        yield
        return
    operations = type(connection.ops)
    clear = operations.sql_flush

    def past_the_guards(self: Any, style: Any, tables: Any, **how: Any) -> list[str]:
        return [*guards.REMOVE["sqlite"], *clear(self, style, tables, **how), *guards.ADD["sqlite"]]

    operations.sql_flush = past_the_guards
    yield
    operations.sql_flush = clear
