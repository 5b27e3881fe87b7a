"""Which column feeds which heading: proposed from names and contents, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sightline.exchange.activities.columns import BY_HEADING, Kind
from sightline.exchange.activities.layouts.contents import Contents, Profile
from sightline.exchange.activities.layouts.headings import (
    AGES,
    DATES,
    MONEY_AND_FUNDERS,
    NOT_USED,
    PLACE,
    POINT,
    WHEN,
    Target,
    name_matches,
)
from sightline.exchange.activities.layouts.layout import SECTION
from sightline.exchange.activities.layouts.tables import Table

Key = tuple[str, int]
LEAST = 0.5  # below this nothing is proposed
CERTAIN = 0.75
_SHOWN = 3  # examples of a column
# Columns that may stand several times: their texts are joined.
JOINED = frozenset({
    "partners", "funders", "description", "eligibility", "referral", "timetable", "depends_on",
    "themes", "risk_factors", "protective_factors", "violence_types",
})  # fmt: skip
_BY_CONTENT: Mapping[Target, float] = {  # how far contents alone can be believed
    ("postcode",): 0.9, POINT: 0.9, ("delivery_area",): 0.8, ("areas_served",): 0.8, AGES: 0.8,
    ("themes",): 0.7, ("approach",): 0.68, ("status",): 0.8, ("setting",): 0.62,
    ("open_to",): 0.6, DATES: 0.75, WHEN: 0.75, MONEY_AND_FUNDERS: 0.75, ("organisation",): 0.62,
    NOT_USED: 0.9, ("prevention_level",): 0.75, ("prevention_who",): 0.75,
    ("violence_types",): 0.55,
}  # fmt: skip
_TEXTS = (Kind.NAME, Kind.NAMES, Kind.TEXT)
_WORDS = {
    AGES: "ages", DATES: "from when to when", PLACE: "a place", POINT: "points", WHEN: "days",
    MONEY_AND_FUNDERS: "money and who gives it", NOT_USED: "contacts or links",
    ("postcode",): "postcodes", ("areas_served",): "areas", ("delivery_area",): "small areas",
    ("organisation",): "organisations", ("status",): "how things stand",
}  # fmt: skip


@dataclass(frozen=True)
class ColumnProposal:
    """What one column is taken for. No targets: not used. `others` come next in likelihood."""

    heading: str  # as shown
    key: Key
    column: str  # its letter in the spreadsheet; empty for lines between the rows
    targets: Target
    score: float
    reason: str
    examples: tuple[str, ...]
    others: tuple[Target, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether a person need not look twice."""
        return self.score >= CERTAIN or (not self.targets and self.score == 0.0)


@dataclass(frozen=True)
class _Option:
    score: float
    target: Target
    reason: str


def propose_columns(table: Table, contents: Contents) -> tuple[ColumnProposal, ...]:
    """What each column of a table feeds: the likeliest heading first come, each heading once."""
    shown: dict[Key, str] = dict(zip(table.keys, table.headings, strict=True))
    if table.has_sections:
        shown[(SECTION, 1)] = SECTION
    profiles = {key: contents.profile(table.texts_of(key)) for key in shown}
    options = {key: _options(shown[key], profiles[key]) for key in shown}
    given = _assign(options)
    _place_dates(given, options, profiles)
    letters = {key: column_letter(at) for at, key in enumerate(table.keys)}
    return tuple(
        _proposal(shown[key], key, letters.get(key, ""), given, options[key], profiles[key])
        for key in shown
    )


def _proposal(
    heading: str,
    key: Key,
    letter: str,
    given: Mapping[Key, _Option],
    options: Sequence[_Option],
    profile: Profile,
) -> ColumnProposal:
    chosen = given.get(key)
    others = tuple(
        each.target for each in options if chosen is None or each.target != chosen.target
    )
    if chosen is None:
        reason = "nothing above it or in it is like a heading of the activity sheet"
        if options:
            reason = f"{say_target(options[0].target)} comes from another column"
        chosen = _Option(0.0, NOT_USED, reason)
    return ColumnProposal(
        heading, key, letter, chosen.target, chosen.score, chosen.reason,
        profile.texts[:_SHOWN], others[:3],
    )  # fmt: skip


