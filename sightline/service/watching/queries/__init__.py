"""What is read of watching: what changed, what is watched, what can be."""

from sightline.service.watching.queries.home import home_panel
from sightline.service.watching.queries.mails import MailsPage, mails_page, notice_of_token
from sightline.service.watching.queries.page import (
    NewWatchPage,
    WatchingPage,
    new_watch_page,
    watching_page,
)
from sightline.service.watching.queries.parts import list_link, organisation_link, record_part

__all__ = [
    "MailsPage",
    "NewWatchPage",
    "WatchingPage",
    "home_panel",
    "list_link",
    "mails_page",
    "new_watch_page",
    "notice_of_token",
    "organisation_link",
    "record_part",
    "watching_page",
]
