"""`manage.py send_reminders`: mail those whose records are due, overdue or long overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.service.freshness.actions import send_reminders
from sightline.service.register.queries import day_of_pages


class Command(BaseCommand):
    """Sends the reminders of one day. Run every morning; running it again sends nothing twice."""

    help = "Send the reminders of a day; run again for the same day it sends nothing twice."

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
        sent = send_reminders(today=today, now=timezone.now())
        self.stdout.write(f"{sent} reminder{'' if sent == 1 else 's'} sent for {today}.")
