"""Who works with whom, on what: organisations that take part in the same activities.

Organisations are found by any name that the register knows; those it does not know are shown as
they were named. Only activities that the viewer may see tie anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from django.urls import reverse

from sightline.analysis.network import (
    KINDS_OF_ACTIVITY,
    KINDS_OF_ORGANISATION,
    PARTS,
    Broker,
    describe_partners,
    find_brokers,
    find_islands,
    find_pairs,
)
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.accounts.policy import may_open
from sightline.service.overview.queries.about import About, about
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.reading import Answer, answer_to, parts_of
from sightline.service.overview.queries.tables import (
    Cell,
    FileTable,
    Heading,
    PageTable,
    Value,
    hand_out,
)
from sightline.service.overview.queries.web import MOST_DRAWN, Web, draw_web
from sightline.service.pages.downloads import Download
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.pages.queries import Link
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name, organisation_names, voice_of
from sightline.service.partners.queries.many import known_kinds
from sightline.service.register.queries.words import say_term

ROUTE = "overview:network"
ON_A_PAGE = 50
MOST_PAIRS = 100  # shown on a page; the file has all
MOST_BROKERS, MOST_NAMED, MOST_ISLANDS = 25, 6, 25  # the same
THROUGH = {"all": "taking part or paying", "doing": "taking part alone"}
COLUMNS = (
    "organisation", "on_the_register", "kind", "activities", "activities_shared", "partners",
    "kinds_of_activity", "activities_of_unknown_kind", "kinds_of_partner",
    "partners_of_unknown_kind", "island", "holds_together", "works_with",
)  # fmt: skip
_KEPT = "overview network"  # its name among the answers that last as long as the cube
PAIR_COLUMNS = ("organisation", "works_with", "activities_shared", "on_what")


@dataclass(frozen=True)
class BrokerWords:
    """An organisation that others are connected through, in words."""

    name: str
    words: str


@dataclass(frozen=True)
class NetworkPage:
    """The network, ready to print."""

    about: About
    through: str
    found: str
    table: PageTable
    pages: Pages | None
    pairs: PageTable
    pairs_found: str
    brokers: tuple[BrokerWords, ...]
    brokers_more: int
    islands: tuple[str, ...]
    alone: str
    web: Web | None
    no_web: str
    around: str
    pair_files: tuple[Link, ...]
    kept: tuple[tuple[str, str], ...]  # of the question, sent along when another is chosen


@dataclass(frozen=True)
class _Network:
    """What is found of who works with whom. kinds: of each organisation, empty if not supplied."""

    works_with: pd.DataFrame
    pairs: pd.DataFrame
    islands: Mapping[str, int]
    brokers: tuple[Broker, ...]
    kinds: Mapping[str, str]
    keys: Mapping[str, str]  # of organisations on the register
    parts: pd.DataFrame
    approaches: Mapping[str, str]  # of each activity, in words


def network_page(*, viewer: Any, question: Question, today: date) -> NetworkPage:
    """Who works with whom: table, pairs, who holds it together, islands; then the picture."""
    answer = answer_to(question, viewer=viewer, today=today)
    network = _network(answer, question, viewer)
    last = max(1, -(-len(network.works_with) // ON_A_PAGE))
    here = min(question.page, last)
    shown = network.works_with.iloc[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
    around = question.chosen("around", "")
    web = draw_web(network.pairs, around=around) if around in ("", *network.islands) else None
    names = set(shown["organisation"])
    pairs = network.pairs[network.pairs["organisation"].isin(names)].head(MOST_PAIRS)
    return NetworkPage(
        about=about(answer, question=question, viewer=viewer, today=today, route=ROUTE),
        through=THROUGH[question.chosen("through", "all")],
        found=_found(network),
        table=_table(network, shown, question, viewer),
        pages=make_pages(here=here, last=last, address=partial(_page_address, question)),
        pairs=_pairs(network, pairs),
        pairs_found=_pairs_found(network, pairs),
        brokers=tuple(_say_broker(broker) for broker in network.brokers[:MOST_BROKERS]),
        brokers_more=max(0, len(network.brokers) - MOST_BROKERS),
        islands=tuple(_islands(network)),
        alone=_alone(network),
        web=web,
        no_web=_no_web(network, around),
        around=around,
        pair_files=tuple(
            Link(words, question.on_page(1).address("overview:pairs_download", kind=kind))
            for kind, words in (("csv", "CSV"), ("json", "JSON"))
        ),
        kept=question.choosing(around="").pairs,
    )


def network_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """Every organisation of the network as a file."""
    answer = answer_to(question, viewer=viewer, today=today)
    network = _network(answer, question, viewer)
    brokers = {broker.organisation: broker for broker in network.brokers}
    beside: dict[str, list[str]] = {}
    for one, other in network.pairs[["organisation", "other"]].itertuples(index=False):
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    rows: list[dict[str, Value]] = []
    for told in network.works_with.to_dict("records"):
        name = str(told["organisation"])
        rows.append({
            **{str(column): value for column, value in told.items()},
            "on_the_register": "yes" if name in network.keys else "no",
            "kind": network.kinds.get(name) or None,
            "island": network.islands.get(name),
            "holds_together": _say_broker(brokers[name]).words if name in brokers else None,
            "works_with": "; ".join(sorted(beside.get(name, ()))) or None,
        })  # fmt: skip
    told_about = about(answer, question=question, viewer=viewer, today=today, route=ROUTE)
    return hand_out(FileTable("who-works-with-whom", told_about.words, today, COLUMNS, rows), kind)


def pairs_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """Every two organisations that share activities, as a file."""
    answer = answer_to(question, viewer=viewer, today=today)
    network = _network(answer, question, viewer)
    on_what = _on_what(network, network.pairs)
    rows: list[dict[str, Value]] = [
        {
            "organisation": one,
            "works_with": other,
            "activities_shared": int(count),
            "on_what": on_what[one, other],
        }
        for one, other, count in network.pairs.itertuples(index=False)
    ]
    told = about(answer, question=question, viewer=viewer, today=today, route=ROUTE)
    return hand_out(
        FileTable("pairs-of-organisations", told.words, today, PAIR_COLUMNS, rows), kind
    )


def _network(answer: Answer, question: Question, viewer: Any) -> _Network:
    """The network, worked out once for a question while nothing changes: the last one is kept."""
    asked = replace(question.asked, page=1)
    key = (voice_of(viewer), asked, question.chosen("through", "all"))
    kept = answer.cube.found.get(_KEPT)
    if isinstance(kept, tuple) and kept[0] == key and isinstance(kept[1], _Network):
        return kept[1]
    found = _find_network(answer, question, viewer)
    answer.cube.found[_KEPT] = (key, found)
    return found


def _find_network(answer: Answer, question: Question, viewer: Any) -> _Network:
    named = organisation_names()
    known = by_plain_name()
    doing = question.chosen("through", "all") == "doing"
    wanted = {row.id for row in answer.rows}
    called: dict[str, str] = {}  # of those not on the register: one spelling of each name
    taken = {(row.key, row.organisation) for row in answer.rows}
    for key, side, name in parts_of(viewer):
        if key in wanted and not (doing and side == "funder"):
            found = known.get(plain(name))
            said = named[found] if found in named else called.setdefault(plain(name), name)
            taken.add((str(key), said))
    parts = pd.DataFrame(sorted(taken), columns=list(PARTS.columns))
    kinds = {named[key]: kind for key, kind in known_kinds().items() if key in named}
    pairs = find_pairs(parts)
    return _Network(
        works_with=describe_partners(
            parts=parts,
            activities=_frame(KINDS_OF_ACTIVITY, [(row.key, row.approach) for row in answer.rows]),
            organisations=_frame(KINDS_OF_ORGANISATION, kinds.items()),
        ),
        pairs=pairs,
        islands=dict(find_islands(pairs).itertuples(index=False)),
        brokers=tuple(find_brokers(pairs)),
        kinds=kinds,
        keys={name: str(key) for key, name in named.items()},
        parts=parts,
        approaches={row.key: say_term("approaches", row.approach) for row in answer.rows},
    )


def _frame(table: Any, rows: Any) -> pd.DataFrame:
    """Rows of a name and a kind, of which an empty one is not supplied."""
    said = [(name, kind or None) for name, kind in rows]
    return pd.DataFrame(said, columns=list(table.columns), dtype=object)


def _on_what(network: _Network, pairs: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The approaches of what each two of those pairs do together."""
    taken: dict[str, set[str]] = {}
    for key, name in network.parts.itertuples(index=False):
        taken.setdefault(name, set()).add(key)
    return {
        (one, other): "; ".join(sorted({network.approaches[k] for k in taken[one] & taken[other]}))
        for one, other in pairs[["organisation", "other"]].itertuples(index=False)
    }


