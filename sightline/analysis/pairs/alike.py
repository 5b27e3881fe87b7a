"""Which activities are for the same people in the same places at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.pairs.nearby import match_nearby
from sightline.analysis.periods import Month
from sightline.analysis.provision import DAYS, EVERYONE, PARTS, Activity, runs_in
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput

NEAR_M = 5_000.0  # with reach halved every 3 km, past here fewer than a third still come
MOST_ALIKE = 10  # pairs of one activity that are looked at: more than anybody would read
MONTHS_AHEAD = 24  # two years of planned activity; whatever is later is not yet certain
_OLDEST_BIT = 60  # ages from here on share one bit, for 64 are at hand
_PAIRS_AT_ONCE = 2_000
DECIMALS = 9  # of shares, so that the order in which areas are added up decides nothing
Masks = NDArray[np.uint64]

ALIKE = Table(
    "activities alike",
    {
        "activity": Column(Kind.TEXT, "reference, the earlier of the two"),
        "other": Column(Kind.TEXT, "reference"),
        "distance_m": Column(
            Kind.AMOUNT, "metres between their nearest places", may_be_missing=True
        ),
        "place_in_common": Column(Kind.SHARE, "share of the room of both in the same areas"),
        "ages_in_common": Column(Kind.SHARE, "share of the narrower age range that is in both"),
        "months_in_common": Column(Kind.COUNT, "months of the coming ones in which both run"),
    },
    ("activity", "other"),
)


def find_alike(
    *,
    activities: Sequence[Activity],
    parts: pd.DataFrame,
    areas: pd.DataFrame,
    as_of: Month,
    near_m: float = NEAR_M,
    most: int = MOST_ALIKE,
) -> pd.DataFrame:
    """Pairs that share a theme, ages, whom they are open to, a month to come, and areas.

    parts: PARTS of all ages, of every activity that has somewhere to be. areas: AREAS. Of each
    activity with a place the pairs with most in common within near_m are looked at; of one without,
    all whose room falls in the same districts. Returns ALIKE. Ages that are not supplied are all
    ages; open_to that is not supplied is everyone. An activity in no row of parts has no pair.
    """
    given = sorted(activities, key=lambda one: one.reference)
    references = pd.Index([one.reference for one in given])
    if references.has_duplicates:
        twice = references[references.duplicated()][0]
        raise BadInput(f"activities: found the reference {twice!r} twice, wanted each once.")
    room = _room(parts, references, areas)
    masks = masks_of(given, as_of)
    sited, distance_m = _near_pairs(given, masks, near_m, most)
    wide = _wide_pairs(given, masks, room, areas)
    pairs = np.unique(np.concatenate([sited, wide]), axis=0)
    table = pd.DataFrame(
        {
            "activity": references[pairs[:, 0]],
            "other": references[pairs[:, 1]],
            "distance_m": _looked_up(pairs, sited, distance_m, len(given)),
            "place_in_common": _in_common(room, pairs),
            "ages_in_common": [_ages_in_common(given[one], given[other]) for one, other in pairs],
            "months_in_common": np.bitwise_count(masks[pairs[:, 0], 1] & masks[pairs[:, 1], 1]),
        }
    )
    alike = (table["place_in_common"] > 0) & (table["ages_in_common"] > 0)
    return ALIKE.check(table[alike])


def masks_of(activities: Sequence[Activity], as_of: Month) -> Masks:
    """A row of bits for each activity: ages, months, themes, open to, and purpose.

    The last always has a bit in common, so that a like purpose only raises the score of a pair.
    """
    months = [as_of.plus(number) for number in range(MONTHS_AHEAD)]
    themes = _Bits(lambda one: one.themes, activities)
    groups = _Bits(lambda one: (one.open_to or EVERYONE,), activities)
    purposes = _Bits(_purposes, activities)
    rows = [
        (
            _age_bits(one.ages),
            _month_bits(one, months),
            themes.of(one.themes),
            _ALL if (one.open_to or EVERYONE) == EVERYONE else groups.of((one.open_to,)),
            1 | purposes.of(_purposes(one)),
        )
        for one in activities
    ]
    return np.array(rows, dtype=np.uint64).reshape(-1, 5)


_ALL = (1 << 63) - 1


class _Bits:
    """A bit for each of the words that occur; words past the 62nd share them."""

    def __init__(
        self, words: Callable[[Activity], Sequence[str]], activities: Sequence[Activity]
    ) -> None:
        every = sorted({word for one in activities for word in words(one)})
        self._bit = {word: 1 << (1 + number % 62) for number, word in enumerate(every)}

    def of(self, words: Sequence[str]) -> int:
        found = 0
        for word in words:
            found |= self._bit[word]
        return found


def _purposes(activity: Activity) -> tuple[str, ...]:
    facts = (activity.strand, activity.prevention_level, activity.approach, *activity.risk_factors)
    return tuple(fact for fact in facts if fact)


def _age_bits(ages: AgeRange | None) -> int:
    if ages is None:
        return _ALL
    first, last = min(ages.from_age, _OLDEST_BIT), min(ages.to_age, _OLDEST_BIT)
    return ((1 << (last - first + 1)) - 1) << first


def _month_bits(activity: Activity, months: Sequence[Month]) -> int:
    """A planned activity is taken to start when it says, one without a start not at all."""
    found = 0
    for number, month in enumerate(months):
        found |= int(runs_in(activity, month)) << number
    return found


def _room(parts: pd.DataFrame, references: pd.Index, areas: pd.DataFrame) -> sparse.csr_array:
    """The share of each activity's room in each area."""
    rows = PARTS.check(parts)
    one, where = (
        index.get_indexer(pd.Index(rows[column]))
        for index, column in ((references, "activity"), (pd.Index(areas["area"]), "area"))
    )
    known = (one >= 0) & (where >= 0)
    return sparse.csr_array(
        (rows["share"].to_numpy()[known], (one[known], where[known])),
        shape=(len(references), len(areas)),
    )


