"""An empty activity sheet to fill in."""

from __future__ import annotations

import argparse

from sightline.errors import Conflict
from sightline.exchange.activities import write_template
from sightline.exchange.vocabulary import read_vocabularies


def write_activity_template(given: argparse.Namespace) -> None:
    """Write the sheet, unless there is a file already."""
    try:
        given.path.touch(exist_ok=False)
    except FileExistsError as error:
        raise Conflict(
            f"found a file called {given.path.name}, wanted a new name. Name another file."
        ) from error
    write_template(given.path, vocabularies=read_vocabularies())
    print(f"Wrote {given.path}. Every column is explained on its second sheet.")
