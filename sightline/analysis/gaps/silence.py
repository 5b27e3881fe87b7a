"""How many of the partners that work in an area have not reported lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from sightline.analysis.gaps.tables import LAST_REPORTS, PARTNERS, SILENCE
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity

MONTHS_TO_SILENCE = 6


def same_organisation(name: str) -> str:
    """What names of one organisation have in common, whatever the case of letters and the spaces.

    >>> same_organisation(" Youth  Trust") == same_organisation("youth trust")
    True
    >>> same_organisation("Youth Trust Ltd") == same_organisation("Youth Trust")
    False
    """
    return " ".join(name.split()).casefold()


def silence_by_area(
    *,
    partners: pd.DataFrame,
    last_reports: pd.DataFrame,
    areas: Sequence[str],
    as_of: Month,
) -> pd.DataFrame:
    """The share of each area's partners that have not reported in the six months to as_of.

    partners: PARTNERS, a row for each area an organisation works in; may have none. last_reports:
    LAST_REPORTS; an organisation counts by the latest of its rows, and without one it is silent.
    Organisations are the same if their names are: see same_organisation.
    Returns SILENCE: every area of `areas`; share_silent is missing where no partner is known, for
    then nobody could have reported.

    >>> from datetime import date
    >>> partners = pd.DataFrame({"organisation": ["Us", "Them"], "area": ["A", "A"]})
    >>> reports = pd.DataFrame({"organisation": ["us"], "confirmed_on": [date(2025, 9, 1)]})
    >>> silence_by_area(partners=partners, last_reports=reports, areas=["A", "B"],
    ...                 as_of=Month(2025, 12)).values.tolist()
    [['A', 2, 1, 0.5], ['B', 0, 0, nan]]
    """
    known = PARTNERS.check(partners)
    known = known.assign(organisation=_same(known["organisation"])).drop_duplicates()
    silent = ~known["organisation"].isin(heard_from(last_reports, as_of))
    table = pd.DataFrame({"area": list(areas)})
    table["partners"] = table["area"].map(known["area"].value_counts()).fillna(0)
    table["partners_silent"] = table["area"].map(known["area"][silent].value_counts()).fillna(0)
    share = table["partners_silent"] / table["partners"].where(table["partners"] > 0)
    return SILENCE.check(table.assign(share_silent=share))


def last_reports_of(activities: Iterable[Activity]) -> pd.DataFrame:
    """LAST_REPORTS: who leads each activity, and the day its record was last confirmed."""
    given = list(activities)
    return pd.DataFrame(
        {
            "organisation": [one.organisation for one in given],
            "confirmed_on": pd.Series([one.confirmed_on for one in given], dtype=object),
        }
    )


def heard_from(last_reports: pd.DataFrame, as_of: Month) -> set[str]:
    """The organisations, as `same_organisation` has them, that reported in the months to as_of."""
    last_silent_day = as_of.plus(-MONTHS_TO_SILENCE).last_day
    reports = LAST_REPORTS.check(last_reports.assign(confirmed_on=_days(last_reports)))
    lately = reports["confirmed_on"] > last_silent_day.toordinal()
    return set(_same(reports.loc[lately, "organisation"]))


def _days(last_reports: pd.DataFrame) -> pd.Series:
    """Days as numbers, missing where there is no date."""
    return last_reports["confirmed_on"].map(
        lambda day: None if pd.isna(day) else day.toordinal(), na_action=None
    )


def _same(names: pd.Series) -> pd.Series:
    return names.map(same_organisation)
