"""The activity sheet: read with every problem named, written so that it reads back the same."""

from sightline.exchange.activities.columns import (
    BY_HEADING,
    COLUMNS,
    EXAMPLE_REFERENCE,
    HEADINGS,
    Column,
)
from sightline.exchange.activities.reading import read_activities
from sightline.exchange.activities.rows import ActivityRow, make_reference

__all__ = [
    "BY_HEADING",
    "COLUMNS",
    "EXAMPLE_REFERENCE",
    "HEADINGS",
    "ActivityRow",
    "Column",
    "make_reference",
    "read_activities",
]
