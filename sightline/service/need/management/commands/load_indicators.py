"""`manage.py load_indicators`: schools' and authorities' indicators, the Health Index, severity."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from sightline.errors import SightlineError
from sightline.service.need import actions


class Command(BaseCommand):
    """Reads every file first; a file that is refused changes nothing that is stored."""

    help = "Load indicators of risk and protective factors, in place of those that are stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, told apart by their headings."""
        parser.add_argument(
            "files",
            nargs="+",
            type=Path,
            help="local authority tool and its look-up of codes, Health Index, crime severity, and "
            "districts with their counties",
        )
        parser.add_argument(
            "--severity-period",
            default="",
            help="the year of crime severity, such as 2022-23, where its name does not say it",
        )
        parser.add_argument(
            "--fictional", action="store_true", help="say that the figures are made up"
        )

    def handle(
        self,
        *_args: Any,
        files: list[Path],
        severity_period: str,
        fictional: bool,
        **_options: Any,
    ) -> None:
        """Read, store, and say where every row went."""
        try:
            read = actions.read_indicators(files, severity_period=severity_period)
            if not read.readings:
                raise CommandError(
                    "found no publication among the files, wanted the local authority tool, the "
                    "Health Index or crime severity. Name at least one of them."
                )
            actions.store_indicators(read, fictional=fictional, by=None, now=now())
        except SightlineError as wrong:
            raise CommandError(f"{wrong} Nothing stored was changed.") from wrong
        for source, account in read.accounts.items():
            self.stdout.write(
                f"{source}: {account.rows_in:,} rows in = {account.accepted:,} accepted + "
                f"{account.rejected:,} rejected + {account.set_aside:,} set aside"
            )
