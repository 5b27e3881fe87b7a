"""What is read for a draft: the document, the page about it, and the document as a file."""

from sightline.service.assessment.asking import (
    Asked,
    check_ages,
    theme_choices,
    usual,
)
from sightline.service.assessment.queries.asked import Ask
from sightline.service.assessment.queries.draft import FACTORS, SECTIONS, make_document
from sightline.service.assessment.queries.page import DraftPage, draft_file, draft_page

__all__ = [
    "FACTORS",
    "SECTIONS",
    "Ask",
    "Asked",
    "DraftPage",
    "check_ages",
    "draft_file",
    "draft_page",
    "make_document",
    "theme_choices",
    "usual",
]
