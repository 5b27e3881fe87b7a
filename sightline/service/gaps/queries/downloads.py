"""The list as a file: the same rows, in the columns of the command's gaps.csv."""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter

from sightline.analysis.gaps import GAPS
from sightline.errors import NotFound
from sightline.service.gaps.queries.answers import Answer, answer_under, kept_answer
from sightline.service.gaps.queries.asked import Asked
from sightline.service.gaps.queries.filters import listed
from sightline.service.pages.downloads import KINDS, Download, cells_of, csv_of, name_file

DECIMALS = 4


def gaps_file(*, form: str, asked: Asked) -> Download:
    """The areas asked for as a file; `form` is csv or xlsx."""
    if form not in _WRITE:
        raise NotFound(f"There is no download as {form}: there are csv and xlsx.")
    kept = kept_answer()
    answer = answer_under(asked.policy(kept.run.policy), kept)
    table = gaps_table(answer, listed(answer.table, asked))
    run = answer.run
    name = name_file(f"gaps-{run.theme.theme}-{run.ages}-{run.as_of}", form)
    return Download(name, _WRITE[form](table), KINDS[form])


def gaps_table(answer: Answer, rows: pd.DataFrame) -> pd.DataFrame:
    """GAPS with names, the question and the policy it was asked under, in the order of the list."""
    run = answer.run
    table = rows[list(GAPS.columns)].rename(columns={"people": "population"})
    table.insert(1, "area_name", rows["area_name"])
    table.insert(2, "theme", run.theme.theme)
    table.insert(3, "ages", str(run.ages))
    table.insert(4, "as_of", str(run.as_of))
    table["target_share"] = answer.policy.target_share
    table["target_rule"] = str(answer.policy.rule)
    table["reasons"] = ["".join(f"{one}. " for one in said).rstrip() for said in rows["reasons"]]
    return table.round(DECIMALS)


def _xlsx(table: pd.DataFrame) -> bytes:
    """One visible sheet; every text is written as text, so nothing is run."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("gaps")
        sheet.freeze_panes(1, 2)
        for column, heading in enumerate(table.columns):
            sheet.write_string(0, column, heading, book.add_format({"bold": True}))
        for number, row in enumerate(cells_of(table), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.autofit()
    return file.getvalue()


_WRITE = {"csv": csv_of, "xlsx": _xlsx}
