"""What is changed by entry: drafts, offers, what is looked over, comments."""

from sightline.service.entry.actions.comments import (
    MOST_IN_AN_HOUR,
    ON_COMMENT,
    add_comment,
    withdraw_comment,
)
from sightline.service.entry.actions.common import StaleDraft
from sightline.service.entry.actions.drafts import (
    begin_change,
    save_step,
    settle_draft,
    start_draft,
    throw_away,
)
from sightline.service.entry.actions.looking import log_draft_read
from sightline.service.entry.actions.moving import move_drafts, move_drafts_back
from sightline.service.entry.actions.offers import adopt, decline, offer_activity
from sightline.service.entry.actions.sameness import LikelyTheSame, say_of_likely
from sightline.service.entry.actions.sending import (
    RegisterMoved,
    accept_draft,
    send_back,
    send_draft,
    take_back,
)
from sightline.service.entry.actions.settings import set_scope
from sightline.service.entry.actions.telling import (
    choose_comment_mails,
    note_comment,
    send_comment_mails,
    stop_comment_mails,
)

__all__ = [
    "MOST_IN_AN_HOUR",
    "ON_COMMENT",
    "LikelyTheSame",
    "RegisterMoved",
    "StaleDraft",
    "accept_draft",
    "add_comment",
    "adopt",
    "begin_change",
    "choose_comment_mails",
    "decline",
    "log_draft_read",
    "move_drafts",
    "move_drafts_back",
    "note_comment",
    "offer_activity",
    "save_step",
    "say_of_likely",
    "send_back",
    "send_comment_mails",
    "send_draft",
    "set_scope",
    "settle_draft",
    "start_draft",
    "stop_comment_mails",
    "take_back",
    "throw_away",
    "withdraw_comment",
]
