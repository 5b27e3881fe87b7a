"""Write docs/reference/reproductions.md from the results that tests/spec reproduces, or check it.

Needs the real open data; where there is none, it says so and leaves the page as it is.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reference/reproductions.md"


def main(check: bool) -> int:
    folder = Path(os.environ.get("SIGHTLINE_OPEN_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "INVENTORY.csv").exists():
        print(f"{PAGE.name}: left as it is, for there is no real open data; SIGHTLINE_OPEN_DATA.")
        return 0
    sys.path.insert(0, str(ROOT))
    for path in sorted((ROOT / "tests/spec").glob("test_*_reproduced.py")):
        importlib.import_module(f"tests.spec.{path.stem}")
    reproductions = importlib.import_module("tests.factories.reproductions")
    text = reproductions.page(reproductions.STUDIES, folder)
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print(f"{PAGE.name}: found a page older than the code, wanted it made again: ./run docs.")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
