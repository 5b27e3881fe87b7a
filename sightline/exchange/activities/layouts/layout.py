"""How a partner's own sheet is laid out, as a person confirmed it: kept, and used the next time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from sightline.errors import BadInput
from sightline.exchange.activities.columns import BY_HEADING

SECTION = "(lines between the rows)"  # stands for the heading of such lines
BY_DATES = "by the dates"  # a default for status: planned before, ended after, else current
_MOST_TEXT = 2_000  # characters of one answer
_LONGEST_KEY = 200  # characters of a heading that tell it from others
_LARGEST_JSON = 2 * 1024**2


class Source(StrEnum):
    """Where the value of a whole sheet comes from."""

    SAID = "said"  # a person gave it
    SHEET_NAME = "sheet name"
    ABOVE = "above the table"  # the label says in which line


@dataclass(frozen=True)
class ColumnUse:
    """A column of the partner's sheet, and the headings of the activity sheet that it feeds."""

    heading: str  # as `plain_key` makes it
    targets: tuple[str, ...]
    occurrence: int = 1  # the how-manieth column with that heading


@dataclass(frozen=True)
class Constant:
    """One value for every row of a sheet whose own cells say nothing."""

    target: str
    source: Source
    text: str = ""  # of a person
    label: str = ""  # of a line above the table


@dataclass(frozen=True)
class Shape:
    """Sheets of one shape: their headings, and what each column feeds."""

    header_rows: int
    headings: tuple[str, ...]  # of every column, in order of the alphabet
    columns: tuple[ColumnUse, ...]
    constants: tuple[Constant, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a person said a text means: words of the activity sheet, or nothing if not supplied."""

    target: str
    text: str
    means: str


@dataclass(frozen=True)
class Layout:
    """What a person confirmed about one partner's sheets; goes to JSON and back.

    defaults: answers for cells that say nothing, by heading. unused: names of sheets left out.
    """

    shapes: tuple[Shape, ...]
    unused: tuple[str, ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    answers: tuple[Answer, ...] = ()
    month_first: bool = False

    @property
    def signature(self) -> str:
        """The same for sheets with the same headings, however they are ordered."""
        return signature_of_headings(shape.headings for shape in self.shapes)

    def answered(self, target: str, text: str, means: str) -> Layout:
        """The layout with one more answer; nothing means not supplied."""
        kept = [
            each
            for each in self.answers
            if (each.target, text_key(each.text)) != (target, text_key(text))
        ]
        return replace(self, answers=(*kept, Answer(target, text[:_MOST_TEXT], means)))

    def with_default(self, target: str, text: str) -> Layout:
        """The layout with an answer for all cells under a heading that say nothing."""
        kept = [pair for pair in self.defaults if pair[0] != target]
        return replace(self, defaults=(*kept, (target, text)))

    def with_column(self, heading: str, *targets: str, occurrence: int = 1) -> Layout:
        """The layout with a column, in every shape that has it, feeding other headings, or none."""
        key = plain_key(heading)

        def changed(shape: Shape) -> Shape:
            if key not in shape.headings and key != plain_key(SECTION):
                return shape
            kept = [
                use for use in shape.columns if (use.heading, use.occurrence) != (key, occurrence)
            ]
            use = ColumnUse(key, targets, occurrence)
            return replace(shape, columns=(*kept, use) if targets else tuple(kept))

        return replace(self, shapes=tuple(map(changed, self.shapes)))

    def to_json(self) -> str:
        """The layout as JSON."""
        return json.dumps(
            {
                "shapes": [_shape_content(shape) for shape in self.shapes],
                "unused": list(self.unused),
                "defaults": [list(pair) for pair in self.defaults],
                "answers": [[each.target, each.text, each.means] for each in self.answers],
                "month_first": self.month_first,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """The layout that `to_json` wrote; BadInput for anything else."""
        try:
            if len(text) > _LARGEST_JSON:
                raise ValueError("too long")
            content = json.loads(text)
            return cls(
                shapes=tuple(map(_shape_of, content["shapes"])),
                unused=tuple(map(_text, content["unused"])),
                defaults=tuple((_target(a), _text(b)) for a, b in content["defaults"]),
                answers=tuple(
                    Answer(_target(a), _text(b), _text(c)) for a, b, c in content["answers"]
                ),
                month_first=content["month_first"] is True,
            )
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise BadInput(
                "layout: found JSON that holds no layout, wanted one that was kept here. "
                "Have the columns proposed again."
            ) from error


@lru_cache(maxsize=65_536)
def plain_key(heading: str) -> str:
    """A heading as it is recognised again: letters and digits, in small letters.

    >>> plain_key(" Age  Range (yrs) ")
    'age range yrs'
    """
    if heading.strip() == SECTION:
        return SECTION
    return " ".join(re.sub(r"[^\w#+£%&]+|_", " ", heading.casefold()).split())[:_LONGEST_KEY]


def text_key(text: str) -> str:
    """A text as an answer about it is found again."""
    return " ".join(text.casefold().split())[:_MOST_TEXT]


def signature_of_headings(sheets: Iterable[Iterable[str]]) -> str:
    """A name for the headings of the sheets, whatever the order of columns and sheets."""
    shapes = sorted({"\n".join(sorted(headings)) for headings in sheets})
    return hashlib.sha256("\n\n".join(shapes).encode("utf-8", "replace")).hexdigest()[:32]


def _shape_content(shape: Shape) -> Mapping[str, object]:
    return {
        "header_rows": shape.header_rows,
        "headings": list(shape.headings),
        "columns": [[use.heading, use.occurrence, list(use.targets)] for use in shape.columns],
        "constants": [
            [each.target, each.source.value, each.text, each.label] for each in shape.constants
        ],
    }


def _shape_of(content: Mapping[str, object]) -> Shape:
    rows, headings = content["header_rows"], content["headings"]
    columns, constants = content["columns"], content["constants"]
    if not (
        isinstance(rows, int)
        and 1 <= rows <= 5
        and isinstance(headings, list)
        and isinstance(columns, list)
        and isinstance(constants, list)
    ):
        raise ValueError("no shape")
    return Shape(
        rows,
        tuple(map(_text, headings)),
        tuple(ColumnUse(_text(a), tuple(map(_target, c)), int(b)) for a, b, c in columns),
        tuple(Constant(_target(a), Source(b), _text(c), _text(d)) for a, b, c, d in constants),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        raise ValueError("no text")
    return value


def _target(value: object) -> str:
    if value not in BY_HEADING:
        raise ValueError("no heading of the activity sheet")
    return str(value)
