"""Replies that wait to be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from sightline.service.freshness.models import Reply, ReplyFate
from sightline.service.register.queries.record import say_time

MOST_SHOWN = 50


@dataclass(frozen=True)
class ReplyAbout:
    """A record that the mail which was answered named."""

    name: str
    address: str


@dataclass(frozen=True)
class ShownReply:
    """A reply, ready to print."""

    sent_from: str
    subject: str
    came: str
    why: str
    text: str
    about: tuple[ReplyAbout, ...]
    done_address: str  # empty once it was read


@dataclass(frozen=True)
class RepliesPage:
    """Replies to read, and those of late that need nobody."""

    waiting: tuple[ShownReply, ...]
    others: tuple[ShownReply, ...]
    more: str


def replies_page() -> RepliesPage:
    """Replies, the newest first."""
    found = Reply.objects.prefetch_related("reminder__lines__activity")
    waiting = found.filter(fate=ReplyFate.TO_READ, read_at=None)
    others = found.exclude(fate=ReplyFate.TO_READ, read_at=None)
    left = max(0, waiting.count() - MOST_SHOWN)
    return RepliesPage(
        waiting=tuple(_shown(reply) for reply in waiting[:MOST_SHOWN]),
        others=tuple(_shown(reply) for reply in others[:MOST_SHOWN]),
        more=f"{left:,} older ones follow once these are done." if left else "",
    )


def _shown(reply: Reply) -> ShownReply:
    lines = reply.reminder.lines.all() if reply.reminder else ()
    waits = reply.fate == ReplyFate.TO_READ and reply.read_at is None
    return ShownReply(
        sent_from=reply.sent_from or "no address that can be read",
        subject=reply.subject or "(no subject)",
        came=say_time(reply.came_at),
        why=reply.why,
        text=reply.text or "(no text)",
        about=tuple(
            ReplyAbout(line.activity.name, reverse("register:activity", args=[line.activity_id]))
            for line in lines
        ),
        done_address=reverse("freshness:reply_read", args=[reply.pk]) if waits else "",
    )
