"""What estimate-need works out for one theme after another: need, hot spots, concentration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pandas as pd

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.hotspots import concentration, find_hotspots
from sightline.analysis.need import (
    Comparison,
    RateDraws,
    compare_rates,
    draw_rates,
    fit_rates,
    rank_areas,
    shrink_rates,
)
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.cli.need_reading import DISTRICT, NeedInputs
from sightline.cli.need_series import months_table, outlook_tables, trends_table
from sightline.errors import Refused

DRAWS = 500  # of every rate, for chances and ranks
NOT_SUPPLIED = "Cannot tell: no month of the twelve was supplied here, which is not none."
NO_PEOPLE = "Cannot tell: how many people live here was not supplied."
NEED_COLUMNS = (
    "people incidents months_supplied rate_per_1000 need_per_1000 need_low need_high comparison "
    "comparison_per_1000 chance_above words rank_low rank_middle rank_high among"
).split()


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of some themes by the file they go to, and what could not be told."""

    tables: dict[str, pd.DataFrame]
    cannot_tell: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Estimated:
    """NEED or SPATIAL_NEED, draws of the same rates, and how they were estimated."""

    need: pd.DataFrame
    draws: RateDraws
    method: str


def each_theme(inputs: NeedInputs) -> Iterator[Tables]:
    """The tables of one theme after another."""
    for theme in inputs.question.themes:
        yield _theme(inputs, theme)


def joined(parts: Sequence[Tables]) -> Tables:
    """Parts one under the other."""
    names = list(parts[0].tables)
    return Tables(
        {
            name: pd.concat([part.tables[name] for part in parts], ignore_index=True)
            for name in names
        },
        list(dict.fromkeys(chain.from_iterable(part.cannot_tell for part in parts))),
        list(dict.fromkeys(chain.from_iterable(part.methods for part in parts))),
    )


def _theme(inputs: NeedInputs, theme: Theme) -> Tables:
    made = Tables({}, [f"{theme.name}: {words}" for words in theme.cannot_tell])
    monthly = inputs.grid.of(theme.police_categories)
    year = monthly[:, -12:]  # fewer columns if fewer months are stored
    counted = pd.DataFrame(
        {
            "area": inputs.grid.areas,
            "incidents": np.nansum(year, axis=1),
            "months_supplied": (~np.isnan(year)).sum(axis=1),
        }
    )
    need, spots = [], []
    for ages in inputs.question.ages:
        both = counted.merge(_people(inputs, ages), on="area", how="left")
        need.append(_labelled(_need(inputs, theme, ages, both, made), theme, ages))
        spots.append(_labelled(_hotspots(inputs, theme, ages, both, made), theme, ages))
    made.tables["need.csv"] = _named(pd.concat(need), inputs)
    made.tables["hotspots.csv"] = _named(pd.concat(spots), inputs)
    made.tables["concentration.csv"] = _concentration(inputs, theme, counted, made)
    made.tables["months.csv"] = months_table(inputs, theme, monthly)
    made.tables["trends.csv"] = trends_table(inputs, theme, monthly)
    outlook, scores = outlook_tables(inputs, theme, monthly, made.cannot_tell)
    made.tables["outlook.csv"] = _named(outlook, inputs)
    made.tables["outlook_scores.csv"] = scores
    return made


def _people(inputs: NeedInputs, ages: AgeRange) -> pd.DataFrame:
    told = inputs.people
    chosen = (told["age_from"] == ages.from_age) & (told["age_to"] == ages.to_age)
    return told.loc[chosen, ["area", "people"]]


def _labelled(table: pd.DataFrame, theme: Theme, ages: AgeRange) -> pd.DataFrame:
    table = table.copy()
    table.insert(1, "theme", theme.theme)
    table.insert(2, "ages", str(ages))
    return table


def _named(table: pd.DataFrame, inputs: NeedInputs) -> pd.DataFrame:
    named = inputs.areas.merge(table, on="area", how="right")
    return named.reset_index(drop=True)


def _usable(both: pd.DataFrame) -> pd.DataFrame:
    """Areas whose people are known and some of whose months were supplied.

    exposed: the people, as many as were there for the months supplied of a year, so that a rate is
    one a year wherever months are missing.
    """
    usable = both[both["people"].notna() & (both["months_supplied"] > 0)]
    return usable.assign(exposed=usable["people"] * usable["months_supplied"] / 12)


def _need(
    inputs: NeedInputs, theme: Theme, ages: AgeRange, both: pd.DataFrame, made: Tables
) -> pd.DataFrame:
    """A row for every area; where nothing can be told the numbers are missing and the words say
    why."""
    usable = _usable(both)
    table = both.assign(words=np.where(both["people"].isna(), NO_PEOPLE, NOT_SUPPLIED))
    table.loc[table["months_supplied"] == 0, "incidents"] = np.nan
    try:
        found = _estimated(inputs, usable)
    except Refused as error:
        made.cannot_tell.append(f"{theme.name}, ages {ages}: {error}")
        return table.reindex(columns=["area", *NEED_COLUMNS])
    made.methods.append(found.method)
    rates = found.need[["area", "rate_per_1000", "need_per_1000", "need_low", "need_high"]]
    people = usable[["area", "people"]]
    compared = _compared(inputs, found.draws, people)
    ranks = rank_areas(draws=found.draws)
    table = table.merge(rates, on="area", how="left").merge(compared, on="area", how="left")
    table["words"] = table["words_compared"].fillna(table["words"])
    table = table.merge(ranks, on="area", how="left")
    return table[["area", *NEED_COLUMNS]]


