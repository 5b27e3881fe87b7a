"""Small commissions of different commissioners for one purpose, and awards that ask for a match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sightline.analysis.findings import Finding, People
from sightline.analysis.opportunities.gain import opportunity, say_gain, say_talk
from sightline.analysis.opportunities.ground import Ground
from sightline.analysis.opportunities.like import alike_at_home, for_the_same
from sightline.analysis.pairs import called, funders_of, is_told, say_all, say_pounds
from sightline.analysis.provision import Activity, money_of, parts_of

COMBINE, MATCH = "combine small commissions", "match funding"
# Pounds a year. A small charity spends some 40 hours on a grant whatever its size, so that below
# this a good part of an award goes into asking for it and reporting on it.
SMALL_GBP = 20_000.0
_MATCH_RULE = re.compile(r"\bmatch(ed|ing)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Award:
    """Money of one funder for one activity, pounds a year."""

    activity: Activity
    funder: str
    gbp: float


def find_small_commissions(ground: Ground) -> Iterator[Finding]:
    """Small awards of two or more commissioners for activities alike in one district.

    Alike: the same approach, level, strand and people. Of what an organisation keeps to itself no
    money is told. Money that is not supplied is not small, and
    what one commissioner gives twice is its own plan.
    """
    for district, members in alike_at_home(ground, filter(is_told, ground.running)):
        for group in _grouped(members):
            awards = [award for one in group for award in awards_of(one) if award.gbp <= SMALL_GBP]
            payers = {_folded(award.funder) for award in awards}
            paid = list(dict.fromkeys(award.activity.reference for award in awards))
            if len(payers) > 1 and len(paid) > 1:
                mine = [one for one in group if one.reference in paid]
                yield _combined(ground, district, mine, awards)


def awards_of(activity: Activity) -> list[Award]:
    """The awards whose money is known."""
    money = money_of(activity.funders, activity.funding_gbp)
    return [Award(activity, name, gbp) for name, gbp in money.items() if gbp]


def _grouped(members: Sequence[Activity]) -> list[list[Activity]]:
    """Members each with those before it that are for the same people."""
    groups: list[list[Activity]] = []
    for one in members:
        for group in groups:
            if all(for_the_same(one, other) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _combined(
    ground: Ground, district: int, members: Sequence[Activity], awards: Sequence[Award]
) -> Finding:
    areas = ground.areas_in(district)
    gain = _at_most(ground, members, district)
    total = sum(award.gbp for award in awards)
    payers = sorted({award.funder for award in awards})
    approach = ground.word("approaches", members[0].approach)
    home = ground.name_of(district)
    each = [
        f"{award.funder} {say_pounds(award.gbp)} for {called(award.activity)}" for award in awards
    ]
    return opportunity(
        ground,
        sort=COMBINE,
        subject=tuple(one.reference for one in members),
        title=f"{len(awards)} small awards for one purpose in {home}: {approach}",
        reasons=[
            f"For the same people in {home}: {say_all(called(one) for one in members)}.",
            f"Awards of at most {say_pounds(SMALL_GBP)} a year: {say_all(each)}; together "
            f"{say_pounds(total)}.",
            "Asked for together they are applied for and reported on once.",
            *([say_gain(gain)] if gain else ["Expected gain: not supplied."]),
            f"To talk: {say_all(payers)}.",
            say_talk(members),
        ],
        goes_away_when="The awards are joined, one of them ends, or they become larger.",
        activities=members,
        areas=areas,
        people=gain,
        money_gbp=total,
        facts={"commissioners": ", ".join(payers), "money together": total},
    )


def _at_most(ground: Ground, members: Sequence[Activity], district: int) -> People | None:
    """Nobody can say how many more; at most the room of the smallest again, and who lacks it."""
    rooms = [one.people_a_year for one in members if one.people_a_year is not None]
    if not rooms:
        return None
    short = float(ground.short[2][ground.areas_in(district)].sum())
    return People(0.0, None, min(*rooms, short) if len(rooms) > 1 else min(rooms[0], short))


def find_match_funding(ground: Ground) -> Iterator[Finding]:
    """An award that depends on a match that nobody gives yet, and like money of somebody else near.

    It depends on a match if what it depends on says so. Like money: of a running activity with the
    same approach and people in the same district, paid for by others, its own match none yet.
    """
    for district, members in alike_at_home(ground, filter(is_told, ground.running)):
        for seeker in members:
            if not seeks_match(seeker):
                continue
            givers = [
                one
                for one in members
                if for_the_same(seeker, one)
                and one.reference != seeker.reference
                and funders_of(one)
                and not funders_of(one) & funders_of(seeker)
                and not _has_match(one)
                and one.funding_gbp
            ]
            if givers:
                yield _matched(ground, district, seeker, givers)


def seeks_match(activity: Activity) -> bool:
    """Whether it depends on a match, and none of those who pay gives it."""
    return bool(_MATCH_RULE.search(activity.depends_on)) and not _has_match(activity)


def _has_match(activity: Activity) -> bool:
    return any(part.role in ("match", "in kind") for part in parts_of(activity.funders))


def _matched(
    ground: Ground, district: int, seeker: Activity, givers: Sequence[Activity]
) -> Finding:
    areas = ground.areas_in(district)
    gain = _at_most(ground, [seeker], district)
    money = [f"{say_pounds(one.funding_gbp)} for {called(one)}" for one in givers]
    payers = sorted({part.name for one in givers for part in parts_of(one.funders)})
    return opportunity(
        ground,
        sort=MATCH,
        subject=(seeker.reference, *(one.reference for one in givers)),
        title=f"Money that could be shown as a match for {called(seeker)}",
        reasons=[
            f"{called(seeker)} depends on a match ({seeker.depends_on}), and nobody gives it yet.",
            f"For the same people in {ground.name_of(district)} others pay {say_all(money)}: "
            f"{say_all(payers)}.",
            "Whether the rules of the award accept that money is for its funder to say.",
            *([say_gain(gain)] if gain else ["Expected gain: not supplied."]),
            say_talk([seeker, *givers]),
        ],
        goes_away_when="Somebody gives the match, or either ends.",
        activities=[seeker, *givers],
        areas=areas,
        people=gain,
        money_gbp=float(np.sum([one.funding_gbp for one in givers])),
        facts={"match": "none", "payers": ", ".join(payers)},
    )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
