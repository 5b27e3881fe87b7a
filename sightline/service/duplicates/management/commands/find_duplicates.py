"""`manage.py find_duplicates`: search the register for records that may be the same."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sightline.errors import SightlineError
from sightline.service.duplicates.actions import look_again


class Command(BaseCommand):
    """Searches in one process, in at most a gigabyte of memory. What was decided stays decided."""

    help = "Search the register for activities and organisations that may be the same."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Search, and say what came of it."""
        try:
            search = look_again(now=timezone.now())
        except SightlineError as wrong:
            raise CommandError(f"{wrong} Nothing was changed.") from wrong
        self.stdout.write(
            f"{search.activities:,} activities and {search.organisations:,} organisations "
            f"compared in {search.seconds:.1f} seconds; {search.new_pairs:,} new pairs to look at."
        )
