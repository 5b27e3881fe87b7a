"""Text of a cell: what may stand in it, and how it is kept from being taken for a formula."""

from __future__ import annotations

import re

from sightline.errors import BadInput

# What spreadsheet programs take for the start of a formula; the last four are the wide forms that
# East Asian settings use. Source: OWASP, CSV injection.
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
LONGEST_CELL = 32_767  # characters that a spreadsheet keeps in one cell

# Letters that take no room: a program that drops them finds what comes next.
_NO_ROOM = "\u00ad\u200b-\u200f\u2060\ufeff"
_ESCAPED = re.compile(f"'['{_NO_ROOM}]*[{re.escape(FORMULA_STARTS)}]")
_TO_ESCAPE = re.compile(f"['{_NO_ROOM}]*[{re.escape(FORMULA_STARTS)}]")
# The same behind a mark that may end a cell, with the blanks and quotation marks a program drops.
_ENDS_CELL = r"(?<=[;|\t\n])"
_DROPPED = rf"(?:['\"{_NO_ROOM}]|[^\S\n\t])*"
_PART_TO_ESCAPE = re.compile(rf"{_ENDS_CELL}(?={_DROPPED}[=+\-@＝＋－＠])")
_PART_LIKE_ESCAPED = re.compile(rf"{_ENDS_CELL}(?='{_DROPPED}[=+\-@＝＋－＠])")
_PART_ESCAPED = re.compile(rf"{_ENDS_CELL}'(?={_DROPPED}[=+\-@＝＋－＠])")
# Control characters but tab and line ends; marks that turn the direction of writing round, which
# can make a text look like another; halves of letters, and code points that are no letters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_LONGEST_SHOWN = 60


class BadCell(BadInput):
    """What is wrong with one cell; becomes a Problem that also says where."""

    def __init__(self, found: str, wanted: str, remedy: str) -> None:
        super().__init__(f"found {found}, wanted {wanted}. {remedy}")
        self.found, self.wanted, self.remedy = found, wanted, remedy


def show(text: str) -> str:
    """The text in quotation marks, short enough for a message, with unseen characters shown.

    >>> show("SS1")
    "'SS1'"
    """
    clipped = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return repr(clipped)


def tidy(text: str) -> str:
    r"""The text as it was meant: line ends alike, nothing blank around it.

    >>> tidy(" one\r\ntwo ")
    'one\ntwo'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def escape_formula(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet might take for a formula.

    That is its start, and what follows a mark at which a program may end a cell: a CSV file is
    opened with semicolons or tabs between cells in many settings, whatever it was written with.

    >>> escape_formula("=1+1"), escape_formula("Club")
    ("'=1+1", 'Club')
    >>> escape_formula("Club;=1+1")
    "Club;'=1+1"
    """
    return _PART_TO_ESCAPE.sub("'", _escape_start(text))


def escape_in_workbook(text: str) -> str:
    """The text as a cell of a workbook holds it, where nothing but its end ends a cell.

    Only what `unescape_formula` would take for its own apostrophe is given another.

    >>> escape_in_workbook("Club;=1+1"), escape_in_workbook("Club;'=1+1")
    ('Club;=1+1', "Club;''=1+1")
    """
    return _PART_LIKE_ESCAPED.sub("'", _escape_start(text))


def unescape_formula(text: str) -> str:
    """The text that either of them was given.

    >>> unescape_formula("'=1+1"), unescape_formula("'Club'"), unescape_formula("Club;'=1+1")
    ('=1+1', "'Club'", 'Club;=1+1')
    """
    whole = text[1:] if _ESCAPED.match(text) else text
    return _PART_ESCAPED.sub("", whole)


def _escape_start(text: str) -> str:
    return f"'{text}" if _TO_ESCAPE.match(text) else text


def plain_text(raw: str, *, longest: int) -> str:
    """A text of several lines at most so long, without the apostrophe of `escape_formula`."""
    text = unescape_formula(tidy(raw))
    if _ERROR.match(text):
        raise BadCell(
            f"the error {show(text)}",
            "a value",
            "Mend the formula, or write the value in its place.",
        )
    unseen = _UNSEEN.search(text)
    if unseen is not None:
        raise BadCell(
            f"an unseen character (U+{ord(unseen[0]):04X}) in {show(text)}",
            "text that can be seen",
            "Type the text again.",
        )
    if "\ufffd" in text:
        raise BadCell(
            f"{show(text)}, in which a letter was lost",
            "the letter",
            "Type the letter that stands behind the mark � again.",
        )
    if len(text) > longest:
        raise BadCell(f"{len(text):,} characters", f"at most {longest:,}", "Shorten the text.")
    return text


def name_text(raw: str, *, longest: int) -> str:
    """A text of one line that no spreadsheet takes for a formula."""
    start = raw.lstrip(" ")[:1]
    if start and start in FORMULA_STARTS and tidy(raw):
        raise BadCell(f"a formula {show(raw)}", "plain text", f"Remove the leading {start!r}.")
    text = plain_text(raw, longest=longest)
    if "\n" in text or "\t" in text:
        raise BadCell(
            f"more than one line in {show(text)}", "one line", "Remove the line ends and tabs."
        )
    return text


def split_list(text: str) -> tuple[str, ...]:
    """The items of a list separated by semicolons, without blanks and repeats.

    >>> split_list("police; health;; police")
    ('police', 'health')
    """
    items = (item.strip() for item in text.split(";"))
    return tuple(dict.fromkeys(item for item in items if item))
