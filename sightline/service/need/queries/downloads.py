"""The list as a file: exactly the rows that it shows, with the question they answer."""

from __future__ import annotations

import pandas as pd

from sightline.analysis.need import standing_of
from sightline.errors import NotFound
from sightline.service.need.queries.answers import Answer, kept_answer
from sightline.service.need.queries.asked import Asked
from sightline.service.need.queries.needs import listed
from sightline.service.pages.downloads import KINDS, Download, csv_of, name_file

DECIMALS = 4
COLUMNS = [
    "area", "area_name", "district", "district_name", "incidents", "people", "rate_per_1000",
    "expected_per_1000", "own_weight", "need_per_1000", "need_low", "need_high", "chance_above",
    "rank_low", "rank_high",
]  # fmt: skip


def need_file(*, form: str, asked: Asked) -> Download:
    """The areas asked for as a file; `form` is csv."""
    if form != "csv":
        raise NotFound(f"There is no download as {form}: there is csv.")
    answer = kept_answer(asked)
    run = answer.run
    name = name_file(f"need-{run.theme.theme}-{run.ages}-{run.as_of}", form)
    return Download(name, csv_of(need_table(answer, listed(answer, asked))), KINDS[form])


def need_table(answer: Answer, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the question, what they are set against, and the words for each chance.

    Rates are incidents a year per 1,000 people; need_low to need_high is a 90% interval.
    """
    run = answer.run
    table = rows[COLUMNS].copy()
    asked = {
        "theme": run.theme.theme,
        "ages": str(run.ages),
        "as_of": str(run.as_of),
        "months": len(run.months),
    }
    for place, (name, value) in enumerate(asked.items(), start=4):
        table.insert(place, name, value)
    table["areas_ranked"] = len(answer.table)
    table["compared_with"] = run.county
    table["county_per_1000"] = run.county_per_1000
    table["standing"] = [str(standing_of(chance)) for chance in rows["chance_above"]]
    return table.round(DECIMALS)
