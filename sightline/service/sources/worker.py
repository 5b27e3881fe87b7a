"""A process of its own that reads one file of a source, with little memory and little time.

python -m sightline.service.sources.worker FILE UNUSED < request > answer
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sightline.service.sheets.worker import limit


def answer(path: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Read the file, or say why it is refused as a whole."""
    from sightline.errors import BadInput
    from sightline.service.sources.reading import MOST_CELLS, read_file

    try:
        found = read_file(path, request)
        if found.pop("too_many"):
            raise BadInput(
                f"{request['file_name']}: found more than {MOST_CELLS:,} counts, wanted at most "
                "that. Send a file for each year."
            )
    except BadInput as refused:
        return {"refused": str(refused)}
    return {"reading": found}


def main() -> None:
    """Read the request, answer it."""
    limit()
    request = json.load(sys.stdin)
    json.dump(answer(Path(sys.argv[1]), request), sys.stdout)


if __name__ == "__main__":
    main()
