"""What the index of need is made of here: indicators of the vocabulary, in the review's domains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sightline.analysis.need.composite import Domain, IndexDesign, Indicator, Measures
from sightline.analysis.need.factors import in_order
from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.need.models import IndicatorValue, WiderArea

DEPRIVATION = "deprivation"
WIDE = ("E92", "E12", "W92")  # countries and regions are no places of the index


@dataclass(frozen=True, eq=False)
class IndexInputs:
    """The design with equal weights, the values it takes, and what was left out, with the reason.

    values: INDICATOR_VALUES, a row for every place and indicator that is known.
    periods: of each indicator, by its code. left_out: name and reason.
    """

    design: IndexDesign | None
    values: pd.DataFrame
    periods: dict[str, str]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Told:
    """An indicator of the vocabulary, and where it is published."""

    indicator: Indicator
    source: str
    published_as: str


def index_inputs() -> IndexInputs:
    """Read what is stored; design is None where nothing that can be used is."""
    known, periods, left_out, tables = [], {}, [], []
    for told in _told():
        if told.indicator.measures is Measures.ENFORCEMENT:
            left_out.append((told.indicator.name, "it counts what police and courts do"))
            continue
        period, table = _latest(told)
        if table["value"].nunique() < 2:
            left_out.append((told.indicator.name, "no values that differ between places are here"))
            continue
        known.append(told.indicator)
        periods[told.indicator.indicator] = period
        tables.append(table)
    values = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    needs = any(one.measures is Measures.NEED for one in known)
    return IndexInputs(_design(known) if needs else None, values, periods, tuple(left_out))


def _design(indicators: list[Indicator]) -> IndexDesign:
    """Every domain counts alike: a choice, to be changed on the page."""
    domains = list(dict.fromkeys(one.domain for one in indicators))
    share = 1 / len(domains)
    return IndexDesign(
        tuple(Domain(domain, domain.capitalize(), share) for domain in domains), tuple(indicators)
    )


@lru_cache(maxsize=1)
def _told() -> tuple[_Told, ...]:
    words = read_vocabularies()
    factors = words["risk_factors"].terms
    found = []
    for term in words["indicators"].terms.values():
        measures, codes = Measures(str(term.facts["measures"])), term.facts["risk_factors"]
        if not isinstance(codes, tuple) or not codes:
            continue  # what protects is no need
        domain = str(factors[str(codes[0])].facts["domain"])
        indicator = Indicator(
            term.term,
            term.name,
            DEPRIVATION if measures is Measures.DEPRIVATION else domain,
            measures,
            more_is_worse=term.facts["worse"] == "higher",
        )
        source, published = str(term.facts["publication"]), str(term.facts["published_as"])
        found.append(_Told(indicator, source, published))
    return tuple(found)


def _latest(told: _Told) -> tuple[str, pd.DataFrame]:
    """The latest period with values, and INDICATOR_VALUES of it for every place."""
    rows = IndicatorValue.objects.filter(
        source=told.source, indicator=told.published_as, value__isnull=False
    )
    periods = set(rows.values_list("period", flat=True))
    period = (in_order(periods) or sorted(periods) or [""])[-1]
    found = {
        code: value
        for code, value in rows.filter(period=period).values_list("area_code", "value")
        if not code.startswith(WIDE)
    }
    wider = dict(WiderArea.objects.values_list("district_code", "wider_code"))
    places = {**dict.fromkeys(wider), **dict.fromkeys(set(found) - set(wider.values()))}
    own = {place: found.get(place, found.get(wider.get(place, ""))) for place in places}
    table = pd.DataFrame(
        [(told.indicator.indicator, place, value) for place, value in sorted(own.items())
         if value is not None],
        columns=["indicator", "area", "value"],
    )  # fmt: skip
    return period, table