def _found(network: _Network) -> str:
    count, with_others = len(network.works_with), len(network.islands)
    return f"{count:,} organisation{'' if count == 1 else 's'}, {with_others:,} of them with others"


def _table(network: _Network, shown: pd.DataFrame, question: Question, viewer: Any) -> PageTable:
    headings = (
        Heading("Organisation"), Heading("Kind"), Heading("Partners", numeric=True),
        Heading("Activities", numeric=True), Heading("Of them shared", numeric=True),
        Heading("Range: kinds of activity"), Heading("Variety: kinds of partner"),
    )  # fmt: skip
    linked = may_open(viewer, "register:organisation")
    rows = tuple(
        (
            _name_cell(str(told["organisation"]), network, linked),
            Cell(_say_kind(str(told["organisation"]), network)),
            Cell(
                f"{told['partners']:,}",
                numeric=True,
                address=question.choosing(around=str(told["organisation"])).address(ROUTE)
                + "#picture",
            ),
            Cell(f"{told['activities']:,}", numeric=True),
            Cell(f"{told['activities_shared']:,}", numeric=True),
            Cell(_say_kinds(told["kinds_of_activity"], told["activities_of_unknown_kind"])),
            Cell(_say_kinds(told["kinds_of_partner"], told["partners_of_unknown_kind"])),
        )
        for told in shown.to_dict("records")
    )
    return PageTable("Organisations in the order of names", headings, rows)


