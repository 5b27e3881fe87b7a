"""Organisations told row by row: who else takes part, who pays and what share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sightline.analysis.provision import FUNDER_ROLES, NONE, PARTNER_ROLES
from sightline.service.entry.parts import (
    MOST_ROWS,
    PartRow,
    rows_of,
    says_none,
    text_of,
    wrong_with,
)

ADD, REMOVE = "add_row", "remove_row"  # names of the buttons; the value says to which, or which


@dataclass(frozen=True)
class RowsOf:
    """The words of one list of organisations."""

    one: str
    roles: tuple[str, ...]
    none: str  # beside the box that says that there is nobody
    add: str
    role: str
    share: bool


SIDES = {
    "partners": RowsOf(
        one="partner",
        roles=PARTNER_ROLES,
        none="Nobody else takes part",
        add="Add another partner",
        role="Part it takes",
        share=False,
    ),
    "funders": RowsOf(
        one="funder",
        roles=FUNDER_ROLES,
        none="Nobody pays for it",
        add="Add another funder",
        role="Kind of money",
        share=True,
    ),
}


@dataclass(frozen=True)
class TypedRows:
    """What was typed into the rows, and whether it was said that there is nobody."""

    rows: tuple[PartRow, ...] = ()
    none: bool = False

    def __bool__(self) -> bool:
        return self.none or not all(row.is_empty for row in self.rows)

    @classmethod
    def of(cls, text: str) -> TypedRows:
        """The rows of an answer that was kept."""
        return cls(rows_of(text), says_none(text))


class PartsWidget(forms.Widget):
    """Rows of three fields; names that are known are offered while typing."""

    template_name = "entry/parts_rows.html"

    def __init__(self, side: RowsOf) -> None:
        super().__init__()
        self.side = side

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedRows:
        """What was typed; with one row more or less where a button asked for it."""
        rows = []
        for number in range(MOST_ROWS):
            start = f"{name}-{number}-"
            if f"{start}organisation" not in data:
                break
            if data.get(REMOVE) == start:
                continue
            told = (data.get(start + part, "") for part in ("organisation", "role", "share"))
            rows.append(PartRow(*(text.strip() for text in told)))
        if data.get(ADD) == name:
            rows.append(PartRow())
        return TypedRows(tuple(rows), f"{name}-none" in data)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The rows ready to be drawn: at least one, so that there is one to fill in."""
        typed = value if isinstance(value, TypedRows) else TypedRows.of(value or "")
        context = super().get_context(name, value, attrs)
        rows = typed.rows or (PartRow(),)
        return context | {
            "rows": [self._drawn(name, number, row) for number, row in enumerate(rows)],
            "side": self.side,
            "with_share": self.side.share or any(row.share for row in rows),
            "none": typed.none,
            "can_add": len(rows) < MOST_ROWS,
            "add": ADD,
            "remove": REMOVE,
        }

    def _drawn(self, name: str, number: int, row: PartRow) -> dict[str, Any]:
        roles = [("", "Not supplied"), *((role, role.capitalize()) for role in self.side.roles)]
        if row.role and row.role not in self.side.roles:
            roles.append((row.role, row.role.capitalize()))
        return {"start": f"{name}-{number}-", "number": number + 1, "row": row, "roles": roles}


class PartsField(forms.Field):
    """An answer with names in it, typed row by row; its value is the text of the answer."""

    def __init__(self, *, side: RowsOf, names: Sequence[str], **rest: Any) -> None:
        super().__init__(widget=PartsWidget(side), template_name="entry/parts.html", **rest)
        self.names = names

    def clean(self, value: Any) -> str:
        """The answer in the words of the sheet, or what is wrong with the rows."""
        if value.none and not all(row.is_empty for row in value.rows):
            raise ValidationError("Give names, or say that there is nobody, not both.")
        if wrong := [said for row in value.rows if (said := wrong_with(row))]:
            raise ValidationError(wrong)
        return NONE if value.none else text_of(value.rows)
