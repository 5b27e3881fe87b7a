"""What a page or a file says, as plain text and rows, for tests of pages."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any


def text_of(response: Any) -> str:
    """The words of a page that was found, with single spaces."""
    assert response.status_code == 200, response.content[:500]
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain)))


def rows_of(response: Any) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def cells_of(response: Any, area: str) -> dict[str, str]:
    """The cells of an area's row of the list, by their labels."""
    row = re.search(rf'<tr[^>]*data-area="{area}".*?</tr>', response.content.decode(), re.DOTALL)
    assert row is not None, f"{area} is not listed"
    found = re.findall(r'data-label="([^"]+)">(.*?)</td>', row[0], re.DOTALL)
    return {label: html.unescape(re.sub(r"<[^>]+>", "|", cell)) for label, cell in found}


def first_word(cell: str) -> str:
    """What a cell says before its small print."""
    return cell.split("|")[0].strip()
