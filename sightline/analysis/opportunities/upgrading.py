"""Better evidence for the same people: an approach that studies found better, done by others near.

Impact is the size of an average effect over studies, and confidence is kept apart from it, as the
vocabulary keeps it. Nothing here says that a project does not work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sightline.analysis.findings import Finding, People
from sightline.analysis.framework import Term
from sightline.analysis.opportunities.gain import SMALLEST_GAIN, opportunity, say_talk
from sightline.analysis.opportunities.ground import Ground
from sightline.analysis.opportunities.like import SAME_AGES, ages_in_common
from sightline.analysis.pairs import at_first, called
from sightline.analysis.provision import EVERYONE, Activity
from sightline.analysis.words import say_people

SORT = "better evidence for the same people"
BANDS = ("harmful", "no-clear-evidence", "low", "moderate", "high")  # the worst first
STEPS_UP = 2  # of BANDS: one step is within what a review moves an approach by
TOO_UNSURE = ("very low",)  # confidence that a partnership should not change course on


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the vocabulary says of approaches."""

    terms: Mapping[str, Term]

    def band(self, approach: str) -> int | None:
        """The place of its impact in BANDS, None if it is not rated or not known."""
        term = self.terms.get(approach)
        impact = str(term.facts.get("impact", "")) if term else ""
        return BANDS.index(impact) if impact in BANDS else None

    def confidence(self, approach: str) -> str:
        """How sure the evidence is of the impact, in the words of the page it was read on."""
        return str(self.terms[approach].facts.get("confidence", "not known"))

    def suits(self, approach: str, activity: Activity) -> bool:
        """Whether the approach is for that level and setting, where the vocabulary says which."""
        facts = self.terms[approach].facts
        limits = (
            (facts.get("levels"), activity.prevention_level),
            (facts.get("settings"), activity.setting),
        )
        return all(not isinstance(limit, list | tuple) or found in limit for limit, found in limits)

    def say(self, approach: str) -> str:
        """The approach with its impact and the confidence in it."""
        term = self.terms[approach]
        impact = str(term.facts.get("impact", "not-rated")).replace("-", " ")
        return f"{term.name}: impact {impact}, confidence {self.confidence(approach)}"

    @cached_property
    def better(self) -> tuple[str, ...]:
        """Approaches sure enough to be proposed, of the highest impact first."""
        rated = [one for one in self.terms if self.band(one) is not None]
        sure = [one for one in rated if self.confidence(one) not in TOO_UNSURE]
        return tuple(sorted(sure, key=lambda one: (-(self.band(one) or 0), one)))


def find_upgrades(ground: Ground) -> Iterator[Finding]:
    """Running activities whose approach is rated, and one rated two bands better done near by.

    Near by: somebody runs it in the same district for the same ages and level of prevention. What
    is not rated is neither replaced nor proposed.
    """
    vocabulary = ground.vocabularies.get("approaches")
    if vocabulary is None:
        return
    evidence = Evidence(vocabulary.terms)
    doing: dict[tuple[int, str], list[Activity]] = {}
    for one in ground.running:
        if one.reference in ground.home_of and one.approach:
            doing.setdefault((ground.home_of[one.reference], one.approach), []).append(one)
    for one in ground.running:
        if one.ages is None or one.reference not in ground.home_of:
            continue
        found = _better(ground, evidence, one, doing)
        if found is not None and _people(one) is not None:
            yield _finding(ground, evidence, one, found)


def _better(
    ground: Ground,
    evidence: Evidence,
    activity: Activity,
    doing: Mapping[tuple[int, str], list[Activity]],
) -> Activity | None:
    """Who does the best of the better approaches for the same people near by."""
    band = evidence.band(activity.approach)
    if band is None or activity.ages is None or activity.ages.overlap(ground.ages) is None:
        return None
    home = ground.home_of[activity.reference]
    for approach in evidence.better:
        if (evidence.band(approach) or 0) < band + STEPS_UP:
            return None
        if evidence.suits(approach, activity):
            for other in doing.get((home, approach), []):
                if _same_cohort(activity, other):
                    return other
    return None


def _same_cohort(one: Activity, other: Activity) -> bool:
    level = one.prevention_level == other.prevention_level != ""
    group = (one.open_to or EVERYONE) == (other.open_to or EVERYONE)
    return level and group and other.ages is not None and ages_in_common(one, other) >= SAME_AGES


def _people(activity: Activity) -> People | None:
    """Those who come: as many as came last year, at most as many as there is room for."""
    came, room = activity.people_last_year, activity.people_a_year
    high = room if room is not None else came
    if high is None or high < SMALLEST_GAIN:
        return None
    return People(min(came or 0.0, high), None if came is None else min(came, high), high)


def _finding(ground: Ground, evidence: Evidence, one: Activity, other: Activity) -> Finding:
    people = _people(one)
    came = "not supplied" if one.people_last_year is None else say_people(one.people_last_year)
    room = say_people(one.people_a_year)
    level = ground.word("prevention_levels", one.prevention_level)
    home = ground.home_of[one.reference]
    return opportunity(
        ground,
        sort=SORT,
        subject=(one.reference, one.approach, other.approach),
        title=f"{at_first(called(one))} could draw on {evidence.terms[other.approach].name}",
        reasons=[
            f"{at_first(called(one))} is {evidence.say(one.approach)}.",
            f"{at_first(called(other))}, for the same ages and level ({level}) in "
            f"{ground.name_of(home)}, is {evidence.say(other.approach)}.",
            "Impact is an average over studies, not a promise for one project; confidence that is "
            "not known is not low. Ratings want checking against the live toolkit.",
            f"No more people are reached: those who come get what studies found better. Came last "
            f"year: {came}; room: {room}.",
            "Cost of the change: not supplied.",
            say_talk([one, other]),
        ],
        goes_away_when="Its approach changes, either ends, or a review rates one of them anew.",
        activities=[one, other],
        areas=ground.areas_in(home),
        people=people,
        money_gbp=None,
        facts={"approach": one.approach, "better": other.approach},
    )
