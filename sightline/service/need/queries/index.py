"""An index of need from indicators: weights anybody can try, and what hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.need.composite import (
    IndexDesign,
    build_index,
    index_parts,
    leave_one_out,
    rank_ranges,
    score_domains,
    what_flips,
)
from sightline.analysis.words import NOT_SUPPLIED, say_range, say_rate, say_share
from sightline.errors import BadInput, Refused
from sightline.service.need.queries.index_design import IndexInputs, index_inputs
from sightline.service.places import queries as places

TOP_SHARE = 0.1
CHANGE = 0.2
ALIKE = 1e-4  # weights as they are written on the page


@dataclass(frozen=True)
class WeightBox:
    """The weight of one domain, in per cent, and the indicators that speak for it."""

    domain: str
    name: str
    percent: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class IndexRow:
    """One district: its place, between which it lies, and what each domain gives to it."""

    name: str
    rank: str
    rank_range: str
    score: str
    known: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class LeftOutRow:
    """What becomes of the index without one indicator."""

    name: str
    alike: str
    moved: str
    flips: str


@dataclass(frozen=True)
class IndexPage:
    """The index under the weights asked for."""

    lacks: str  # why there is no index, or nothing
    boxes: tuple[WeightBox, ...]
    is_equal: bool
    flips: str
    domains: tuple[str, ...]
    rows: tuple[IndexRow, ...]
    places_in_all: str
    without: tuple[LeftOutRow, ...]
    without_refused: str  # why what hangs on each indicator cannot be told, or nothing
    left_out: tuple[tuple[str, str], ...]


def index_page(*, weights: Mapping[str, float]) -> IndexPage:
    """The page for weights by domain, of any scale; Refused where they leave deprivation alone."""
    inputs = index_inputs()
    if inputs.design is None:
        return _nothing(inputs)
    usual = inputs.design
    percent = {name: 100 * weight for name, weight in usual.weights.items()}
    given = {name: weight for name, weight in weights.items() if name in percent}
    design = usual.with_weights(percent | given) if given else usual
    scores = score_domains(inputs.values, design=design)
    index = build_index(inputs.values, design=design)
    before = build_index(inputs.values, design=usual)
    same = all(abs(design.weights[name] - w) < ALIKE for name, w in usual.weights.items())
    without, refused = _without(inputs.values, design)
    return IndexPage(
        lacks="",
        boxes=_boxes(design, inputs),
        is_equal=same,
        flips="" if same else _flips(before, index),
        domains=tuple(domain.name for domain in design.domains),
        rows=tuple(_rows(index, scores, design)),
        places_in_all=f"{index['index_rank'].notna().sum():,}",
        without=tuple(without),
        without_refused=refused,
        left_out=inputs.left_out,
    )


def _nothing(inputs: IndexInputs) -> IndexPage:
    lacks = (
        "No indicator of need that differs between places has been loaded. Whoever looks after "
        "this site can load them with python manage.py load_indicators."
    )
    return IndexPage(lacks, (), True, "", (), (), "0", (), "", inputs.left_out)


def _boxes(design: IndexDesign, inputs: IndexInputs) -> tuple[WeightBox, ...]:
    return tuple(
        WeightBox(
            domain.domain,
            domain.name,
            f"{100 * domain.weight:.4g}",
            tuple(
                f"{one.name} ({inputs.periods[one.indicator]})"
                for one in design.of_domain(domain.domain)
            ),
        )
        for domain in design.domains
    )


def _flips(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """What these weights change in the top tenth, against equal ones."""
    flips = what_flips(before, after, top_share=TOP_SHARE)
    entering = int(flips["enters"].sum())
    names = places.area_names()
    ours = [names[code] for code in flips["area"] if code in names]
    own = f" Of this county: {', '.join(ours)}." if ours else " None of this county is among them."
    return (
        f"Against equal weights {entering:,} places enter the tenth with the most need and "
        f"{len(flips) - entering:,} leave it.{own}"
    )


def _rows(index: pd.DataFrame, scores: pd.DataFrame, design: IndexDesign) -> list[IndexRow]:
    """The county's districts by name: this is no league table."""
    ranges = rank_ranges(scores, weights=design.weights, change=CHANGE).set_index("area")
    parts = index_parts(scores, weights=design.weights).set_index(["area", "domain"])
    names = places.areas().groupby("district")["district_name"].first().sort_values()
    found = index.set_index("area")
    rows = []
    for code, name in names.items():
        if code not in found.index:
            unknown = tuple(NOT_SUPPLIED for _ in design.domains)
            rows.append(IndexRow(name, NOT_SUPPLIED, "", NOT_SUPPLIED, "0%", unknown))
            continue
        row, near = found.loc[code], ranges.loc[code]
        ends = (near["rank_worst"], near["rank_best"])
        points = [parts.loc[(code, one.domain), "domain_points"] for one in design.domains]
        rows.append(
            IndexRow(
                name,
                _rank(row["index_rank"]),
                say_range(*(_rank(end) for end in ends)),
                say_rate(row["index_score"]),
                say_share(row["weight_known"]),
                tuple(say_rate(point) for point in points),
            )
        )
    return rows


def _rank(rank: float) -> str:
    return NOT_SUPPLIED if pd.isna(rank) else f"{rank:,.0f}"


def _without(values: pd.DataFrame, design: IndexDesign) -> tuple[list[LeftOutRow], str]:
    """A row for each indicator; or none, and why the index cannot stand without one."""
    names = {one.indicator: one.name for one in design.indicators}
    try:
        table = leave_one_out(values, design=design, top_share=TOP_SHARE)
    except (BadInput, Refused) as refused:
        return [], f"Under these weights the index cannot stand without one of them. {refused}"
    rows = [
        LeftOutRow(
            names[row["indicator"]],
            f"{row['rank_correlation']:.2f}",
            f"{row['most_places_moved']:,.0f}",
            f"{row['areas_entering']:,} enter, {row['areas_leaving']:,} leave",
        )
        for row in table.to_dict("records")
    ]
    return rows, ""
