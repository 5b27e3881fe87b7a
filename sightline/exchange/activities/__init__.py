"""The activity sheet: read with every problem named, written so that it reads back the same."""

from sightline.exchange.activities.columns import (
    BY_HEADING,
    COLUMNS,
    EXAMPLE_REFERENCE,
    HEADINGS,
    Column,
)
from sightline.exchange.activities.marked_copy import write_marked_copy
from sightline.exchange.activities.reading import read_activities
from sightline.exchange.activities.reference import reference_page
from sightline.exchange.activities.rows import ActivityRow, make_reference
from sightline.exchange.activities.template import write_template
from sightline.exchange.activities.told import AnswerReader, Told
from sightline.exchange.activities.writing import write_sheet

__all__ = [
    "BY_HEADING",
    "COLUMNS",
    "EXAMPLE_REFERENCE",
    "HEADINGS",
    "ActivityRow",
    "AnswerReader",
    "Column",
    "Told",
    "make_reference",
    "read_activities",
    "reference_page",
    "write_marked_copy",
    "write_sheet",
    "write_template",
]
