"""The small data sets with known results, read as tables: Columbus, North Carolina, New York."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs


def columbus(folder: Path) -> tuple[pd.DataFrame, Neighbours]:
    """49 neighbourhoods of Columbus, Ohio, by number, and their queen contiguity."""
    table = read_dbf(folder / "methods/columbus/columbus.dbf")
    table["area"] = [f"{number:02.0f}" for number in table["POLYID"]]
    pairs = read_gal(folder / "methods/columbus/columbus.gal")
    pairs = pairs.map(lambda code: f"{int(code):02d}")
    return table, neighbours_from_pairs(areas=table["area"], pairs=pairs)


def north_carolina(folder: Path) -> tuple[pd.DataFrame, Neighbours]:
    """100 counties of North Carolina by FIPS code, and which are beside each other."""
    table = read_dbf(folder / "methods/sids2/sids2.dbf").rename(columns={"FIPS": "area"})
    pairs = read_gal(folder / "methods/sids2/sids2.gal")
    return table, neighbours_from_pairs(areas=table["area"], pairs=pairs)


def new_york(folder: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """281 census tracts of upstate New York, and their centroids as points on a unit globe.

    Straight distance between such points ranks places as great-circle distance does.
    """
    table = pd.read_csv(folder / "methods/ny-leukemia/ny_leukemia.csv", dtype={"fips": str})
    along, up = np.radians(table["longitude"]), np.radians(table["latitude"])
    points = (np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up))
    return table.rename(columns={"fips": "area"}), np.column_stack(points)


def read_gal(path: Path) -> pd.DataFrame:
    """A GAL file of neighbours as a table of pairs: area, neighbour."""
    words = path.read_text(encoding="ascii").split("\n", 1)[1].split()
    pairs, at = [], 0
    while at < len(words):
        number = int(words[at + 1])
        pairs += [(words[at], other) for other in words[at + 2 : at + 2 + number]]
        at += 2 + number
    return pd.DataFrame(pairs, columns=["area", "neighbour"])


def read_dbf(path: Path) -> pd.DataFrame:
    """A dBase III table: texts as texts, numbers as floats."""
    data = path.read_bytes()
    rows, header, width = struct.unpack("<IHH", data[4:12])
    fields, at, place = [], 32, 1
    while data[at] != 0x0D:
        name, kind, length = data[at : at + 11].rstrip(b"\0"), chr(data[at + 11]), data[at + 16]
        fields.append((name.split(b"\0")[0].decode("ascii"), kind, place, place + length))
        place, at = place + length, at + 32
    lines = [data[header + row * width : header + (row + 1) * width] for row in range(rows)]
    return pd.DataFrame(
        {
            name: [
                float(line[start:end]) if kind in "NF" else line[start:end].decode().strip()
                for line in lines
            ]
            for name, kind, start, end in fields
        }
    )
