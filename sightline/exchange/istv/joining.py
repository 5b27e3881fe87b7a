"""Files of several months set side by side: each counted once, and gaps told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.periods import Month
from sightline.errors import Conflict
from sightline.exchange.istv.reading import ASSAULTS, IstvFile
from sightline.exchange.problems import Reading


@dataclass(frozen=True, eq=False)
class IstvMonths:
    """The assaults of a site over the months that were supplied.

    missing: months between the first and the last without a file: not supplied, which is not none.
    repeated: files that were given more than once, and counted once.
    """

    site: str
    assaults: pd.DataFrame
    supplied: tuple[Month, ...]
    missing: tuple[Month, ...]
    repeated: tuple[str, ...]


def join_months(readings: Iterable[Reading[IstvFile]]) -> IstvMonths:
    """Files of one site as one table. The same file twice counts once.

    Conflict if two different files are of the same month, or the files are of different sites:
    which of them holds has to be said by whoever sent them.
    """
    known: dict[str, Reading[IstvFile]] = {}
    repeated, by_month, sites = [], dict[Month, str](), set[str]()
    for each in readings:
        if each.account.sha256 in known:
            repeated.append(each.account.name)
            continue
        known[each.account.sha256] = each
        sites.add(each.rows.header.site)
        for month in each.rows.header.months:
            if month in by_month:
                raise Conflict(
                    f"{month.words}: found it in {by_month[month]} and, different, in "
                    f"{each.account.name}, wanted one file. Leave out the one that was replaced."
                )
            by_month[month] = each.account.name
    if len(sites) != 1:
        raise Conflict(
            f"site: found {', '.join(sorted(sites)) or 'no file'}, wanted files of one site. "
            "Join the files of each site apart."
        )
    supplied = tuple(sorted(by_month))
    tables = [each.rows.assaults for each in known.values()]
    assaults = pd.concat(tables, ignore_index=True).sort_values(["month", "assaulted"])
    missing, month = [], supplied[0]
    while month < supplied[-1]:
        month = month.plus(1)
        if month not in by_month:
            missing.append(month)
    return IstvMonths(
        sites.pop(), ASSAULTS.check(assaults), supplied, tuple(missing), tuple(repeated)
    )
