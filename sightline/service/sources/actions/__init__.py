"""What is done with sources: agreements, files, withheld texts, and releases."""

from sightline.service.sources.actions.agreements import SourceFacts, add_source, edit_source
from sightline.service.sources.actions.files import send_file, take_file, throw_away
from sightline.service.sources.actions.releases import (
    approve_release,
    decline_release,
    propose_release,
)
from sightline.service.sources.actions.texts import decide_text, read_text
from sightline.service.sources.actions.tidying import Tidied, delete_texts, tidy_sources

__all__ = [
    "SourceFacts",
    "Tidied",
    "add_source",
    "approve_release",
    "decide_text",
    "decline_release",
    "delete_texts",
    "edit_source",
    "propose_release",
    "read_text",
    "send_file",
    "take_file",
    "throw_away",
    "tidy_sources",
]
