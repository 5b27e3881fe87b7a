"""Who works where, and what happens where: organisations, strands or themes by district.

A cell counts the activities that the list shows for the same organisation (or strand, or theme) and
district, and leads there. Nought means that nobody has reported such an activity; where activities
do not say their district, or their strand, they are counted under not supplied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.accounts.policy import may_open
from sightline.service.overview.queries.about import About, about
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.reading import Answer, Row, answer_to
from sightline.service.overview.queries.tables import (
    Cell,
    FileTable,
    Heading,
    PageTable,
    Value,
    hand_out,
)
from sightline.service.pages.downloads import Download
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.register.queries import NOT_GIVEN
from sightline.service.register.queries.asked import DELIVERED, EITHER, PLACES, SERVED
from sightline.service.register.queries.listing import districts
from sightline.service.register.queries.words import vocabularies

WHERE, WHAT = "overview:where", "overview:what"
ON_A_PAGE = 50
KINDS = {"strand": "strands", "theme": "themes"}
USUAL_KIND = "strand"
_FILTERS = {"organisation": "organisations", "strand": "strands", "theme": "themes"}


@dataclass(frozen=True)
class MatrixPage:
    """A matrix, ready to print."""

    about: About
    counts_what: str
    found: str
    empty: str
    table: PageTable
    pages: Pages | None
    leads_to: str  # where the cells lead


@dataclass(frozen=True)
class _Matrix:
    """Activities by row and district. names: of each row, in order, zeros too."""

    by: str  # organisation, strand or theme
    names: Mapping[str, str]
    districts: Mapping[str, str]
    cells: Mapping[tuple[str, str], frozenset[UUID]]

    def count(self, row: str, district: str) -> int:
        """Activities of one cell."""
        return len(self.cells.get((row, district), ()))

    def all_of(self, row: str) -> int:
        """Activities of a row, each once, however many districts it has."""
        found: set[UUID] = set()
        for district in self.districts:
            found |= self.cells.get((row, district), frozenset())
        return len(found)


def where_page(*, viewer: Any, question: Question, today: date) -> MatrixPage:
    """Organisations by district."""
    answer = answer_to(question, viewer=viewer, today=today)
    return _page(
        answer, _by_organisation(answer, question.asked.place), question, viewer, today, WHERE
    )


def where_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """Organisations by district as a file: a line for each cell."""
    answer = answer_to(question, viewer=viewer, today=today)
    return _file(answer, _by_organisation, question, viewer, today, WHERE, kind)


def what_page(*, viewer: Any, question: Question, today: date) -> MatrixPage:
    """Strands or themes by district."""
    answer = answer_to(question, viewer=viewer, today=today)
    matrix = _by_kind(question)(answer, question.asked.place)
    return _page(answer, matrix, question, viewer, today, WHAT)


def what_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """Strands or themes by district as a file: a line for each cell."""
    answer = answer_to(question, viewer=viewer, today=today)
    return _file(answer, _by_kind(question), question, viewer, today, WHAT, kind)


def _by_organisation(answer: Answer, place: str) -> _Matrix:
    named = {str(row.organisation_id): row.organisation for row in answer.rows}
    names = dict(sorted(named.items(), key=lambda pair: (pair[1].casefold(), pair[0])))
    return _matrix("organisation", names, answer, place, lambda row: [str(row.organisation_id)])


def _by_kind(question: Question) -> Callable[[Answer, str], _Matrix]:
    """Every strand or theme of the framework, those with nothing too, and what none is said of."""
    by = question.chosen("by", USUAL_KIND)
    terms = vocabularies()[KINDS[by]].terms.values()
    names = {**{term.term: term.name for term in terms}, NOT_GIVEN: NOT_SUPPLIED}

    def rows_of(row: Row) -> Iterable[str]:
        return (row.strand or NOT_GIVEN,) if by == "strand" else row.themes or (NOT_GIVEN,)

    return lambda answer, place: _matrix(by, names, answer, place, rows_of)


def _matrix(
    by: str,
    names: Mapping[str, str],
    answer: Answer,
    place: str,
    rows_of: Callable[[Row], Iterable[str]],
) -> _Matrix:
    columns = {**districts(), NOT_GIVEN: NOT_SUPPLIED}
    cells: dict[tuple[str, str], set[UUID]] = {}
    for row in answer.rows:
        for name in rows_of(row):
            for district in row.districts(place):
                cells.setdefault((name, district), set()).add(row.id)
    frozen = {where: frozenset(found) for where, found in cells.items()}
    used = {name for name, _ in frozen}
    # what is not in the framework (any longer) is shown as it was given, never left out
    names = {**names, **{name: name for name in sorted(used - set(names))}}
    columns |= {code: code for code in sorted({code for _, code in frozen} - set(columns))}
    if NOT_GIVEN not in used:
        names = {name: words for name, words in names.items() if name != NOT_GIVEN}
    return _Matrix(by, names, columns, frozen)


def _page(
    answer: Answer, matrix: _Matrix, question: Question, viewer: Any, today: date, route: str
) -> MatrixPage:
    last = max(1, -(-len(matrix.names) // ON_A_PAGE))
    here = min(question.page, last)
    shown = list(matrix.names)[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
    listed = may_open(viewer, "register:activities")
    empty = sum(
        not matrix.count(name, code)
        for name in matrix.names
        for code in matrix.districts
        if NOT_GIVEN not in (name, code)
    )
    cells = sum(name != NOT_GIVEN for name in matrix.names) * (len(matrix.districts) - 1)
    target = "register:activities" if listed else "overview:timeline"
    return MatrixPage(
        about=about(answer, question=question, viewer=viewer, today=today, route=route),
        counts_what=_counts_what(question),
        found=_found(matrix),
        empty=f"{empty:,} of {cells:,} cells are 0: nobody has reported such an activity there.",
        table=_table(matrix, shown, question, target),
        pages=make_pages(here=here, last=last, address=partial(_page_address, question, route)),
        leads_to="the list of exactly those activities" if listed else "their timeline",
    )


def _counts_what(question: Question) -> str:
    """What a cell counts. PLACES speaks of a district named before it."""
    return f"Activities by district: {PLACES[question.asked.place]}"


def _found(matrix: _Matrix) -> str:
    count = len(matrix.names)
    return f"{count:,} {matrix.by}{'' if count == 1 else 's'} by district"


def _table(matrix: _Matrix, shown: list[str], question: Question, target: str) -> PageTable:
    headings = [Heading(matrix.by.capitalize()), Heading("All", numeric=True)]
    headings += [
        Heading("District not supplied" if code == NOT_GIVEN else words, numeric=True)
        for code, words in matrix.districts.items()
    ]
    rows = tuple(
        (
            Cell(matrix.names[name]),
            _cell(matrix.all_of(name), name, "", matrix.by, question, target),
            *(
                _cell(matrix.count(name, code), name, code, matrix.by, question, target)
                for code in matrix.districts
            ),
        )
        for name in shown
    )
    return PageTable(_counts_what(question), tuple(headings), rows)


def _cell(count: int, name: str, district: str, by: str, question: Question, target: str) -> Cell:
    """The number, and the way to the activities that it counts."""
    if not count:
        return Cell("0", numeric=True)
    fields = {_FILTERS[by]: (name,)} | ({"districts": (district,)} if district else {})
    narrowed = question.without_choices().narrowed(**fields)
    address = (
        narrowed.asked.address() if target.startswith("register") else narrowed.address(target)
    )
    return Cell(f"{count:,}", numeric=True, address=address)


def _page_address(question: Question, route: str, page: int) -> str:
    return question.on_page(page).address(route)


def _file(
    answer: Answer,
    make: Callable[[Answer, str], _Matrix],
    question: Question,
    viewer: Any,
    today: date,
    route: str,
    kind: str,
) -> Download:
    """A line for each cell, with all three ways to count; 0 where nobody has reported anything."""
    ways = {place: make(answer, place) for place in (EITHER, DELIVERED, SERVED)}
    all_names = {name: words for each in ways.values() for name, words in each.names.items()}
    all_places = {code: said for each in ways.values() for code, said in each.districts.items()}
    by = ways[EITHER].by
    columns = (by, "district", "district_code", "delivered_or_serving", "delivered", "serving")
    lines: list[dict[str, Value]] = [
        {
            by: words,
            "district": said,
            "district_code": None if code == NOT_GIVEN else code,
            "delivered_or_serving": ways[EITHER].count(name, code),
            "delivered": ways[DELIVERED].count(name, code),
            "serving": ways[SERVED].count(name, code),
        }
        for name, words in all_names.items()
        for code, said in all_places.items()
    ]
    told = about(answer, question=question, viewer=viewer, today=today, route=route)
    name = "who-works-where" if route == WHERE else f"{by}s-by-district"
    return hand_out(FileTable(name, told.words, today, columns, lines), kind)