def _name_cell(name: str, network: _Network, linked: bool) -> Cell:
    key = network.keys.get(name)
    if key is None:
        return Cell(f"{name} (not on the register)")
    return Cell(name, address=reverse("register:organisation", args=[key]) if linked else "")


def _say_kind(name: str, network: _Network) -> str:
    return network.kinds.get(name) or NOT_SUPPLIED


def _say_kinds(kinds: int, unknown: int) -> str:
    """How many kinds, and of how many the kind is not known."""
    if not unknown:
        return f"{kinds:,}"
    return f"{kinds:,}, and {unknown:,} of a kind not supplied"


def _pairs(network: _Network, pairs: pd.DataFrame) -> PageTable:
    headings = (
        Heading("Organisation"), Heading("Works with"), Heading("Activities", numeric=True),
        Heading("On what"),
    )  # fmt: skip
    on_what = _on_what(network, pairs)
    rows = tuple(
        (
            Cell(one),
            Cell(other),
            Cell(f"{count:,}", numeric=True),
            Cell(on_what[one, other]),
        )
        for one, other, count in pairs.itertuples(index=False)
    )
    return PageTable("Pairs that share an activity", headings, rows)


def _pairs_found(network: _Network, pairs: pd.DataFrame) -> str:
    if len(pairs) == len(network.pairs):
        return f"{len(pairs):,} pair{'' if len(pairs) == 1 else 's'} in the order of names."
    return (
        f"{len(pairs):,} of {len(network.pairs):,} pairs: the first of those whose first name is "
        "in the table above. The files have all."
    )


def _say_broker(broker: Broker) -> BrokerWords:
    """What would fall apart without it.

    >>> _say_broker(Broker("X", (("A", "C"), ("B",)))).words
    'If X left, A and C would no longer be connected with B.'
    """
    groups = [_say_group(group) for group in broker.groups]
    if len(groups) == 2:
        words = f"{groups[0]} would no longer be connected with {groups[1]}"
    else:
        words = f"these would no longer be connected with each other: {'; '.join(groups)}"
    return BrokerWords(broker.organisation, f"If {broker.organisation} left, {words}.")


def _say_group(group: tuple[str, ...]) -> str:
    """Names, the first few of many.

    >>> _say_group(("A", "B", "C"))
    'A, B and C'
    """
    if len(group) > MOST_NAMED:
        more = len(group) - MOST_NAMED + 1
        return f"{', '.join(group[: MOST_NAMED - 1])} and {more:,} others"
    return " and ".join(filter(None, [", ".join(group[:-1]), group[-1]]))


def _islands(network: _Network) -> list[str]:
    groups: dict[int, list[str]] = {}
    for name, island in network.islands.items():
        groups.setdefault(island, []).append(name)
    said = [
        f"{len(names):,} organisations: {_say_group(tuple(sorted(names)))}."
        for _, names in sorted(groups.items())[:MOST_ISLANDS]
    ]
    more = len(groups) - len(said)
    return [*said, f"And {more:,} more, which are in the files."] if more else said


def _alone(network: _Network) -> str:
    alone = len(network.works_with) - len(network.islands)
    if not alone:
        return "Every organisation here shares an activity with another."
    return (
        f"{alone:,} organisation{' shares' if alone == 1 else 's share'} no activity with another, "
        "as far as anybody has written down."
    )


def _no_web(network: _Network, around: str) -> str:
    if around and around not in network.islands:
        return f"No organisation called “{around}” shares an activity here."
    if network.pairs.empty:
        return "No two organisations share an activity here, so there is nothing to draw."
    return (
        f"{len(network.islands):,} organisations are too many to draw so that their names can be "
        f"read: {MOST_DRAWN} are the most. Name one of them, or set a filter."
    )


def _page_address(question: Question, page: int) -> str:
    return question.on_page(page).address(ROUTE)
