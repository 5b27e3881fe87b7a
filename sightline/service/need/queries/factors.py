"""Risk and protective factors of a place: what stands out, against whom, and what may help."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
from django.db.models import Q
from django.urls import reverse

from sightline.analysis.framework import Term, Vocabulary
from sightline.analysis.need.factors import (
    INDICATOR_READINGS,
    INDICATORS,
    Compared,
    FactorStanding,
    MayHelp,
    Place,
    Standing,
    compare_indicators,
    in_order,
    indicator_trend,
    stand_out,
    what_may_help,
)
from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.need.models import IndicatorValue, WiderArea
from sightline.service.need.queries.profile import PlaceAsked, ProfilePart
from sightline.service.need.queries.releases import sources

TEMPLATE = "need/factors.html"
ENGLAND = "E92000001"
WIDE = ("E92", "E12", "W92")  # countries and regions, which are compared with nothing
NOTES = (
    "An indicator describes the area, never a person in it; factors go with violence in groups of "
    "people and are not its causes.",
    "Deprivation is told and never counts as need by itself; what police and courts do is told and "
    "never judged as need.",
    "Impact is on violence, averaged over studies elsewhere; how sure the evidence is of it is a "
    "thing of its own.",
)


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of one place, in words."""

    name: str
    of: str  # whose figure it is: the district's or the county's
    value: str
    figure: str
    period: str
    standing: str
    how_sure: str
    trend: str
    measures: str
    source: str
    cannot_tell: str


