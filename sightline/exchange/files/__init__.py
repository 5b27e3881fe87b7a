"""Files from outside: their bytes, characters, cells and archives, with nothing lost on the way."""

from sightline.exchange.files.archives import LARGEST_WORKBOOK_BYTES, MOST_MEMBERS, check_zip
from sightline.exchange.files.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    CellRow,
    Cells,
    arrange_cells,
    detect_separator,
    read_cells,
)
from sightline.exchange.files.grids import MOST_CELLS, Grid, read_grid, read_pasted, trimmed
from sightline.exchange.files.stored import (
    LARGEST_FILE_BYTES,
    decode,
    file_note,
    read_bytes,
    sha256_of,
    size_of,
)

__all__ = [
    "LARGEST_FILE_BYTES",
    "LARGEST_WORKBOOK_BYTES",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_MEMBERS",
    "MOST_ROWS",
    "CellRow",
    "Cells",
    "Grid",
    "arrange_cells",
    "check_zip",
    "decode",
    "detect_separator",
    "file_note",
    "read_bytes",
    "read_cells",
    "read_grid",
    "read_pasted",
    "sha256_of",
    "size_of",
    "trimmed",
]
