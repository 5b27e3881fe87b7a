"""`manage.py send_notices`: tell people by mail what changed in what they watch."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.service.register.queries import day_of_pages
from sightline.service.watching.actions import send_notices


class Command(BaseCommand):
    """Sends the notices of one day. Run every morning; running it again sends nothing twice."""

    help = "Tell people what changed in what they watch; run again for a day, nothing goes twice."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which day."""
        parser.add_argument("--today", help="the day to send for, such as 2026-11-24; else today")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Send, and say how many."""
        try:
            today = date.fromisoformat(options["today"]) if options["today"] else day_of_pages()
        except ValueError as wrong:
            raise CommandError(
                f"--today: found {options['today']}, wanted a day such as 2026-11-24."
            ) from wrong
        sent = send_notices(today=today, now=timezone.now())
        self.stdout.write(f"{sent} notice{'' if sent == 1 else 's'} sent for {today}.")