@dataclass(frozen=True)
class FactorCard:
    """One factor: what its indicators say together, each of them, and what may help."""

    name: str
    words: str
    stands_out: bool
    rows: tuple[IndicatorRow, ...]
    helps: tuple[MayHelp, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose figures its rows give, and where each comes from, once each."""
        return tuple(dict.fromkeys(f"{row.of}. {row.source}" for row in self.rows))


@dataclass(frozen=True)
class FactorsPart:
    """The factors of a place, those that stand out first."""

    lead: str
    cards: tuple[FactorCard, ...]
    notes: tuple[str, ...]
    sources_address: str


@dataclass(frozen=True)
class _Whose:
    """Whose figures stand for a place in one publication, and with whom they are compared."""

    code: str
    words: str
    comparison: Compared


def factors_part(asked: PlaceAsked) -> ProfilePart | None:
    """The part of a profile about factors; None where no indicator has been loaded."""
    if not IndicatorValue.objects.exists():
        return None
    content = factors_of(asked.place.district_code, asked.place.district_name)
    return ProfilePart("factors", "Risk and protective factors", content, TEMPLATE)


def factors_of(district: str, district_name: str) -> FactorsPart:
    """What stands out in a district, by its own figures or those of the county it is in."""
    words = vocabularies()
    asked = indicators_asked(words)
    wider = WiderArea.objects.filter(district_code=district).first()
    readings = _readings([district, *([wider.wider_code] if wider else [])])
    standings: list[Standing] = []
    whose: dict[str, _Whose] = {}
    for source, group in asked.groupby("source", sort=False):
        found = _whose(readings, str(source), district, district_name, wider)
        whose[str(source)] = found
        standings += compare_indicators(
            readings=readings.table, indicators=group, area=found.code, comparison=found.comparison
        )
    comparisons = sorted({each.comparison.name for each in whose.values()})
    factors = stand_out(standings, indicators=asked, comparison=" and ".join(comparisons))
    rows = {row["indicator"]: row for row in asked.to_dict("records")}
    told = [_card(each, rows, whose, words, readings) for each in factors]
    return FactorsPart(
        lead=_lead(factors, district_name),
        cards=tuple(told),
        notes=NOTES,
        sources_address=reverse("need:release"),
    )


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every vocabulary, read once."""
    return read_vocabularies()


def _factor_terms(words: Mapping[str, Vocabulary]) -> Mapping[str, Term]:
    return {**words["risk_factors"].terms, **words["protective_factors"].terms}


def indicators_asked(words: Mapping[str, Vocabulary]) -> pd.DataFrame:
    """INDICATORS of the vocabulary, a row for every factor that one tells of."""
    factors = _factor_terms(words)
    rows = []
    for term in words["indicators"].terms.values():
        facts = term.facts
        for code in (*_codes(facts["risk_factors"]), *_codes(facts["protective_factors"])):
            rows.append(
                {
                    "indicator": term.term,
                    "name": term.name,
                    "source": facts["publication"],
                    "published_as": facts["published_as"],
                    "unit": facts["unit"],
                    "per": facts["per"],
                    "worse": facts["worse"],
                    "measures": facts["measures"],
                    "factor": code,
                    "factor_name": factors[code].name,
                }
            )
    return INDICATORS.check(pd.DataFrame(rows))


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()


@dataclass(frozen=True, eq=False)
class _Readings:
    """The readings a place is judged by: its own of all periods, others' of its latest one."""

    table: pd.DataFrame  # INDICATOR_READINGS
    repeated: Mapping[tuple[str, str], tuple[str, ...]]  # periods that repeat the one before

    def areas(self, source: str) -> set[str]:
        """The areas with readings in a publication."""
        return set(self.table.loc[self.table["source"] == source, "area"])

    def trend(self, source: str, published_as: str, area: str) -> str:
        """The course of one indicator in one area, in words."""
        mine = (
            (self.table["source"] == source)
            & (self.table["indicator"] == published_as)
            & (self.table["area"] == area)
        )
        repeated = self.repeated.get((source, published_as), ())
        words = indicator_trend(self.table[mine], not_measured=repeated).words
        return f"{words}; {', '.join(repeated)} repeats the year before" if repeated else words


def _readings(own_codes: Collection[str]) -> _Readings:
    names = ("source", "indicator", "area_code", "period", "value", "missing")
    own = list(
        IndicatorValue.objects.filter(area_code__in=own_codes).values_list(*names, "repeats")
    )
    table = _table([row[:-1] for row in own])
    latest = Q(pk=None)
    for (source, indicator), group in table.groupby(["source", "indicator"]):
        for _, mine in group[group["value"].notna()].groupby("area"):
            period = (in_order(mine["period"]) or sorted(mine["period"]))[-1]
            latest |= Q(source=source, indicator=indicator, period=period)
    others = IndicatorValue.objects.filter(latest).exclude(area_code__in=own_codes)
    repeated: dict[tuple[str, str], set[str]] = {}
    for row in own:
        if row[-1]:
            repeated.setdefault((row[0], row[1]), set()).add(row[3])
    return _Readings(
        pd.concat([table, _table(others.values_list(*names))], ignore_index=True),
        {key: tuple(sorted(periods)) for key, periods in repeated.items()},
    )


def _table(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    return INDICATOR_READINGS.check(
        pd.DataFrame(list(rows), columns=list(INDICATOR_READINGS.columns))
    )


def _whose(
    readings: _Readings, source: str, district: str, name: str, wider: WiderArea | None
) -> _Whose:
    """The district's own figures where it has any, else those of the county it is in."""
    areas = readings.areas(source)
    code, words = district, name
    if district not in areas and wider is not None and wider.wider_code in areas:
        code, words = wider.wider_code, f"{wider.wider_name}, which {name} is in"
    local = {each for each in areas if not each.startswith(WIDE)}
    others = tuple(sorted(local - {code})) or (code,)
    if ENGLAND in areas:
        return _Whose(code, words, Compared("England", others, ENGLAND))
    english = all(each.startswith("E") for each in areas)
    kind = "the districts of England" if english and areas else "the other districts"
    return _Whose(code, words, Compared(kind, others))


def _card(
    factor: FactorStanding,
    rows: Mapping[str, Mapping[str, object]],
    whose: Mapping[str, _Whose],
    words: Mapping[str, Vocabulary],
    readings: _Readings,
) -> FactorCard:
    term = _factor_terms(words)[factor.factor]
    return FactorCard(
        name=factor.name,
        words=factor.words,
        stands_out=factor.stands_out,
        rows=tuple(_row(each, rows[each.indicator], whose, words, readings)
                   for each in factor.indicators),
        helps=what_may_help(
            factor=term,
            approaches=words["approaches"].terms,
            bands=words["impact_bands"].terms,
        ),
    )  # fmt: skip


def _row(
    standing: Standing,
    row: Mapping[str, object],
    whose: Mapping[str, _Whose],
    words: Mapping[str, Vocabulary],
    readings: _Readings,
) -> IndicatorRow:
    source, published_as = str(row["source"]), str(row["published_as"])
    own = whose[source]
    told = sources().get(source)
    cannot = words["indicators"].terms[standing.indicator].facts["cannot_tell"]
    return IndicatorRow(
        name=standing.name,
        of=own.words,
        value=_number(standing.value, standing.unit),
        figure=_number(standing.figure, standing.unit),
        period=standing.period or "not supplied",
        standing=f"{standing.words}, {standing.way}" if standing.way else standing.words,
        how_sure=standing.how_sure,
        trend=readings.trend(source, published_as, own.code),
        measures=standing.measures,
        source=told.words if told else "not supplied",
        cannot_tell=" ".join(_codes(cannot)),
    )


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "not supplied"
    digits = 2 if abs(value) < 1 else 1
    return f"{value:,.{digits}f} {unit}"


def _lead(factors: Sequence[FactorStanding], district: str) -> str:
    out = [each.name for each in factors if each.stands_out]
    known = [
        each
        for each in factors
        if each.verdict not in (str(Place.NOT_SUPPLIED), str(Place.CANNOT_TELL), "not judged")
    ]
    if not out:
        return (
            f"No factor stands out the worse way in {district}, of {len(known):,} of "
            f"{len(factors):,} that can be told of."
        )
    listed = ", ".join(name[0].lower() + name[1:] for name in out)
    return f"In {district} these stand out the worse way: {listed}."


def factor_names() -> Mapping[str, str]:
    """The name of every risk and protective factor, by its code."""
    return {code: term.name for code, term in _factor_terms(vocabularies()).items()}
