"""Reads one vocabulary file: the whole of it is sound, or every problem is told with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from sightline.analysis.framework import Source, Term, Vocabulary
from sightline.exchange.problems import Problem
from sightline.exchange.vocabulary.kinds import Fact
from sightline.exchange.vocabulary.lines import Path, lines_of
from sightline.exchange.vocabulary.shapes import HEAD, SHAPES, SOURCE, TERM, Shape

LONGEST_SHOWN = 60


@dataclass
class Draft:
    """A file while it is read: where its keys are, and what has been found wrong so far."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    vocabulary: Vocabulary | None = None

    def line_of(self, path: Path) -> int:
        """The line of a key, or of the nearest table around it; 1 where there is neither."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse(
        self, path: Path, *, found: str, wanted: str, remedy: str, line: int | None = None
    ) -> None:
        """Note a problem at a key, or at a line that is given."""
        number = self.line_of(path) if line is None else line
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        where = f"{self.file}, line {number}{', ' if name else ''}{name}"
        self.problems.append(
            Problem(where, found, wanted, remedy, file=self.file, row=number, column=name)
        )


def read_draft(name: str, raw: bytes, *, today: date | None) -> Draft:
    """Read the bytes of the file `<name>.toml`. The draft has a vocabulary, or problems."""
    draft = Draft(f"{name}.toml")
    content = _content(draft, raw)
    if content is None:
        return draft
    terms = content.pop("term", [])
    head = read_table(draft, content, HEAD, ())
    built = _terms(draft, terms, SHAPES[name])
    _check_head(draft, head, today=today)
    _check_repeats(draft, built)
    if not draft.problems and not built and not head["not_known"]:
        draft.refuse(
            ("not_known",),
            found="no terms",
            wanted="terms, or what is not known",
            remedy='Add [[term]] tables, or not_known = ["..."] saying who can supply them.',
        )
    if not draft.problems:
        draft.vocabulary = _vocabulary(name, head, built)
    return draft


def read_table(draft: Draft, table: Mapping[str, object], shape: Shape, at: Path) -> dict[str, Any]:
    """The values of a table by key, those left out as None; problems go to the draft."""
    for key in [key for key in table if key not in shape]:
        close = get_close_matches(key, shape, n=1)
        draft.refuse(
            (*at, key),
            found=f"an unknown key {key!r}",
            wanted=f"one of: {', '.join(shape)}",
            remedy=f"Rename it to {close[0]}." if close else "Remove it.",
        )
    return {key: _value(draft, table, key, fact, (*at, key)) for key, fact in shape.items()}


def _value(
    draft: Draft, table: Mapping[str, object], key: str, fact: Fact, path: Path
) -> object | None:
    """One value read as its kind, or None where it is left out or wrong."""
    written = f"{key} = {fact.kind.example}"
    if key not in table:
        if fact.required:
            remedy = f"Add {written}" + (" below that line." if path[:-1] else " at the top.")
            draft.refuse(path, found="nothing", wanted=fact.kind.wanted, remedy=remedy)
        return None
    try:
        return fact.kind.read(table[key])
    except ValueError:
        found, remedy = say(table[key]), f"Correct it, for example {written}."
        draft.refuse(path, found=found, wanted=fact.kind.wanted, remedy=remedy)
        return None


def say(value: object) -> str:
    """A value as a person recognises it in the file.

    >>> say("a" * 100)[-5:], say([]), say(True)
    ("aaa…'", 'an empty list', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict | str) and not value:
        return f"an empty {'text' if isinstance(value, str) else 'list'}"
    if isinstance(value, str) and len(value) > LONGEST_SHOWN:
        value = f"{value[:LONGEST_SHOWN]}…"
    shown = repr(value) if isinstance(value, str | list | dict) else str(value)
    return shown if len(shown) <= 2 * LONGEST_SHOWN else f"{shown[: 2 * LONGEST_SHOWN]}…"


