"""Who else takes part and who pays, told row by row. No Django here.

An answer is the text that a cell of the sheet would have, such as "Home Office (grant) 60%; Lottery
40%"; a row has the three things in it apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sightline.analysis.provision import NONE, Part
from sightline.exchange.sheets import split_list

MOST_ROWS = 40
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)\s*(?:%|per ?cent)?", re.IGNORECASE)


@dataclass(frozen=True)
class PartRow:
    """One organisation, the part it takes and its share in per cent, as they are typed."""

    organisation: str = ""
    role: str = ""
    share: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is in it."""
        return not (self.organisation or self.role or self.share)


def rows_of(text: str) -> tuple[PartRow, ...]:
    """The rows that an answer stands for; none where it says none, or nothing.

    >>> rows_of("Home Office (grant) 60%; Lottery")
    (PartRow(organisation='Home Office', role='grant', share='60'), \
PartRow(organisation='Lottery', role='', share=''))
    """
    if says_none(text):
        return ()
    parts = [Part.parse(name) for name in split_list(text)]
    return tuple(
        PartRow(part.name, part.role, "" if part.share is None else f"{part.share * 100:.6g}")
        for part in parts
    )


def says_none(text: str) -> bool:
    """Whether an answer says that there is nobody.

    >>> says_none("None"), says_none("")
    (True, False)
    """
    return text.strip().casefold() == NONE


def text_of(rows: Iterable[PartRow]) -> str:
    """The answer that rows stand for; what is empty says nothing.

    >>> text_of([PartRow("Home Office", "grant", "60"), PartRow(), PartRow("Lottery")])
    'Home Office (grant) 60%; Lottery'
    """
    return "; ".join(_text(row) for row in rows if not row.is_empty)


def _text(row: PartRow) -> str:
    role = f" ({row.role})" if row.role else ""
    found = _SHARE.fullmatch(row.share)
    return f"{row.organisation}{role}{f' {found[1]}%' if found else ''}"


def wrong_with(row: PartRow) -> str:
    """What is wrong with a row, in words; empty if nothing is.

    >>> wrong_with(PartRow("Home Office", "grant", "most"))
    "Home Office: found the share 'most', wanted per cent such as 60. Correct it, or leave it \
empty if it is not known."
    """
    if row.is_empty:
        return ""
    if not row.organisation:
        told = " and ".join(filter(None, (row.role, row.share and f"{row.share}%")))
        return f"Found {told} without a name, wanted an organisation. Give its name."
    if ";" in row.organisation:
        return f"{row.organisation}: found a semicolon, wanted one name. Give each its own row."
    if row.share and not _SHARE.fullmatch(row.share):
        return (
            f"{row.organisation}: found the share {row.share!r}, wanted per cent such as 60. "
            "Correct it, or leave it empty if it is not known."
        )
    return ""
