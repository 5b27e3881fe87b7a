"""What the command says and how it ends, apart from the journey itself."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sightline.cli import progress
from sightline.cli.main import EXIT_CODES, main
from sightline.errors import BadInput, SightlineError
from sightline.exchange.activities import HEADINGS


class Terminal(io.StringIO):
    """A stream with a person behind it."""

    def isatty(self) -> bool:
        return True


def test_the_template_has_every_heading_and_an_old_file_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "activities.xlsx"
    assert main(["activity-template", str(path)]) == 0
    book = CalamineWorkbook.from_path(path)
    assert tuple(book.get_sheet_by_index(0).to_python()[0]) == HEADINGS.all
    explained = book.get_sheet_by_index(1).to_python()
    assert set(HEADINGS.all) <= {row[0] for row in explained}
    filled = path.read_bytes()
    assert main(["activity-template", str(path)]) == 5
    assert "wanted a new name" in capsys.readouterr().err
    assert path.read_bytes() == filled


@pytest.mark.parametrize("place", ["nowhere/activities.xlsx", "file/activities.xlsx"])
def test_a_place_that_cannot_be_written_is_said_in_words(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["activity-template", str(tmp_path / place)]) == EXIT_CODES[BadInput]
    said = capsys.readouterr().err
    assert f"found {tmp_path / place}: " in said
    assert "wanted a file or folder that can be used" in said
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_every_family_of_error_has_an_exit_code_of_its_own() -> None:
    assert set(EXIT_CODES) == set(SightlineError.__subclasses__())
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)
    assert 0 not in EXIT_CODES.values()


def test_progress_is_for_a_person_who_is_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        monkeypatch.setattr(sys, "stderr", stream)
        assert list(progress.shown(iter("abc"), doing="Reading", how_many=3)) == ["a", "b", "c"]
        progress.say("Working")
    assert "Reading" in terminal.getvalue()
    assert "Working" in terminal.getvalue()
    assert pipe.getvalue() == ""


@pytest.mark.parametrize("words", [[], ["find-gaps"], ["nonsense"]])
def test_words_it_does_not_know_are_answered_with_those_it_does(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: sightline" in capsys.readouterr().err


def test_it_runs_as_a_command_and_asks_for_help_soon() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sightline.cli.main", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "find-gaps" in done.stdout


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    """As with `| head`: the reading end is closed before the command says anything."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "sightline.cli.main", "activity-template", tmp_path / "a.xlsx"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
