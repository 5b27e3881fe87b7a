"""Which notices somebody gets, for whoever holds a mail that was sent to them."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.errors import NotFound
from sightline.service.pages.tokens import read_token
from sightline.service.watching.letters import STOP
from sightline.service.watching.models import Notice, Often, Watcher


@dataclass(frozen=True)
class MailsPage:
    """The choice of how often, for one person."""

    name: str
    often: str
    saved: bool


def mails_page(*, token: str, saved: bool = False) -> MailsPage:
    """The choice for the person of a mail, or NotFound if it was not sent from here."""
    user = notice_of_token(token).user
    watcher = Watcher.objects.filter(user=user).first()
    return MailsPage(user.name, watcher.often if watcher else Often.WEEKLY.value, saved)


def notice_of_token(token: str) -> Notice:
    """The mail that a way to stop mails came with, or NotFound."""
    key = read_token(STOP, token)
    found = None if key is None else Notice.objects.select_related("user").filter(pk=key).first()
    if found is None:
        raise NotFound("This link was not sent from here, or is not whole. Copy all of it.")
    return found