def _near_pairs(
    activities: Sequence[Activity], masks: Masks, near_m: float, most: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of rows, the lower first, with the metres between their nearest places."""
    owner = np.repeat(np.arange(len(activities)), [len(one.places) for one in activities])
    points = [(at.easting_m, at.northing_m) for one in activities for at in one.places]
    found = match_nearby(
        points=np.array(points, dtype="float64").reshape(-1, 2),
        owners=owner,
        masks=masks[owner],
        within_m=near_m,
        most=most,
    )
    pairs = np.sort(np.column_stack([owner[found.one], owner[found.other]]), axis=1)
    nearest = np.lexsort((found.distance_m, pairs[:, 1], pairs[:, 0]))
    pairs, distance_m = pairs[nearest], found.distance_m[nearest]
    first = np.append(True, (np.diff(pairs, axis=0) != 0).any(axis=1))[: len(pairs)]
    return pairs[first], distance_m[first]


def _wide_pairs(
    activities: Sequence[Activity], masks: Masks, room: sparse.csr_array, areas: pd.DataFrame
) -> NDArray[np.int64]:
    """Pairs of which one has no place: those with room in the same districts."""
    wide = np.flatnonzero([not one.places for one in activities])
    district, _ = pd.factorize(areas["district"])
    to_district = sparse.csr_array(
        (np.ones(len(areas)), (np.arange(len(areas)), district)),
        shape=(len(areas), int(district.max(initial=-1)) + 1),
    )
    by_district = (room @ to_district).astype(bool).astype("int32")
    met = sparse.coo_array(by_district[wide] @ by_district.T)
    one, other = wide[met.coords[0]], met.coords[1].astype(np.int64)
    fits = (one != other) & ((masks[one] & masks[other]) != 0).all(axis=1)
    return np.unique(np.sort(np.column_stack([one[fits], other[fits]]), axis=1), axis=0)


def _looked_up(
    pairs: NDArray[np.int64],
    among: NDArray[np.int64],
    values: NDArray[np.float64],
    size: int,
) -> NDArray[np.float64]:
    """The value of each pair, missing where it is not among those that have one."""
    known = pd.Series(values, index=among[:, 0] * size + among[:, 1])
    of_each = known.reindex(pairs[:, 0] * size + pairs[:, 1])
    return np.asarray(of_each, dtype="float64")


def _in_common(room: sparse.csr_array, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of the room of both that falls in the same areas: the sum of the lesser shares."""
    found = np.zeros(len(pairs))
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        few = slice(start, start + _PAIRS_AT_ONCE)
        lesser = room[pairs[few, 0]].minimum(room[pairs[few, 1]])
        found[few] = lesser.sum(axis=1)
    return np.minimum(found, 1.0).round(DECIMALS)


def _ages_in_common(one: Activity, other: Activity) -> float:
    ours, theirs = one.ages or AgeRange(0, OLDEST), other.ages or AgeRange(0, OLDEST)
    both = ours.overlap(theirs)
    return both.years / min(ours.years, theirs.years) if both else 0.0


def days_in_common(one: Activity, other: Activity) -> tuple[str, ...] | None:
    """Days of the week of both, in their order; None if either does not say.

    >>> from sightline.analysis.provision import Status
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT, days=("monday", "friday"))
    >>> days_in_common(club, club)
    ('monday', 'friday')
    """
    if not (one.days and other.days):
        return None
    return tuple(day for day in DAYS if day in one.days and day in other.days)
