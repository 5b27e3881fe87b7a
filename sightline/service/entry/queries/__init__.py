"""What is read of entry: pages of questions, lists of answers and drafts, conflicts, comments."""

from sightline.service.entry.queries.check import CheckPage, check_page
from sightline.service.entry.queries.comments import (
    comment_mails_page,
    comment_page,
    comments_part,
    mail_of_token,
)
from sightline.service.entry.queries.conflicts import (
    ConflictPage,
    ConflictRow,
    settle_page,
    settled,
    stale_page,
)
from sightline.service.entry.queries.lists import (
    USES,
    drafts_page,
    drafts_panel,
    new_offer_page,
    offer_page,
    queue_page,
    queue_panel,
    scope_page,
    uses_panel,
)
from sightline.service.entry.queries.pages import StepPage, problems_by_heading, step_page
from sightline.service.entry.queries.records import change_link, change_page, offer_link
from sightline.service.entry.queries.uses import trail_uses, uses_part

__all__ = [
    "USES",
    "CheckPage",
    "ConflictPage",
    "ConflictRow",
    "StepPage",
    "change_link",
    "change_page",
    "check_page",
    "comment_mails_page",
    "comment_page",
    "comments_part",
    "drafts_page",
    "drafts_panel",
    "mail_of_token",
    "new_offer_page",
    "offer_link",
    "offer_page",
    "problems_by_heading",
    "queue_page",
    "queue_panel",
    "scope_page",
    "settle_page",
    "settled",
    "stale_page",
    "step_page",
    "trail_uses",
    "uses_panel",
    "uses_part",
]
