"""Put the readings of indicators in place of those that are stored, publication by publication."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd
from django.db import transaction

from sightline.analysis.areas import Level
from sightline.analysis.need.factors import carried_forward
from sightline.errors import BadInput
from sightline.exchange.geography import read_links
from sightline.exchange.indicators import (
    IndicatorFiles,
    read_indicator_files,
    tell_indicator_files,
)
from sightline.exchange.problems import Account, Problem, Reading, Weight
from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.need.actions.storing import ROWS_AT_ONCE, ReleaseRead, record_release
from sightline.service.need.models import DataRelease, IndicatorValue, WiderArea

LICENCE = "Open Government Licence v3.0"
PUBLISHED = {
    "dfe-lait": "Department for Education, local authority interactive tool",
    "ons-health-index": "Office for National Statistics, Health Index for England",
    "ons-crime-severity": "Office for National Statistics, crime severity score",
}


@dataclass(frozen=True, eq=False)
class IndicatorsRead:
    """Readings of the vocabulary's indicators by publication, and districts in their counties."""

    readings: Mapping[str, Reading[pd.DataFrame]]
    counties: pd.DataFrame  # area, parent, name

    @property
    def accounts(self) -> Mapping[str, Account]:
        """Where the rows of each publication went."""
        return {source: reading.account for source, reading in self.readings.items()}


def read_indicators(
    paths: Iterable[Path], *, strict: bool = True, severity_period: str = ""
) -> IndicatorsRead:
    """Read files of indicators; nothing is stored. strict: refuse a file that is none of them.

    Readings of indicators that the vocabulary does not have are set aside: read, not kept.
    """
    files = tell_indicator_files(paths, strict=strict)
    read = read_indicator_files(files, severity_period=severity_period)
    kept = _published_as()
    chosen = {source: _keep(reading, kept[source]) for source, reading in read.items()}
    return IndicatorsRead(chosen, _counties(files))


@transaction.atomic
def store_indicators(
    read: IndicatorsRead, *, fictional: bool, by: User | None, now: datetime
) -> None:
    """Replace, whole, what is stored of every publication that was read."""
    for source, reading in read.readings.items():
        IndicatorValue.objects.filter(source=source).delete()
        IndicatorValue.objects.bulk_create(_values(reading.rows), batch_size=ROWS_AT_ONCE)
        what = DataRelease.What(source)
        record_release(_release(what, reading, fictional), now=now)
        release = DataRelease.objects.get(what=what)
        after = {**asdict(reading.account), "reasons": dict(reading.account.reasons)}
        audit.record("indicators loaded", about=release, by=by, at=now, after=after)
    if not read.counties.empty:
        WiderArea.objects.all().delete()
        WiderArea.objects.bulk_create(
            WiderArea(district_code=area, wider_code=parent, wider_name=name)
            for area, parent, name in read.counties.itertuples(index=False, name=None)
        )


def _published_as() -> Mapping[str, set[str]]:
    kept: dict[str, set[str]] = {source: set() for source in PUBLISHED}
    for term in read_vocabularies()["indicators"].terms.values():
        kept[str(term.facts["publication"])].add(str(term.facts["published_as"]))
    return kept


def _keep(reading: Reading[pd.DataFrame], wanted: Collection[str]) -> Reading[pd.DataFrame]:
    rows, account = reading.rows, reading.account
    kept = rows[rows["indicator"].isin(wanted)]
    if kept.empty:
        raise BadInput(
            f"{account.name}: found no indicator of the vocabulary, wanted one such as "
            f"{min(wanted)}. Check that the right file was chosen, or add to indicators.toml."
        )
    others = len(rows) - len(kept)
    if not others:
        return reading
    left = Problem(
        account.name,
        f"{others:,} readings of {rows['indicator'].nunique() - kept['indicator'].nunique():,} "
        "indicators that are not in the vocabulary",
        "indicators of the vocabulary",
        "They were read and are not kept: add what tells of a factor to indicators.toml.",
        weight=Weight.SET_ASIDE,
        rows=others,
        file=account.name,
    )
    told = replace(
        account,
        accepted=len(kept),
        set_aside=account.set_aside + others,
        reasons={**account.reasons, "indicator not in the vocabulary": others},
    )
    return Reading(kept, (*reading.problems, left), told)


def _counties(files: IndicatorFiles) -> pd.DataFrame:
    if files.counties is None:
        return pd.DataFrame(columns=["area", "parent", "name"])
    found = read_links(files.counties).rows
    links = found.links[found.links["parent_level"] == Level.COUNTY]
    links = links.drop_duplicates("area")[["area", "parent"]]
    return links.assign(name=links["parent"].map(found.names))


def _values(readings: pd.DataFrame) -> Iterator[IndicatorValue]:
    names = ["source", "indicator", "area", "period", "value", "why_missing"]
    repeated = set(carried_forward(readings).itertuples(index=False, name=None))
    for source, indicator, area, period, value, why in readings[names].itertuples(
        index=False, name=None
    ):
        yield IndicatorValue(
            source=source,
            indicator=indicator,
            area_code=area,
            period=period,
            value=None if pd.isna(value) else value,
            missing=why,
            repeats=(indicator, period) in repeated,
        )


def _release(
    what: DataRelease.What, reading: Reading[pd.DataFrame], fictional: bool
) -> ReleaseRead:
    periods = sorted(set(reading.rows["period"]))
    return ReleaseRead(
        what=what,
        source="Made up for teaching" if fictional else PUBLISHED[what],
        licence="" if fictional else LICENCE,
        period=periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}",
        accounts=(reading.account,),
        problems=reading.problems,
    )