def _options(heading: str, profile: Profile) -> list[_Option]:
    """What a column may feed, likeliest first, by its name and by its contents."""
    found: dict[Target, _Option] = {}
    for match in name_matches(heading) if heading != SECTION else ():
        for target, share in _named(match.target, profile):
            fit = profile.fit(target)
            score, seen = _weigh(match.score * share, fit, target)
            if target == ("activity",) and profile.distinct > 0.8:
                score = min(score + 0.1, 1.0)  # different in nearly every row, as names are
            reason = f"its name is like {match.like!r}"
            option = _Option(score, target, f"{reason}{seen}")
            if target not in found or found[target].score < score:
                found[target] = option
    for target, believed in _BY_CONTENT.items():
        fit = profile.fit(target) or 0.0
        few = 0.85 if len(profile.texts) < 3 else 1.0
        if target in (("approach",), ("setting",)) and profile.distinct > 0.9:
            few *= 0.8  # names of activities say what is done, too
        score = believed * fit * few if fit >= 0.6 else 0.0
        if score and (target not in found or found[target].score < score):
            found[target] = _Option(score, target, f"{fit:.0%} of it looks like {_say(target)}")
    if heading != SECTION:
        _add_name(found, profile)
    kept = [each for each in found.values() if each.score >= LEAST - 0.1]
    return sorted(kept, key=lambda each: (-each.score, each.target))


def _named(target: Target, profile: Profile) -> list[tuple[Target, float]]:
    """A name that may mean several things, told apart by what is in the column."""

    def fit(other: Target) -> float:
        return profile.fit(other) or 0.0

    instead: Mapping[Target, tuple[bool, list[tuple[Target, float]]]] = {
        ("funders",): (fit(MONEY_AND_FUNDERS) >= 0.5, [(MONEY_AND_FUNDERS, 0.95)]),
        ("starts_on",): (profile.ranges >= 0.6, [(DATES, 0.9), (("starts_on",), 0.8)]),
        ("ends_on",): (profile.ranges >= 0.6, [(DATES, 0.9), (("ends_on",), 0.8)]),
        ("organisation",): (fit(AGES) >= 0.6, [(AGES, 0.9)]),
        ("open_to",): (fit(AGES) >= 0.6, [(AGES, 0.9)]),
        ("age_from",): (fit(("age_from",)) < 0.5, [(AGES, 0.9)]),
        ("areas_served",): (fit(("areas_served",)) < 0.5 < fit(PLACE), [(PLACE, 0.9)]),
    }
    if target == PLACE:
        return [(_kind_of_place(profile), 1.0)]
    if target == ("funding_gbp",):
        return _kind_of_money(profile, fit(MONEY_AND_FUNDERS))
    if target == ("open_to",) and fit(("people_a_year",)) >= 0.8 > fit(target):
        return [(("people_a_year",), 0.95)]
    if target == DATES:
        return _kind_of_dates(profile, fit(WHEN))
    is_other, others = instead.get(target, (False, []))
    return others if is_other else [(target, 1.0)]


def _kind_of_money(profile: Profile, with_funders: float) -> list[tuple[Target, float]]:
    if with_funders >= 0.6:
        return [(MONEY_AND_FUNDERS, 0.9)]
    if profile.texts and not any(re.search(r"\d|kind|nil|none", text) for text in profile.texts):
        return [(("funders",), 0.8), (("funding_gbp",), 0.7)]
    return [(("funding_gbp",), 1.0)]


def _kind_of_dates(profile: Profile, with_days: float) -> list[tuple[Target, float]]:
    if with_days >= 0.5:
        return [(WHEN, 0.95)]
    return [(("starts_on",), 0.7)] if _is_days_only(profile) else [(DATES, 1.0)]


