"""Write the fictional county: python -m sightline.demo FOLDER [--seed 2018]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sightline.demo.county import SEED, build_county


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the county into the folder named, and say where its settings are."""
    parser = argparse.ArgumentParser(
        prog="python -m sightline.demo", description="Write the fictional county of Fableshire."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")
    parser.add_argument(
        "--seed",
        type=int,
        default=SEED,
        help="the same seed gives the same bytes (default %(default)s)",
    )
    chosen = parser.parse_args(arguments)
    settings = build_county(chosen.folder, seed=chosen.seed)
    sys.stdout.write(f"The fictional county is described in {settings}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
