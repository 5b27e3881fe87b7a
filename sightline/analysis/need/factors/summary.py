"""What the indicators of one factor say together, and what evidence says may help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.framework import Term
from sightline.analysis.need.factors.standing import Place, Standing, Way
from sightline.analysis.need.factors.tables import INDICATORS

# Where work on factors of a domain happens, for approaches that name no factor.
_SETTING_OF = {"school": "school-and-college", "community": "community"}


@dataclass(frozen=True)
class FactorStanding:
    """One factor of one place. The verdict is the words of a Place, or that they disagree."""

    factor: str
    name: str
    verdict: str
    stands_out: bool  # the worse way, by indicators of need or deprivation
    words: str
    indicators: tuple[Standing, ...]


@dataclass(frozen=True)
class MayHelp:
    """An approach, with two things that are never one: how much it does, and how sure that is."""

    approach: str
    name: str
    impact: str
    confidence: str
    why: str
    caution: str


def stand_out(
    standings: Iterable[Standing], *, indicators: pd.DataFrame, comparison: str
) -> tuple[FactorStanding, ...]:
    """Every factor with what its indicators say; those that stand out the worse way first.

    standings: of one place. indicators: INDICATORS, which name the factors of each indicator.
    """
    by_code = {each.indicator: each for each in standings}
    found = []
    for (factor, name), rows in INDICATORS.check(indicators).groupby(
        ["factor", "factor_name"], sort=False
    ):
        own = tuple(by_code[code] for code in rows["indicator"] if code in by_code)
        found.append(_factor(str(factor), str(name), own, comparison))
    return tuple(sorted(found, key=lambda each: (not each.stands_out, each.name)))


def _factor(
    factor: str, name: str, standings: tuple[Standing, ...], comparison: str
) -> FactorStanding:
    judged = [each for each in standings if each.measures != "enforcement"]
    if not judged:
        words = (
            "Measured only by what police and courts do: it is told here and never judged as need."
        )
        return FactorStanding(factor, name, "not judged", False, words, standings)
    worse = [each for each in judged if each.way is Way.WORSE]
    better = [each for each in judged if each.way is Way.BETTER]
    verdict = _verdict(judged, worse, better, comparison)
    parts = [f"{verdict[0].upper()}{verdict[1:]}.", *_details(worse, better, len(judged))]
    if all(each.measures == "deprivation" for each in judged):
        parts.append("It is deprivation, which is never need by itself.")
    stands = bool(worse) and not better
    return FactorStanding(factor, name, verdict, stands, " ".join(parts), standings)


def _verdict(
    judged: Sequence[Standing],
    worse: Sequence[Standing],
    better: Sequence[Standing],
    comparison: str,
) -> str:
    if worse and better:
        return f"its indicators disagree, against {comparison}"
    if worse or better:
        way = Way.WORSE if worse else Way.BETTER
        return f"stands out {way}, against {comparison}"
    places = {each.place for each in judged}
    if Place.LIKE in places:
        return f"like {comparison}"
    return str(Place.CANNOT_TELL if Place.CANNOT_TELL in places else Place.NOT_SUPPLIED)


def _details(worse: Sequence[Standing], better: Sequence[Standing], how_many: int) -> list[str]:
    """Which indicators stand out, where there are several."""
    said = [f"{each.name} {each.words}, {each.way}." for each in (*worse, *better)]
    out = len(worse) + len(better)
    if said and how_many > out:
        said.append(f"The other {how_many - out} of {how_many} do not stand out.")
    return said


def what_may_help(
    *, factor: Term, approaches: Mapping[str, Term], bands: Mapping[str, Term]
) -> tuple[MayHelp, ...]:
    """Approaches aimed at a factor, then those of the setting its domain belongs to.

    The impact is on violence, averaged over studies elsewhere; no text that was read measured an
    effect on a factor. An approach that may do harm is told as such.
    """
    setting = _SETTING_OF.get(str(factor.facts.get("domain")))
    found = []
    for term in approaches.values():
        why = _tie(term, factor.term, setting)
        if why:
            found.append((why != "aimed at it", term.name, _may_help(term, bands, why)))
    return tuple(each for *_, each in sorted(found, key=lambda one: one[:2]))


def _tie(term: Term, factor: str, setting: str | None) -> str:
    aimed, settings = term.facts.get("aimed_at"), term.facts.get("settings")
    if isinstance(aimed, tuple) and factor in aimed:
        return "aimed at it"
    if setting and isinstance(settings, tuple) and setting in settings:
        return f"works in the same setting ({setting.replace('-', ' ')})"
    return ""


def _may_help(term: Term, bands: Mapping[str, Term], why: str) -> MayHelp:
    band = bands[str(term.facts["impact"])]
    return MayHelp(
        approach=term.term,
        name=term.name,
        impact=f"{band.name}: {band.meaning}",
        confidence=str(term.facts["confidence"]),
        why=why,
        caution=str(term.facts["caution"] or ""),
    )
