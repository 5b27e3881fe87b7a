"""A process of its own that reads one sheet, with little memory and little time.

A file that means harm can bring down only this process, which holds no secret, no connection and
no stored record. What it is asked and what it answers are JSON, never anything that runs.

    python -m sightline.service.sheets.worker SHEET MARKED_COPY < request > answer
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date
from pathlib import Path
from typing import Any

MOST_BYTES = 1024**3  # of address space; reading the largest sheet that is let in takes half
MOST_SECONDS = 30  # of one processor
MOST_ROWS = 20_000  # of one sheet: as many as the largest counties have activities


def limit() -> None:
    """Take only so much memory and time from here on; the process is ended if it asks for more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(sheet: Path, marked_copy: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Read the sheet: its reading, or why it is refused as a whole.

    request: areas (columns of AREAS), postcodes, today, own (names of organisations, or null where
    the sender may speak for all). Writes the marked copy if any row has a problem.
    """
    import pandas as pd  # only once the limits hold

    from sightline.errors import BadInput
    from sightline.exchange.activities import HEADINGS, read_activities, write_marked_copy
    from sightline.exchange.sheets import open_sheet, plain_heading
    from sightline.exchange.vocabulary import read_vocabularies
    from sightline.service.register.changes import refuse_others
    from sightline.service.register.content import reading_content

    try:
        reading = read_activities(
            sheet,
            vocabularies=read_vocabularies(),
            areas=pd.DataFrame(request["areas"]),
            postcodes=request["postcodes"] or None,
            today=date.fromisoformat(request["today"]),
        )
    except BadInput as refused:
        return {"refused": str(refused)}
    if reading.account.rows_in > MOST_ROWS:
        return {"refused": _too_many(reading.account.name, reading.account.rows_in)}
    if request["own"] is not None:
        reading = refuse_others(reading, request["own"])
    if any(problem.row is not None for problem in reading.problems):
        write_marked_copy(reading, sheet, marked_copy)
    columns = {plain_heading(each) for each in open_sheet(sheet, HEADINGS).cells.headings}
    known = [each for each in HEADINGS.all if each in columns]  # nothing else is kept
    return {"reading": {**reading_content(reading), "columns": known}}


def _too_many(file: str, rows: int) -> str:
    return (
        f"{file}: found {rows:,} rows, wanted at most {MOST_ROWS:,} in one sheet. Delete empty or "
        "repeated rows, or split it into smaller sheets."
    )


def main() -> None:
    """Read the request, answer it."""
    limit()
    request = json.load(sys.stdin)
    json.dump(answer(Path(sys.argv[1]), Path(sys.argv[2]), request), sys.stdout)


if __name__ == "__main__":
    main()
