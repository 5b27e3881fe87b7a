"""What is changed about freshness: who looks after what, what is said to be right, mails."""

from sightline.service.freshness.actions.confirming import (
    Confirmed,
    confirm_line,
    confirm_several,
)
from sightline.service.freshness.actions.mails import choose_mails, stop_mails
from sightline.service.freshness.actions.owners import name_owner
from sightline.service.freshness.actions.reminding import send_reminders
from sightline.service.freshness.actions.replies import forget_old_mails, mark_read, take_reply

__all__ = [
    "Confirmed",
    "choose_mails",
    "confirm_line",
    "confirm_several",
    "forget_old_mails",
    "mark_read",
    "name_owner",
    "send_reminders",
    "stop_mails",
    "take_reply",
]