def _content(draft: Draft, raw: bytes) -> dict[str, Any] | None:
    """The file as tables, or None with the line at which it stops being TOML."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        content = tomllib.loads(text)
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        found, remedy = f"the byte {raw[problem.start]:#04x}", "Save the file again as UTF-8."
        draft.refuse((), found=found, wanted="text in UTF-8", remedy=remedy, line=line)
        return None
    except tomllib.TOMLDecodeError as problem:
        _refuse_syntax(draft, str(problem), text)
        return None
    draft.lines = lines_of(text)
    return content


def _refuse_syntax(draft: Draft, message: str, text: str) -> None:
    """The standard reader gives a line in its message, or says that the file ended too soon."""
    found = re.search(r"\(at line ([0-9]+), column [0-9]+\)", message)
    line = int(found[1]) if found else text.rstrip().count("\n") + 1
    reason = message[: message.rfind(" (at ")] if " (at " in message else message
    draft.refuse(
        (),
        found=f"something that is not TOML ({reason[:1].lower()}{reason[1:]})",
        wanted='lines such as name = "County lines"',
        remedy="Mend that line: quotes at both ends, commas between items, each key once a table.",
        line=line,
    )


def _tables(draft: Draft, value: object, path: Path, written: str) -> Iterable[tuple[Path, Any]]:
    """The tables of a list with their paths; anything else is refused."""
    listed = value if isinstance(value, list) else [value]
    whole = isinstance(value, list)
    for number, table in enumerate(listed):
        at = (*path, number) if whole else path
        if whole and isinstance(table, dict):
            yield at, table
        else:
            wanted, remedy = f"a list of tables, {written}", "Write each as a table of its own."
            draft.refuse(at, found=say(table), wanted=wanted, remedy=remedy)


def _terms(draft: Draft, value: object, own: Shape) -> list[tuple[Path, Term]]:
    """Every term that could be read, with its path."""
    built = []
    for at, table in _tables(draft, value, ("term",), "each [[term]]"):
        before = len(draft.problems)
        facts = {key: table[key] for key in table.keys() - {"sources"}}
        values = read_table(draft, facts, {**TERM, **own}, at)
        sources = _sources(draft, table.get("sources", []), (*at, "sources"))
        if len(draft.problems) == before:
            known = {key: values[key] for key in own}
            term = Term(values["term"], values["name"], values["meaning"], sources, known)
            built.append((at, term))
    return built


def _sources(draft: Draft, value: object, at: Path) -> tuple[Source, ...]:
    """Where a term comes from: at least one source, with an address where it has been verified."""
    written = 'sources = [{ title = "...", address = "...", status = "verified" }]'
    found = []
    for path, table in _tables(draft, value, at, "each { title, address, status }"):
        before = len(draft.problems)
        values = read_table(draft, table, SOURCE, path)
        if len(draft.problems) > before:
            continue
        source = Source(**values)
        if source.status == "verified" and not source.address.strip():
            draft.refuse(
                (*path, "address"),
                found="an empty text",
                wanted="the address of the text that was read",
                remedy='Give it, or write status = "unverified".',
            )
        found.append(source)
    if value == []:
        wanted = "at least one source"
        draft.refuse(at, found="nothing", wanted=wanted, remedy=f"Add {written} below that line.")
    return tuple(found)


def _check_head(draft: Draft, head: Mapping[str, Any], *, today: date | None) -> None:
    reviewed, due = head["reviewed_on"], head["review_due_on"]
    if reviewed and today and reviewed > today:
        draft.refuse(
            ("reviewed_on",),
            found=f"{reviewed}, a day to come",
            wanted=f"a day up to {today}",
            remedy="Give the day on which the review was made.",
        )
    if reviewed and due and due <= reviewed:
        draft.refuse(
            ("review_due_on",),
            found=str(due),
            wanted=f"a day after the review of {reviewed}",
            remedy="Give the day by which it should be reviewed again.",
        )


def _check_repeats(draft: Draft, built: Iterable[tuple[Path, Term]]) -> None:
    """No two terms of a file share a code or a name, in any case of letters."""
    seen: dict[str, int] = {}
    for at, term in built:
        for key, text in {term.term.casefold(): "term", term.name.casefold(): "name"}.items():
            line = draft.line_of((*at, text))
            if key in seen:
                draft.refuse(
                    (*at, text),
                    found=f"{key!r} again",
                    wanted="each code and name once",
                    remedy=f"It is first on line {seen[key]}: rename or remove one of them.",
                )
            seen.setdefault(key, line)


def _vocabulary(
    name: str, head: Mapping[str, Any], built: Iterable[tuple[Path, Term]]
) -> Vocabulary:
    return Vocabulary(
        name=name,
        title=head["title"],
        reviewed_by=head["reviewed_by"],
        reviewed_on=head["reviewed_on"],
        terms={term.term: term for _, term in built},
        owner=head["owner"],
        review_due_on=head["review_due_on"],
        notes=head["notes"] or (),
        not_known=head["not_known"] or (),
    )
