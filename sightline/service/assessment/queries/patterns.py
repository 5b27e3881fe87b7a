"""How few places hold how much, and which areas are hot spots among all that were tested."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from sightline.analysis.framework import Theme
from sightline.analysis.hotspots import Spot, concentration, find_hotspots
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.analysis.words import say_rate
from sightline.errors import Refused
from sightline.exchange.assessment import Prompt, Section, Table
from sightline.service.assessment.queries.asked import Ask, not_supplied
from sightline.service.assessment.queries.rates import UNIT, kept_need
from sightline.service.places import queries as places

SEED = 2018  # the same every time, so that the same data give the same words
FALSE_DISCOVERY = 0.05
SHOWN = 30


def patterns(ask: Ask, theme: Theme) -> tuple[Section, ...]:
    """Concentration, and hot spots with their false discovery rates."""
    heading = f"{theme.name}: where it gathers"
    answer = kept_need(ask, theme)
    if answer is None:
        lack = not_supplied("An estimate of need", "Load population and police records.")
        return (Section(heading, missing=(lack,), level=2),)
    table = answer.table
    words, tables = [_concentration(table)], []
    try:
        spots = _hot(table)
    except Refused as why:
        words.append(f"Hot spots: cannot tell. {why}")
    else:
        words.append(
            f"{len(spots):,} of {len(table):,} areas are in hot spots: high, with neighbours that "
            f"are high too, at a false discovery rate of {FALSE_DISCOVERY:.0%}. The others are not "
            "shown to be safe: no clear pattern was found there."
        )
        tables.append(_table(ask, theme, spots))
    return (
        Section(
            heading,
            tuple(words),
            tables=tuple(tables),
            prompts=(
                Prompt(
                    "Say what is in these places: stations, shops, schools, nights out, and who "
                    "works there already.",
                    "The records hold no such thing.",
                ),
            ),
            level=2,
        ),
    )


def _concentration(table: pd.DataFrame) -> str:
    try:
        found = concentration(counts=table[["area", "incidents"]], seed=SEED)
    except Refused as why:
        return f"Concentration: cannot tell. {why}"
    return f"{found.words}."


def _hot(table: pd.DataFrame) -> pd.DataFrame:
    """The areas in hot spots, the least likely by chance first, with their names."""
    found = _found(tuple(table["area"]), tuple(table["need_per_1000"]))
    hot = found[found["spot"] == Spot.HOT.value]
    named = hot.merge(table[["area", "area_name", "district_name"]], on="area", how="left")
    order = ["false_discovery", "gi_star", "area"]
    return named.sort_values(order, ascending=[True, False, True], ignore_index=True)


@lru_cache(maxsize=8)
def _found(areas: tuple[str, ...], needs: tuple[float, ...]) -> pd.DataFrame:
    """LOCAL_PATTERNS by the same draws as the pages of need; kept, for a page and its files."""
    beside = neighbours_from_pairs(areas=areas, pairs=places.borders())
    values = pd.DataFrame({"area": areas, "value": needs})
    return find_hotspots(values=values, neighbours=beside, false_discovery=FALSE_DISCOVERY)


def _table(ask: Ask, theme: Theme, spots: pd.DataFrame) -> Table:
    shown = spots.head(SHOWN)
    caption = f"{theme.name}: areas in hot spots"
    if len(spots) > len(shown):
        caption += f", the clearest {len(shown)} of {len(spots):,}"
    return Table(
        caption,
        ("Area", "District", "Need", "Mean of its neighbours", "False discovery rate"),
        tuple(
            (
                row["area_name"],
                row["district_name"],
                say_rate(row["value"]),
                say_rate(row["mean_of_neighbours"]),
                f"{max(row['false_discovery'], 0.0001):.2%}",
            )
            for row in shown.to_dict("records")
        ),
        ask.figure_from(
            "police",
            "population",
            unit=UNIT,
            period=ask.period,
            sureness=f"at most {FALSE_DISCOVERY:.0%} of those named are "
            "expected to be there by chance",
        ),
    )
