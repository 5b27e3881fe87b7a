"""Laws of the files of hospitals: every row has one fate, and free text stays where it was put."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import BadInput
from sightline.exchange.attendances import read_attendances
from sightline.exchange.istv import count_assaults, read_istv

HEAD = [["period start", "01/10/2026"], ["period end", "31/10/2026"], ["site", "RZZ01"]]
COLUMNS = [
    "arrival", "assault date", "method", "method other", "location type", "location description"
]  # fmt: skip
CANARY = "canary-4f1d"
DAYS = st.sampled_from(["02/10/2026", "2026-10-02 09:15", "2 Oct 2026", "01/13/2026", "", "soon"])
KINDS = st.sampled_from(["knife", "fist", "Other", "", CANARY])
TEXTS = st.sampled_from(["", CANARY, f"by {CANARY}, in the park"])
ROWS = st.lists(st.tuples(DAYS, DAYS, KINDS, TEXTS, KINDS, TEXTS), min_size=1, max_size=8)


def written(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = Path(tempfile.mkdtemp()) / "file.csv"
    path.write_text(out.getvalue())
    return path


@given(ROWS)
@settings(max_examples=60)
def test_every_row_has_one_fate_and_no_free_text_leaves_its_place(rows):
    found = read_istv(written([*HEAD, COLUMNS, *rows, ["last"]]))
    account = found.account
    assert account.rows_in == len(rows) + 1
    assert account.accepted == len(found.rows.assaults)
    assert int(count_assaults(found.rows)["count"].sum()) == account.accepted
    said = found.rows.assaults.to_csv() + repr(found) + " ".join(map(str, found.problems))
    assert CANARY not in said


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["X07000001", "X07000002", ""]),
            st.sampled_from(["2026-10", "Nov 2026", "never"]),
            st.sampled_from(["0", "7", "*", "", "<8", "-", "1.5"]),
        ),
        min_size=1,
        max_size=10,
    )
)
@settings(max_examples=60)
def test_every_count_has_one_fate_and_only_what_is_shown_has_a_number(rows):
    try:
        found = read_attendances(written([["area_code", "month", "count"], *rows, ["x", "x", "x"]]))
    except BadInput as refused:  # a law of rows, not of files
        raise AssertionError(str(refused)) from refused
    assert found.account.rows_in == len(rows) + 1
    cells = found.rows.cells
    assert len(cells) == found.account.accepted
    assert (cells["count"].notna() == (cells["shown"] == "shown")).all()
