"""A sheet read, or what its columns may mean proposed, in the process that reads sheets.

No Django here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pandas as pd

from sightline.errors import BadInput
from sightline.exchange.activities import (
    HEADINGS,
    ActivityRow,
    Layout,
    Proposal,
    look_at,
    propose_layout,
    read_activities,
    signature_of,
    write_marked_copy,
)
from sightline.exchange.problems import Reading
from sightline.exchange.sheets import open_sheet, plain_heading
from sightline.exchange.vocabulary import read_vocabularies, with_thematic_groups
from sightline.service.register.changes import refuse_others
from sightline.service.register.content import reading_content
from sightline.service.sheets.proposals import fed_headings, proposal_content

MOST_ROWS = 20_000  # of one sheet: as many as the largest counties have activities
MOST_TO_CONFIRM = 400  # columns and sheets on one page; a form takes a thousand answers


class Do(StrEnum):
    """What is wanted of a sheet."""

    SEND = "send"  # read it if its columns are known, else propose what they mean
    PROPOSE = "propose"
    SETTLE = "settle"  # read it with the layout, or propose what that leaves open


class SheetReader:
    """One sheet and what is known to read it with."""

    def __init__(self, sheet: Path, marked_copy: Path, request: Mapping[str, Any]) -> None:
        self.sheet, self.marked_copy, self.request = sheet, marked_copy, request
        self.source: Path | str = sheet
        if request.get("is_pasted"):
            self.source = sheet.read_text(encoding="utf-8")
        self._known: dict[str, Any] = {
            "vocabularies": with_thematic_groups(
                read_vocabularies(), map(tuple, request.get("groups", ()))
            ),
            "areas": pd.DataFrame(request["areas"]),
            "postcodes": request["postcodes"] or None,
            "today": date.fromisoformat(request["today"]),
        }

    def answer(self) -> dict[str, Any]:
        """A reading or a proposal, as JSON; BadInput if the file cannot be read at all."""
        do = Do(self.request["do"])
        if do is Do.SEND and self._template() is not None:
            return self._read(None)
        proposal = self._propose()
        if do is Do.SETTLE and not self._is_open(proposal):
            return self._read(proposal.layout)
        if do is Do.SEND and proposal.is_remembered and proposal.is_certain:
            return self._read(proposal.layout)
        content = proposal_content(proposal)
        to_confirm = len(content["columns"]) + len(content["sheets"])
        if to_confirm > MOST_TO_CONFIRM:
            raise BadInput(_too_wide(proposal.file, to_confirm))
        return {"proposal": content}

    def _template(self) -> Sequence[str] | None:
        """The headings, if they are those of our own template; None if not."""
        if not isinstance(self.source, Path):
            return None
        try:
            return open_sheet(self.source, HEADINGS).cells.headings
        except BadInput:
            return None  # why it cannot be read at all is said by looking at it

    def _propose(self) -> Proposal:
        view = look_at(self.source, file_name=self.request["file_name"])
        remembered = self.request["layout"] or self.request["remembered"].get(signature_of(view))
        own = self.request["own"]
        return propose_layout(
            view,
            remembered=Layout.from_json(remembered) if remembered else None,
            organisation=own[0] if own is not None and len(own) == 1 else None,
            **self._known,
        )

    def _is_open(self, proposal: Proposal) -> bool:
        """Whether something must still be said that was not asked before."""
        seen = {tuple(each) for each in self.request["seen"]}
        new = [each for each in proposal.questions if (each.target, each.text) not in seen]
        return bool(proposal.missing or new) or not proposal.is_remembered

    def _read(self, layout: Layout | None) -> dict[str, Any]:
        named = {"file_name": self.request["file_name"]} if layout is not None else {}
        reading = read_activities(self.source, layout=layout, **named, **self._known)
        account = reading.account
        rows = account.rows_in  # of somebody's own sheet, titles and totals are no rows
        if layout is not None:
            rows = account.accepted + account.rejected
        if rows > MOST_ROWS:
            raise BadInput(_too_many(account.name, rows))
        if self.request["own"] is not None:
            reading = refuse_others(reading, self.request["own"])
        self._mark(reading, layout)
        return {
            "reading": {**reading_content(reading), "columns": self._columns(layout)},
            "layout": "" if layout is None else layout.to_json(),
        }

    def _mark(self, reading: Reading[tuple[ActivityRow, ...]], layout: Layout | None) -> None:
        if all(problem.row is None for problem in reading.problems):
            return
        name = self.request["file_name"]
        write_marked_copy(reading, self.source, self.marked_copy, layout=layout, file_name=name)

    def _columns(self, layout: Layout | None) -> list[str]:
        """The headings that the sheet speaks of; nothing else is kept of its columns."""
        if layout is not None:
            return fed_headings(layout)
        there = {plain_heading(each) for each in self._template() or ()}
        return [each for each in HEADINGS.all if each in there]


def _too_many(file: str, rows: int) -> str:
    return (
        f"{file}: found {rows:,} rows, wanted at most {MOST_ROWS:,} in one sheet. Delete empty or "
        "repeated rows, or split it into smaller sheets."
    )


def _too_wide(file: str, found: int) -> str:
    return (
        f"{file}: found {found:,} columns and sheets, wanted at most {MOST_TO_CONFIRM:,}, for you "
        "confirm what each means. Delete those that say nothing of activities."
    )
