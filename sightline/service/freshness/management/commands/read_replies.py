"""`manage.py read_replies`: take in mails that came back, from standard input or a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.service.freshness.actions import forget_old_mails, take_reply
from sightline.service.freshness.reading import MOST_BYTES


class Command(BaseCommand):
    """Takes in one mail, or all new ones of a Maildir, which are then moved to those seen."""

    help = "Take in one mail from standard input, or every new mail of a Maildir."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the mails are."""
        parser.add_argument("--maildir", type=Path, help="a folder with new/ and cur/ in it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take them in, say what became of each, and let go of what is old."""
        forget_old_mails(now=timezone.now())
        folder: Path | None = options["maildir"]
        if folder is None:
            self._take(sys.stdin.buffer.read(MOST_BYTES + 1))
            return
        new, seen = folder / "new", folder / "cur"
        if not new.is_dir() or not seen.is_dir():
            raise CommandError(f"{folder}: wanted a Maildir, a folder with new and cur in it.")
        for path in sorted(new.iterdir()):
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as stream:
                    self._take(stream.read(MOST_BYTES + 1))
                path.rename(seen / f"{path.name}:2,S")

    def _take(self, raw: bytes) -> None:
        reply = take_reply(raw, now=timezone.now(), today=timezone.localdate())
        self.stdout.write(f"{reply.get_fate_display()}: {reply.why}")