def _is_days_only(profile: Profile) -> bool:
    return (profile.fit(("starts_on",)) or 0) >= 0.8 and (profile.fit(DATES) or 0) < 0.3


def _kind_of_place(profile: Profile) -> Target:
    for target in (("postcode",), POINT):
        if (profile.fit(target) or 0) >= 0.8:
            return target
    districts = (profile.fit(("areas_served",)) or 0) - (profile.fit(("delivery_area",)) or 0)
    return ("areas_served",) if districts >= 0.6 else PLACE


def _weigh(name: float, fit: float | None, target: Target) -> tuple[float, str]:
    """The score of a name once the contents are seen, and what was seen."""
    if fit is None or target in (NOT_USED, PLACE):
        return name, ""
    if len(target) == 1 and target[0] in BY_HEADING and BY_HEADING[target[0]].kind in _TEXTS:
        return name, ""
    if fit >= 0.5:
        return 0.75 * name + 0.25 * fit, f", and {fit:.0%} of it looks like {_say(target)}"
    worded = len(target) == 1 and (target[0] == "status" or bool(BY_HEADING[target[0]].vocabulary))
    score = name * (0.6 + 0.5 * fit if worded else 0.35 + 0.7 * fit)
    # A sure name is shown to the person even then: what is in it comes as questions.
    return max(score, LEAST if name >= 0.9 else 0.0), ", but little of it fits"


def _add_name(found: dict[Target, _Option], profile: Profile) -> None:
    """A column of different short texts may be the names of the activities."""
    target: Target = ("activity",)
    best = max((each.score for each in found.values()), default=0.0)
    plain = (profile.fit(("organisation",)) or 0) < 0.6 and (profile.fit(PLACE) or 0) < 0.5
    dated = any((profile.fit((heading,)) or 0) > 0.4 for heading in ("starts_on", "funding_gbp"))
    if profile.distinct > 0.6 and profile.filled > 0.8 and 4 <= profile.length <= 80:
        score = 0.52 if plain and not dated and best < 0.52 else 0.0
        if score and target not in found:
            found[target] = _Option(score, target, "nearly every row has another short text in it")


def _assign(options: Mapping[Key, Sequence[_Option]]) -> dict[Key, _Option]:
    """Give out headings, the likeliest pair of column and heading first."""
    ranked = sorted(
        ((option, key) for key, each in options.items() for option in each),
        key=lambda pair: (-pair[0].score, pair[1], pair[0].target),
    )
    given: dict[Key, _Option] = {}
    taken: set[str] = set()
    for option, key in ranked:
        if key in given or option.score < LEAST:
            continue
        wanted = set() if option.target in (PLACE, NOT_USED) else set(option.target)
        if taken & wanted and not (wanted <= JOINED and option.score >= 0.6):
            continue
        given[key] = option
        taken |= wanted
    return given


def _place_dates(
    given: dict[Key, _Option],
    options: Mapping[Key, Sequence[_Option]],
    profiles: Mapping[Key, Profile],
) -> None:
    """Two columns of dates that nothing names: the earlier is taken for the start."""
    free = [key for key in profiles if key not in given and _is_days_only(profiles[key])]
    taken = {heading for option in given.values() for heading in option.target}
    if taken & {"starts_on", "ends_on"} or len(free) != 2 or any(options[key] for key in free):
        return
    first, last = sorted(free, key=lambda key: sorted(profiles[key].texts)[:1])
    for key, heading in ((first, "starts_on"), (last, "ends_on")):
        given[key] = _Option(0.55, (heading,), "it holds dates, and one other column does")


def column_letter(position: int) -> str:
    """The letter of a column, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def say_target(target: Target) -> str:
    """Headings in a row, as people read them."""
    if target == NOT_USED:
        return "nothing"
    if target == PLACE:
        return "the place"
    return " and ".join(target)


def _say(target: Target) -> str:
    if target in _WORDS:
        return _WORDS[target]
    column = BY_HEADING[target[0]]
    return f"terms of {column.vocabulary!r}" if column.vocabulary else f"a {column.kind.value}"
