"""What is read of freshness: what is due to somebody, who has not reported, what was sent."""

from sightline.service.freshness.queries.due import DuePage, due_page
from sightline.service.freshness.queries.home import home_panel
from sightline.service.freshness.queries.links import LinkPage, line_of_token, link_page
from sightline.service.freshness.queries.mails import (
    MailsPage,
    RemindersPage,
    mails_page,
    reminder_of_stop_token,
    reminders_page,
    user_of_stop_token,
)
from sightline.service.freshness.queries.owners import OwnerPage, owner_page, record_link
from sightline.service.freshness.queries.partners import (
    PartnersPage,
    partners_download,
    partners_page,
)
from sightline.service.freshness.queries.replies import RepliesPage, replies_page
from sightline.service.freshness.queries.silence import silence_of

__all__ = [
    "DuePage",
    "LinkPage",
    "MailsPage",
    "OwnerPage",
    "PartnersPage",
    "RemindersPage",
    "RepliesPage",
    "due_page",
    "home_panel",
    "line_of_token",
    "link_page",
    "mails_page",
    "owner_page",
    "partners_download",
    "partners_page",
    "record_link",
    "reminder_of_stop_token",
    "reminders_page",
    "replies_page",
    "silence_of",
    "user_of_stop_token",
]
