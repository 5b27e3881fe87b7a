"""What the network shows that is worth an answer: links that are missing, and single bridges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import pandas as pd

from sightline.analysis.findings import Finding, FindingKind
from sightline.analysis.framework import AgeRange
from sightline.analysis.network.links import MISSING_LINKS
from sightline.analysis.network.ties import Broker, find_brokers, find_pairs
from sightline.analysis.words import say_people

MISSING, BRIDGE = "missing link", "one holds the rest together"
LEAST_CUT_OFF = 3  # organisations: one partner that has no other is no network that splits
_NAMED = 8


def network_findings(*, parts: pd.DataFrame, missing: pd.DataFrame) -> tuple[Finding, ...]:
    """What is worth an answer, kind NETWORK: missing links by theme and district, then bridges.

    parts: PARTS, who takes part in what. missing: MISSING_LINKS. Organisations that both work with
    a third can be brought together by it, so they are in the table alone; those without any partner
    in common make one finding for each theme and district. An organisation without which three or
    more others would no longer be connected with the largest group is a bridge. Names are in their
    order: none is before another.
    """
    links = MISSING_LINKS.check(missing)
    apart = links[links["common_partners"] == 0].groupby(["theme", "district"], sort=True)
    return tuple(
        chain(
            (_missing(str(theme), str(district), rows) for (theme, district), rows in apart),
            _bridges(find_brokers(find_pairs(parts))),
        )
    )


def _missing(theme: str, district: str, rows: pd.DataFrame) -> Finding:
    names = sorted({*rows["organisation"], *rows["other"]})
    where = f" in {district}" if district else ""
    most = rows["people_in_common"].max()
    ages = AgeRange(int(rows["age_from"].min()), int(rows["age_to"].max()))
    pairs = [f"{one} and {other}" for one, other in zip(rows["organisation"], rows["other"],
                                                        strict=True)]  # fmt: skip
    return Finding(
        kind=FindingKind.NETWORK,
        sort=MISSING,
        subject=(theme, district),
        title=f"{len(names)} organisations reach the same people{where} and do not work together",
        reasons=(
            f"They share no activity and no partner: {_said(pairs)}.",
            f"Two of them reach areas where about {say_people(most)} people of ages both are for "
            f"live, for the same theme ({theme}).",
            f"Proposal: one conversation of {_said(names)}: who refers to whom, and on which days.",
        ),
        goes_away_when="They share an activity, or a partner, or no longer reach the same people.",
        theme=theme,
        ages=ages,
        districts=(district,) if district else (),
        organisations=tuple(names),
        facts={"organisations": "; ".join(names), "people living there": float(most)},
    )


def _bridges(brokers: Sequence[Broker]) -> Iterator[Finding]:
    for broker in brokers:
        cut_off = broker.groups[1:]
        others = [name for group in cut_off for name in group]
        if len(others) < LEAST_CUT_OFF:
            continue
        yield Finding(
            kind=FindingKind.NETWORK,
            sort=BRIDGE,
            subject=(broker.organisation,),
            title=f"Without {broker.organisation}, {len(others)} others are cut off from the rest",
            reasons=(
                f"What its network would fall into: {len(broker.groups)} groups, the largest of "
                f"{len(broker.groups[0])}; cut off from it: {_said(sorted(others))}.",
                f"Proposal: a second tie between these and {_said(broker.groups[0])}, so that no "
                "single change of staff or funding parts them.",
            ),
            goes_away_when="The groups share an activity that does not rest on it.",
            organisations=tuple(sorted({broker.organisation, *others})),
            facts={"cut off": len(others)},
        )


def _said(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
