"""`manage.py work_out_findings`: gaps, overlaps, opportunities and more, worked out and kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.errors import Refused
from sightline.service.findings.actions import find_now, work_out


class Command(BaseCommand):
    """Works out what changed since the last run. Let a clock start it once a night."""

    help = "Work out gaps, cliffs, overlaps, opportunities and borders, and keep what was found."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which run, if the service asked for one."""
        parser.add_argument("--run", type=int, help="a run that waits; the service gives it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work it out, and say what was found."""
        if options["run"] is not None:
            was_done = work_out(options["run"], now=timezone.now())
            self.stdout.write("Worked out." if was_done else "Nothing was worked out.")
            return
        try:
            run = find_now(now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if run.refused:
            raise CommandError(run.refused)
        said = ", ".join(f"{number:,} {what}" for what, number in sorted(run.counts.items()))
        self.stdout.write(f"Findings: {said}.")
