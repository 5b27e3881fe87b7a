"""`manage.py tidy_sources`: forget files nobody decided on, and texts of lapsed agreements."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sightline.service.sources.actions import tidy_sources


class Command(BaseCommand):
    """Run every night. Running it again forgets nothing more."""

    help = "Forget files of sources that nobody decided on, and texts of lapsed agreements."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Forget them, and say how many."""
        done = tidy_sources(now=timezone.now(), today=timezone.localdate())
        self.stdout.write(f"Forgotten: {done.files} files that waited, {done.texts} texts.")
