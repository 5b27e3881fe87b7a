"""Load a county from its county.toml."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now
from tqdm import tqdm

from sightline.errors import SightlineError
from sightline.exchange.police import PoliceFile
from sightline.exchange.problems import Account
from sightline.service.gaps import actions
from sightline.service.need import actions as need


class Command(BaseCommand):
    """Reads every file first; a county that is refused changes nothing that is stored."""

    help = "Load a county: the folder of its county.toml, in place of what is stored."
    folder_help = "the folder of the county, or its county.toml"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One folder."""
        parser.add_argument("folder", type=Path, help=self.folder_help)

    def find(self, folder: Path) -> actions.CountyFiles:
        """The files of the county."""
        return actions.read_county_file(folder)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Read, store, work out, and say what came of it."""
        try:
            county = actions.read_county(
                self.find(folder), today=localdate(), step=self._say, passing=_shown
            )
            indicators = need.read_indicators(_indicator_files(folder), strict=False)
            self._say("Storing, and working out the gaps")
            run = actions.load_county(county, by=None, now=now())
            need.store_indicators(indicators, fictional=county.files.fictional, by=None, now=now())
        except SightlineError as wrong:
            raise CommandError(f"{wrong} Nothing stored was changed.") from wrong
        self._report(county, indicators.accounts, reported=run.reported)

    def _say(self, words: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(words, self.style.NOTICE)

    def _report(
        self, county: actions.CountyRead, indicators: Mapping[str, Account], *, reported: bool
    ) -> None:
        told = {what: (account,) for what, account in indicators.items()}
        for what, accounts in {**county.ledger.accounts, **told}.items():
            rows_in, accepted, rejected, aside = (
                sum(getattr(account, part) for account in accounts)
                for part in ("rows_in", "accepted", "rejected", "set_aside")
            )
            self.stdout.write(
                f"{what}: {rows_in:,} rows in = {accepted:,} accepted + {rejected:,} rejected + "
                f"{aside:,} set aside"
            )
        areas = len(county.geography.areas)
        state = "gaps worked out" if reported else "nobody has reported yet, so no gap is claimed"
        self.stdout.write(f"{county.files.name}: {areas:,} areas loaded; {state}.")


def _indicator_files(folder: Path) -> list[Path]:
    """What lies in the folder of indicators and of geography; files of other kinds are passed."""
    root = folder if folder.is_dir() else folder.parent
    found = [*(root / "indicators").glob("*"), *(root / "geography").glob("*utla*")]
    return sorted(path for path in found if path.is_file())


def _shown(files: Iterable[PoliceFile]) -> Iterable[PoliceFile]:
    """The files, with how many have passed on a terminal."""
    yield from tqdm(files, desc="Police files", unit="file", disable=None, leave=False)
