"""`manage.py reset_second_factor`: for an administrator who lost theirs, with nobody to ask."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.errors import SightlineError
from sightline.service.accounts.actions import reset_second_factor_from_the_server


class Command(BaseCommand):
    """Takes the second factor of one user away; it is noted, and they get a mail."""

    help = "Take away the second factor of somebody who lost it, so that they can set up another."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose it is, and why."""
        parser.add_argument("email", help="the e-mail address they sign in with")
        parser.add_argument("--reason", required=True, help="kept with what is done, for good")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take it away, or say what to do instead."""
        try:
            reset_second_factor_from_the_server(
                email=options["email"], now=timezone.now(), reason=options["reason"]
            )
        except SightlineError as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{options['email']} can sign in with the password alone.")
