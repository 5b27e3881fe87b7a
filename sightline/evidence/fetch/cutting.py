"""The small areas of some forces, cut out of the national boundaries that were fetched."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sightline.errors import BadInput
from sightline.evidence.fetch.publishers import Publishers
from sightline.evidence.fetch.services import as_geojson
from sightline.evidence.manifest import write_whole

INTO = "geography/lsoa21-of-the-area.geojson"


def cut_boundaries(folder: Path, publishers: Publishers, forces: Collection[str]) -> int:
    """Write the outlines of the forces' areas, with the district and force of each, to INTO.

    An area is of the force that its district of May 2024 is of. Returns how many areas there are.
    BadInput if the tables that were fetched lack a column, or have no area of these forces.
    """
    services = publishers.services
    codes = {publishers.forces[force].area for force in forces}
    forces_of = _table(folder, services["partnerships-and-forces"].into, "LAD24CD", "PFA24CD")
    districts = _table(folder, services["wards-and-districts"].into, "LSOA21CD", "LAD24CD")
    national = json.loads((folder / services["boundaries"].into).read_bytes())
    found: list[Mapping[str, Any]] = []
    for feature in national["features"]:
        district = districts.get(feature["properties"].get("LSOA21CD"), {})
        force = forces_of.get(district.get("LAD24CD", ""), {})
        if force.get("PFA24CD") in codes:
            joined = {name: district.get(name) for name in ("LAD24CD", "LAD24NM")}
            joined |= {name: force.get(name) for name in ("PFA24CD", "PFA24NM")}
            found.append({**feature, "properties": feature["properties"] | joined})
    if not found:
        raise BadInput(
            f"{services['boundaries'].into}: found no area of {', '.join(sorted(forces))}, wanted "
            "some. The tables may be of other years than the boundaries: fetch them with --again."
        )
    write_whole(folder / INTO, as_geojson(found))
    return len(found)


def _table(folder: Path, path: str, key: str, value: str) -> dict[str, dict[str, str]]:
    with (folder / path).open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        lacking = {key, value} - set(rows.fieldnames or ())
        if lacking:
            raise BadInput(
                f"{path}: found no column {', '.join(sorted(lacking))}, wanted it. The publisher "
                "may have changed the table: fetch it with --again."
            )
        return {row[key]: row for row in rows}
