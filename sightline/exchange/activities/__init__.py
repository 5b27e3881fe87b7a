"""Sheets of activities, a partner's own or ours: every problem named, written to read back."""

from sightline.exchange.activities.columns import (
    BY_HEADING,
    COLUMNS,
    EXAMPLE_REFERENCE,
    HEADINGS,
    Column,
)
from sightline.exchange.activities.layouts import (
    AGES,
    BY_DATES,
    DATES,
    MONEY_AND_FUNDERS,
    NOT_USED,
    PLACE,
    POINT,
    SECTION,
    WHEN,
    Answer,
    ColumnProposal,
    ColumnUse,
    Constant,
    ConstantProposal,
    Layout,
    Missing,
    Proposal,
    Question,
    Shape,
    SheetProposal,
    Source,
    propose_layout,
    signature_of,
)
from sightline.exchange.activities.marked_copy import write_marked_copy
from sightline.exchange.activities.matching import Candidate, propose_terms
from sightline.exchange.activities.nones import NONE_WORD, says_none
from sightline.exchange.activities.reading import read_activities
from sightline.exchange.activities.reference import reference_page
from sightline.exchange.activities.rows import ActivityRow, make_reference
from sightline.exchange.activities.template import write_template
from sightline.exchange.activities.told import AnswerReader, Told
from sightline.exchange.activities.writing import sheet_cells, write_sheet
from sightline.exchange.sheets import PASTED, SheetView, WorkbookView, look_at

__all__ = [
    "AGES",
    "BY_DATES",
    "BY_HEADING",
    "COLUMNS",
    "DATES",
    "EXAMPLE_REFERENCE",
    "HEADINGS",
    "MONEY_AND_FUNDERS",
    "NONE_WORD",
    "NOT_USED",
    "PASTED",
    "PLACE",
    "POINT",
    "SECTION",
    "WHEN",
    "ActivityRow",
    "Answer",
    "AnswerReader",
    "Candidate",
    "Column",
    "ColumnProposal",
    "ColumnUse",
    "Constant",
    "ConstantProposal",
    "Layout",
    "Missing",
    "Proposal",
    "Question",
    "Shape",
    "SheetProposal",
    "SheetView",
    "Source",
    "Told",
    "WorkbookView",
    "look_at",
    "make_reference",
    "propose_layout",
    "propose_terms",
    "read_activities",
    "reference_page",
    "says_none",
    "sheet_cells",
    "signature_of",
    "write_marked_copy",
    "write_sheet",
    "write_template",
]
