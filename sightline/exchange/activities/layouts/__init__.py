"""A partner's own sheets: where the table is, what each column means, what a person confirmed."""

from sightline.exchange.activities.layouts.columns_proposed import ColumnProposal
from sightline.exchange.activities.layouts.headings import (
    AGES,
    DATES,
    MONEY_AND_FUNDERS,
    NOT_USED,
    PLACE,
    POINT,
    WHEN,
)
from sightline.exchange.activities.layouts.layout import (
    BY_DATES,
    SECTION,
    Answer,
    ColumnUse,
    Constant,
    Layout,
    Shape,
    Source,
)
from sightline.exchange.activities.layouts.proposing import (
    ConstantProposal,
    Missing,
    Proposal,
    SheetProposal,
    propose_layout,
    signature_of,
)
from sightline.exchange.activities.layouts.questions import Question

__all__ = [
    "AGES",
    "BY_DATES",
    "DATES",
    "MONEY_AND_FUNDERS",
    "NOT_USED",
    "PLACE",
    "POINT",
    "SECTION",
    "WHEN",
    "Answer",
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
    "Source",
    "propose_layout",
    "signature_of",
]
