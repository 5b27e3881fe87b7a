"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data; tests that need it are skipped, with the reason, where it is absent."""
    folder = Path(os.environ.get("SIGHTLINE_OPEN_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "INVENTORY.csv").exists():
        pytest.skip(f"no real open data in {folder.name}; set SIGHTLINE_OPEN_DATA to its folder")
    return folder
