"""A file sent for a source, read in a process of its own: counts, problems, and texts apart.

No Django here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sightline.analysis.disclosure.policies import SHOWN
from sightline.exchange.attendances import Attendances, read_attendances
from sightline.exchange.istv import IstvFile, count_assaults, read_istv
from sightline.exchange.problems import Reading

MOST_CELLS = 20_000
MOST_TEXTS = 20_000
MOST_PROBLEMS = 100
ALL_AGES = "all ages"


def read_file(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a file, as JSON: cells, months, account and problems; texts beside them.

    request: form ("istv" or "attendances"), file_name, areas (codes that are counted).
    """
    name = str(request["file_name"])
    if request["form"] == "istv":
        found = read_istv(path, file_name=name)
        return _content(found, _istv_cells(found.rows), _istv_months(found.rows)) | {
            "texts": [[each.row, each.what, each.text] for each in found.rows.withheld[:MOST_TEXTS]]
        }
    counts = read_attendances(path, file_name=name, known_areas=request["areas"] or None)
    months = [str(month) for month in counts.rows.supplied]
    return _content(counts, _cells(counts.rows), months) | {"texts": []}


def _istv_cells(file: IstvFile) -> list[list[Any]]:
    counts = count_assaults(file).itertuples(index=False, name=None)
    site = file.header.site
    return [[site, month, kind, ALL_AGES, count, SHOWN] for month, kind, count in counts]


def _istv_months(file: IstvFile) -> list[str]:
    return [str(month) for month in file.header.months]


def _cells(found: Attendances) -> list[list[Any]]:
    return [
        [*place, int(count) if shown == SHOWN else None, shown]
        for *place, count, shown in found.cells.itertuples(index=False, name=None)
    ]


def _content(found: Reading[Any], cells: list[list[Any]], months: list[str]) -> dict[str, Any]:
    account = found.account
    return {
        "cells": cells[:MOST_CELLS],
        "months": months,
        "rows_in": account.rows_in,
        "accepted": account.accepted,
        "rejected": account.rejected,
        "set_aside": account.set_aside,
        "problems": [str(problem) for problem in found.problems[:MOST_PROBLEMS]],
        "too_many": len(cells) > MOST_CELLS,
    }
