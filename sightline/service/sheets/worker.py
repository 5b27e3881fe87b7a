"""A process of its own that reads one sheet, with little memory and little time.

A file that means harm can bring down only this process, which holds no secret, no connection and
no stored record. What it is asked and what it answers are JSON, never anything that runs.

    python -m sightline.service.sheets.worker SHEET MARKED_COPY < request > answer
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

MOST_BYTES = 1024**3  # of address space; reading the largest sheet that is let in takes half
MOST_SECONDS = 30  # of one processor


def limit() -> None:
    """Take only so much memory and time from here on; the process is ended if it asks for more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(sheet: Path, marked_copy: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Read the sheet, or propose what its columns mean; or why it is refused as a whole.

    request: areas (columns of AREAS), postcodes, today, own (names of organisations, or null
    where the sender may speak for all), groups (code, name and meaning of each thematic group),
    do (a word of `Do`), is_pasted, file_name, remembered (layouts by signature), layout, seen
    (questions that were answered or passed over). Writes the marked copy if any row has a
    problem.
    """
    from sightline.errors import BadInput
    from sightline.service.sheets.reading import SheetReader  # only once the limits hold

    try:
        return SheetReader(sheet, marked_copy, request).answer()
    except BadInput as refused:
        return {"refused": str(refused)}


def main() -> None:
    """Read the request, answer it."""
    limit()
    request = json.load(sys.stdin)
    json.dump(answer(Path(sys.argv[1]), Path(sys.argv[2]), request), sys.stdout)


if __name__ == "__main__":
    main()
