"""Entry's pages. What they decide is decided in queries and actions."""

from sightline.service.entry.views.unit import (
    accept,
    comment,
    moderation,
    new_offer,
    queue,
    send_back,
    withdraw_comment,
)
from sightline.service.entry.views.writing import (
    adopt,
    change,
    check,
    decline,
    drafts,
    likely,
    offer,
    send,
    settle,
    settle_step,
    step,
    take_back,
    throw_away,
)

__all__ = [
    "accept",
    "adopt",
    "change",
    "check",
    "comment",
    "decline",
    "drafts",
    "likely",
    "moderation",
    "new_offer",
    "offer",
    "queue",
    "send",
    "send_back",
    "settle",
    "settle_step",
    "step",
    "take_back",
    "throw_away",
    "withdraw_comment",
]
