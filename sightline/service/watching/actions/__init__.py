"""What is changed about watching: what is watched, how often it is told, what was told."""

from sightline.service.watching.actions.telling import send_notices
from sightline.service.watching.actions.watches import (
    choose_often,
    note_visit,
    stop_mails,
    stop_watching,
    watch,
)

__all__ = [
    "choose_often",
    "note_visit",
    "send_notices",
    "stop_mails",
    "stop_watching",
    "watch",
]
