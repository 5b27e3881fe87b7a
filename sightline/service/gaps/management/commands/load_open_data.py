"""Load Essex from a folder of open data."""

from __future__ import annotations

from pathlib import Path

from sightline.service.gaps import actions
from sightline.service.gaps.management.commands import load_county


class Command(load_county.Command):
    """The same as load_county, for a folder of open data as publishers lay it out."""

    help = "Load Essex from a folder of open data, with an empty register."
    folder_help = "the folder that holds crime, geography, population and deprivation"

    def find(self, folder: Path) -> actions.CountyFiles:
        """The files of Essex."""
        return actions.open_data_county(folder)
