"""The activity sheet to fill in: headings, one line of guidance a column, lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sightline.analysis.framework import Vocabulary
from sightline.analysis.provision import Status
from sightline.exchange.activities.columns import COLUMNS, EXAMPLE, Column, Kind
from sightline.exchange.sheets import new_workbook

_ROWS = 2_000  # rows that get the lists to choose from
_LONGEST_PROMPT, _LONGEST_TITLE = 255, 32  # characters that Excel shows
_LISTS = "Lists"


def write_template(path: Path, *, vocabularies: Mapping[str, Vocabulary]) -> None:
    """Write the XLSX template: the sheet with an example that is not read, guidance, lists.

    Terms are offered by name. A cell of several terms offers them too, and takes any text.
    """
    workbook = new_workbook(path)
    sheet = workbook.add_worksheet("Activities")
    _write_guidance(workbook)
    ranges = _write_lists(workbook, vocabularies)
    required = workbook.add_format({"bold": True, "bg_color": "#D9E8F5", "border": 1})
    optional = workbook.add_format({"bold": True, "border": 1})
    example = workbook.add_format({"italic": True, "font_color": "#505050"})
    for position, column in enumerate(COLUMNS):
        sheet.write_string(0, position, column.heading, required if column.required else optional)
        sheet.write_string(1, position, EXAMPLE[column.heading], example)
        sheet.data_validation(1, position, _ROWS, position, _choices(column, ranges))
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(COLUMNS) - 1, 20)
    workbook.close()


def _choices(column: Column, ranges: Mapping[str, str]) -> dict[str, object]:
    """What a cell of the column offers and says."""
    needed = "Must be filled in. " if column.required else ""
    said: dict[str, object] = {
        "input_title": column.heading[:_LONGEST_TITLE],
        "input_message": f"{needed}{_sentence(column.allowed)}"[:_LONGEST_PROMPT],
    }
    if column.kind is Kind.STATUS:
        return said | {"validate": "list", "source": [status.value for status in Status]}
    if column.kind is Kind.YES_NO:
        return said | {"validate": "list", "source": ["yes", "no"]}
    if column.vocabulary:
        several = column.kind is Kind.TERMS
        source = ranges[column.vocabulary]
        return said | {"validate": "list", "source": source, "show_error": not several}
    return said | {"validate": "any"}


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _write_guidance(workbook: Any) -> None:
    sheet = workbook.add_worksheet("Guidance")
    bold = workbook.add_format({"bold": True})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    for position, heading in enumerate(
        ("column", "must be filled in", "what it is used for", "what may stand in it", "example")
    ):
        sheet.write_string(0, position, heading, bold)
    for row, column in enumerate(COLUMNS, start=1):
        told = (
            column.heading,
            "yes" if column.required else "no",
            _sentence(column.used_for),
            _sentence(column.allowed),
            column.example,
        )
        for position, text in enumerate(told):
            sheet.write_string(row, position, text, wrap)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 4, 50)


def _write_lists(workbook: Any, vocabularies: Mapping[str, Vocabulary]) -> dict[str, str]:
    """Write the terms of each vocabulary in a column; the range of each by vocabulary."""
    sheet = workbook.add_worksheet(_LISTS)
    bold = workbook.add_format({"bold": True})
    names = dict.fromkeys(column.vocabulary for column in COLUMNS if column.vocabulary)
    ranges = {}
    for position, name in enumerate(names):
        terms = [term.name for term in vocabularies[name].terms.values()]
        sheet.write_string(0, position, name, bold)
        for row, term in enumerate(terms, start=1):
            sheet.write_string(row, position, term)
        letter = chr(ord("A") + position)
        ranges[name] = f"={_LISTS}!${letter}$2:${letter}${max(len(terms), 1) + 1}"
    sheet.set_column(0, len(ranges), 34)
    return ranges
