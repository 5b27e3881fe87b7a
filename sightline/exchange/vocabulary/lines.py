"""Which line each table and key of a TOML file is on, which the standard reader does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]  # such as ("term", 3, "sources", 0, "status")

_STRING = (
    r'"""(?:\\.|[^\\])*?"{3,5}'  # the closing quotes may follow one or two that belong to the text
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)
_PART = rf"(?:[A-Za-z0-9_-]+|{_STRING})"
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_TEXT = re.compile(_STRING, re.DOTALL)
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*", re.DOTALL)
_BARE = re.compile(r"[^,\]}\n#]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, from 1, on which each table, key and list item of a sound TOML text begins.

    The text must already have been accepted by `tomllib`.

    >>> lines_of('title = "T"\\n[[term]]\\nterm = "a"\\n')
    {('title',): 1, ('term',): 2, ('term', 0): 2, ('term', 0, 'term'): 3}
    """
    return _Scanner(text).document()


class _Scanner:
    """Walks through a sound TOML text, noting where things begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}  # how many [[tables]] of each path there are so far

    def document(self) -> Mapping[Path, int]:
        here: Path = ()
        while self._skip_space() < len(self.text):
            if self.text.startswith("[", self.at):
                here = self._header()
            else:
                self._pair(here)
        return self.lines

    def _skip_space(self) -> int:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise AssertionError(f"not TOML at character {self.at}; read it with tomllib first")
        self.at = found.end()
        return found[0]

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.at)
        start, self.at = self.at, self.at + (2 if many else 1)
        self._skip_space()
        parts = _parts(self._take(_KEY))
        end = self.text.index("]", self.at) + (2 if many else 1)
        self.at = start
        path = self._table(parts, many=many)
        self.at = end
        return path

    def _table(self, parts: Path, *, many: bool) -> Path:
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            self._note(path)
            if many and number == len(parts):
                self.tables[path] = self.tables.get(path, 0) + 1
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
                self._note(path)
        return path

    def _pair(self, here: Path) -> None:
        start = self.at
        parts = _parts(self._take(_KEY))
        end, self.at = self.at, start
        for depth in range(1, len(parts) + 1):
            self._note((*here, *parts[:depth]))
        self.at = self.text.index("=", end) + 1
        self._value((*here, *parts))

    def _value(self, path: Path) -> None:
        self._skip_space()
        if self.text[self.at] == "[":
            self._items(path)
        elif self.text[self.at] == "{":
            self._pairs(path)
        else:
            self._take(_TEXT if self.text[self.at] in "\"'" else _BARE)

    def _items(self, path: Path) -> None:
        self.at += 1
        number = 0
        while not self._closed("]"):
            self._note((*path, number))
            self._value((*path, number))
            number += 1

    def _pairs(self, path: Path) -> None:
        self.at += 1
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, bracket: str) -> bool:
        self._skip_space()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip_space()
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True


def _parts(key: str) -> Path:
    """A dotted key as its parts: quotes and escapes are left to the standard reader."""
    parts: Path = ()
    table: object = tomllib.loads(f"{key} = 0")
    while isinstance(table, dict):
        ((part, table),) = table.items()
        parts = (*parts, part)
    return parts
