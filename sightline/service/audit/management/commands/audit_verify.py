"""`manage.py audit_verify`: has the record of what was done been tampered with?"""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sightline.service.audit.queries import verify_chain


class Command(BaseCommand):
    """Checks every event of the chain and prints its head."""

    help = "Check the chain of audit events. Keep the head it prints outside this computer."

    def add_arguments(self, parser: CommandParser) -> None:
        """The head printed by an earlier check, if one was kept."""
        parser.add_argument(
            "--head", default="", help="number:hash, as an earlier check printed it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found; fail if anything is wrong."""
        if options["head"] and not re.fullmatch(r"[0-9]+:[0-9a-f]{64}", options["head"]):
            raise CommandError(
                f"--head: found {options['head']!r}, wanted number:hash as an earlier check "
                "printed it. Copy it whole."
            )
        verdict = verify_chain(known_head=options["head"])
        for fault in verdict.faults:
            self.stderr.write(str(fault))
        self.stdout.write(f"{verdict.events} {_say('event', verdict.events)}; head {verdict.head}")
        if verdict.faults:
            places = len(verdict.faults)
            raise CommandError(f"the chain is broken in {places} {_say('place', places)}.")
        self.stdout.write("Every event is as it was recorded. Keep the head outside this computer.")


def _say(one: str, number: int) -> str:
    return one if number == 1 else f"{one}s"
