"""`manage.py send_comment_mails`: tell people of the comments that they were not told of yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sightline.service.entry.actions import send_comment_mails


class Command(BaseCommand):
    """Sends one mail to a person. Run every morning; running it again sends nothing twice."""

    help = "Send mails about comments that nobody was told of yet; nothing is sent twice."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Send, and say how many."""
        sent = send_comment_mails(now=timezone.now())
        self.stdout.write(f"{sent} mail{'' if sent == 1 else 's'} about comments sent.")
