"""The import contracts hold, cover every module, and each of them bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FLOORS = "Floors: what faces people, what reads and writes, what works out"
ANALYSIS = "Analysis: need and provision are strangers until gaps"
EXCHANGE = "Exchange: formats are strangers to each other"
DJANGO = "Only the service knows Django"
PURE = "Analysis has no web, file, network, environment, clock or dice"
ROOMS = "Service: each room stands only on the rooms below it"
INSIDE = "Inside a room: addresses, views, forms, actions and queries, models"
VIEWS = "Views never import models"

# A file, a line that must not be there, and the contract that must notice.
BREACHES = [
    ("sightline/analysis/words.py", "import sightline.exchange.problems", FLOORS),
    ("sightline/evidence/cubes.py", "import sightline.exchange.problems", FLOORS),
    ("sightline/cli/main.py", "import sightline.service.settings", FLOORS),
    ("sightline/analysis/periods.py", "import sightline.analysis.gaps", ANALYSIS),
    ("sightline/analysis/need/__init__.py", "import sightline.analysis.provision", ANALYSIS),
    ("sightline/analysis/neighbours.py", "import sightline.analysis.hotspots", ANALYSIS),
    ("sightline/analysis/hotspots/__init__.py", "import sightline.analysis.need", ANALYSIS),
    ("sightline/exchange/geojson.py", "import sightline.exchange.vocabulary", EXCHANGE),
    ("sightline/exchange/problems.py", "import sightline.exchange.files", EXCHANGE),
    ("sightline/cli/main.py", "import django", DJANGO),
    ("sightline/analysis/words.py", "import pathlib", PURE),
    ("sightline/analysis/words.py", "import random", PURE),
    ("sightline/service/places/apps.py", "import sightline.service.gaps.models", ROOMS),
    ("sightline/service/register/models.py", "import sightline.service.register.queries", INSIDE),
    ("sightline/service/gaps/views.py", "import sightline.service.gaps.models", VIEWS),
]
# A module that has been given no place.
STRAYS = [
    ("sightline/stray.py", FLOORS),
    ("sightline/analysis/stray.py", ANALYSIS),
    ("sightline/exchange/stray.py", EXCHANGE),
    ("sightline/service/stray/__init__.py", ROOMS),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house that can be broken."""
    shutil.copytree(
        ROOT / "sightline", tmp_path / "sightline", ignore=shutil.ignore_patterns("static", "*.pyc")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken_contracts(house: Path) -> str:
    """What lint-imports prints of the contracts it finds broken; empty if all are kept."""
    command = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{command}; lint_imports_command(['--no-cache'])"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts" in done.stdout, done.stdout + done.stderr
    return "\n".join(line for line in done.stdout.splitlines() if line.endswith("BROKEN"))


def test_the_house_keeps_its_contracts(house: Path) -> None:
    assert broken_contracts(house) == ""


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_breach_is_noticed(house: Path, file: str, line: str, contract: str) -> None:
    broken = house / file
    broken.write_text(f"{broken.read_text()}\n{line}\n")
    assert contract in broken_contracts(house)


@pytest.mark.parametrize(("file", "contract"), STRAYS)
def test_a_module_without_a_place_is_noticed(house: Path, file: str, contract: str) -> None:
    stray = house / file
    stray.parent.mkdir(exist_ok=True)
    stray.write_text('"""Nobody has said where this belongs."""\n')
    assert contract in broken_contracts(house)