def _tables_of(usable: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    counts = usable[["area", "incidents"]]
    return counts, usable[["area", "exposed"]].rename(columns={"exposed": "people"})


def _estimated(inputs: NeedInputs, usable: pd.DataFrame) -> _Estimated:
    """By neighbours where pairs are told, else by all areas together."""
    counts, exposed = _tables_of(usable)
    deprivation, seed = inputs.deprivation, inputs.question.seed
    if inputs.pairs is None:
        words = "gamma-Poisson towards all areas" + (", by deprivation" * (deprivation is not None))
        asked = {"incidents": counts, "people": exposed, "deprivation": deprivation}
        need = shrink_rates(**asked, years=1)
        return _Estimated(need, draw_rates(**asked, years=1, how_many=DRAWS, seed=seed), words)
    words = "BYM2, steadied by neighbours and by all areas"
    if deprivation is not None:
        lacking = ~usable["area"].isin(deprivation.dropna()["area"])
        if lacking.any():
            words += f", without deprivation, which {int(lacking.sum()):,} areas lack"
            deprivation = None
        else:
            words += ", by deprivation"
    fit = fit_rates(
        incidents=counts,
        people=exposed,
        neighbours=_among(inputs.pairs, usable),
        years=1,
        covariates=deprivation,
    )
    return _Estimated(fit.table(), fit.draws(how_many=DRAWS, seed=seed), words)


def _among(pairs: pd.DataFrame, usable: pd.DataFrame) -> pd.DataFrame:
    inside = pairs["area"].isin(usable["area"]) & pairs["neighbour"].isin(usable["area"])
    return pairs[inside]


def _compared(inputs: NeedInputs, draws: RateDraws, people: pd.DataFrame) -> pd.DataFrame:
    """How each area stands to what it is compared with; nothing where nobody lives in the group."""
    question = inputs.question
    if question.rate_per_1000 is not None:
        rate = Comparison(question.compare, rate_per_1000=question.rate_per_1000)
        groups = [(rate, draws)]
    elif question.compare == DISTRICT:
        groups = [
            (Comparison(name, areas=tuple(areas)), _only(draws, areas))
            for name, areas in _districts(inputs, draws)
        ]
    else:
        groups = [(Comparison("all areas together", areas=tuple(draws.areas)), draws)]
    lived = people.set_index("area")["people"]
    found = [
        compare_rates(draws=of, people=people, comparison=comparison)
        for comparison, of in groups
        if not comparison.areas or lived[list(comparison.areas)].sum() > 0
    ]
    table = pd.concat(found, ignore_index=True)
    wanted = ["area", "comparison", "comparison_per_1000", "chance_above", "words"]
    return table[wanted].rename(columns={"words": "words_compared"})


def _districts(inputs: NeedInputs, draws: RateDraws) -> Iterator[tuple[str, list[str]]]:
    inside = inputs.areas[inputs.areas["area"].isin(draws.areas)]
    for (code, name), areas in inside.groupby(["district", "district_name"], sort=True):
        if code:
            yield name or code, areas["area"].tolist()


def _only(draws: RateDraws, areas: Sequence[str]) -> RateDraws:
    chosen = pd.Index(draws.areas).isin(areas)
    return RateDraws(draws.areas[chosen], draws.rates[:, chosen])


def _hotspots(
    inputs: NeedInputs, theme: Theme, ages: AgeRange, both: pd.DataFrame, made: Tables
) -> pd.DataFrame:
    """LOCAL_PATTERNS of rates that no neighbour has steadied, or it would find its own work."""
    columns = (
        "area need_per_1000 neighbours mean_of_neighbours local_moran gi gi_star chance "
        "false_discovery spot pattern"
    ).split()
    usable = _usable(both)
    if inputs.pairs is None:
        made.cannot_tell.append("Hot spots: no neighbours were told. Give outlines or pairs.")
        return pd.DataFrame(columns=columns)
    counts, exposed = _tables_of(usable)
    try:
        steadied = shrink_rates(incidents=counts, people=exposed, years=1)
        values = steadied[["area", "need_per_1000"]].rename(columns={"need_per_1000": "value"})
        beside = neighbours_from_pairs(areas=values["area"], pairs=_among(inputs.pairs, usable))
        found = find_hotspots(values=values, neighbours=beside, seed=inputs.question.seed)
    except Refused as error:
        made.cannot_tell.append(f"{theme.name}, ages {ages}: {error}")
        return pd.DataFrame(columns=columns)
    return found.rename(columns={"value": "need_per_1000"})[columns]


def _concentration(
    inputs: NeedInputs, theme: Theme, counted: pd.DataFrame, made: Tables
) -> pd.DataFrame:
    """How few places hold half, of the areas that all twelve months were supplied for."""
    columns = (
        "theme places incidents half half_share half_share_by_chance_low half_share_by_chance_high "
        "gini gini_generalised gini_by_chance_low gini_by_chance_high words"
    ).split()
    whole = counted[counted["months_supplied"] == 12]
    counts = whole[["area", "incidents"]].astype({"incidents": "int64"})
    try:
        found = concentration(counts=counts, seed=inputs.question.seed)
    except Refused as error:
        made.cannot_tell.append(f"{theme.name}: {error}")
        return pd.DataFrame(columns=columns)
    half, gini = found.half_share_by_chance, found.gini_by_chance
    row = (
        *(theme.theme, found.places, found.incidents, found.half, found.half_share),
        *(half.low, half.high, found.gini, found.gini_generalised, gini.low, gini.high),
        found.words,
    )
    return pd.DataFrame([row], columns=columns)
