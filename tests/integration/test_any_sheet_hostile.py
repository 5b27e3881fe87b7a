"""Whatever is sent as a sheet is refused with one clear message, or every row is accounted for."""

from __future__ import annotations

from factories.activity_sheet import vocabularies
from factories.hostile_files import hostile_files
from factories.sheet_layouts import POSTCODES, TODAY, areas_table

from sightline.errors import BadInput
from sightline.exchange.activities import (
    Layout,
    look_at,
    propose_layout,
    read_activities,
    write_marked_copy,
)

KNOWN = {
    "vocabularies": vocabularies(),
    "areas": areas_table(),
    "postcodes": POSTCODES,
    "today": TODAY,
}


def what_became(path, copy):
    """The words of the refusal, or the account; anything else is a crash and fails the test."""
    try:
        proposal = propose_layout(look_at(path), organisation="Made-up Trust", **KNOWN)
        layout = Layout.from_json(proposal.layout.to_json())
        for missing in proposal.missing:
            layout = layout.with_default(missing.heading, "current")
        reading = read_activities(path, layout=layout, **KNOWN)
    except BadInput as refused:
        return str(refused), None
    if any(problem.row is not None for problem in reading.problems):
        write_marked_copy(reading, path, copy, layout=layout)
    return "", reading


def test_every_hostile_file_is_refused_or_accounted_for(tmp_path):
    files, refused = 0, 0
    for path in hostile_files(tmp_path):
        before = path.read_bytes()
        said, reading = what_became(path, tmp_path / "marked.xlsx")
        assert path.read_bytes() == before
        files += 1
        if reading is None:
            refused += 1
            assert said.startswith(path.name), (path.name, said)
            assert "found " in said, said
            assert ", wanted " in said, said
            assert said.endswith("."), said
            assert "\n" not in said, said
            assert len(said) < 400, said
        else:
            account = reading.account
            assert account.rows_in == account.accepted + account.rejected + account.set_aside
            assert account.accepted == len(reading.rows)
            assert sum(account.reasons.values()) == account.rejected + account.set_aside
            for problem in reading.problems:
                assert problem.found, path.name
                assert problem.wanted, path.name
                assert problem.remedy, path.name
        path.unlink()
    assert files >= 150
    assert 40 <= refused < files - 40
