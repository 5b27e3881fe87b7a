"""`manage.py add_sheet`: the worker that adds a long sheet to the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from sightline.service.sheets.actions import add_now


class Command(BaseCommand):
    """Adds one sheet whose sender asked for it. The service starts it; nobody need to."""

    help = "Add a long sheet whose sender asked for it; the service starts this by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which sheet."""
        parser.add_argument("upload", type=UUID, help="the key of the sheet, as in its address")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add it, and say whether it was."""
        was_added = add_now(options["upload"], now=timezone.now())
        self.stdout.write("Added." if was_added else "Nothing was added.")
