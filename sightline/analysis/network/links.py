"""How varied the partners of an activity are, and which organisations could work together.

Two organisations could if they reach the same people: of the same theme and ages, living in the
same areas. Nothing here is a score, and no organisation stands above another.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from sightline.analysis.areas import AREAS, POPULATION
from sightline.analysis.network.ties import KINDS_OF_ORGANISATION, PAIRS, PARTS
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput

LEAST_IN_COMMON = 50.0  # people living where both reach; fewer are no ground for a meeting
LEAST_SHARE = 0.5  # of the people of the one that reaches fewer
VARIETY = Table(
    "partners of activities",
    {
        "activity": Column(Kind.TEXT, "key of an activity"),
        "organisations": Column(Kind.COUNT, "that take part, whoever leads too"),
        "kinds": Column(Kind.COUNT, "different kinds of them, of those known"),
        "of_unknown_kind": Column(Kind.COUNT, "organisations"),
    },
    ("activity",),
)
SERVES = Table(
    "whom organisations reach",
    {
        "organisation": Column(Kind.TEXT, "name"),
        "theme": Column(Kind.TEXT, "theme of an activity it takes part in"),
        "area": Column(Kind.TEXT, "code of an area that activity reaches"),
        "age_from": Column(Kind.COUNT, "age in completed years, included"),
        "age_to": Column(Kind.COUNT, "age in completed years, included"),
    },
)
MISSING_LINKS = Table(
    "missing links",
    {
        "organisation": Column(Kind.TEXT, "name, the earlier of the two"),
        "other": Column(Kind.TEXT, "name"),
        "theme": Column(Kind.TEXT, "theme"),
        "district": Column(Kind.TEXT, "name of the district, empty where none is given"),
        "people_in_common": Column(Kind.AMOUNT, "people of ages both reach, living where both do"),
        "share_in_common": Column(Kind.SHARE, "of the people of the one that reaches fewer there"),
        "age_from": Column(Kind.COUNT, "youngest age both reach there"),
        "age_to": Column(Kind.COUNT, "oldest age both reach there"),
        "common_partners": Column(Kind.COUNT, "organisations that both work with"),
    },
    ("organisation", "other", "theme", "district"),
)


def variety_by_activity(*, parts: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """How many organisations, of how many kinds, take part in each activity, by key.

    parts: PARTS. organisations: KINDS_OF_ORGANISATION; a kind that is missing, or no row, is
    unknown: counted beside, as no kind. More is not better: one nurse may do
    all there is to do.

    >>> parts = pd.DataFrame({"activity": ["1", "1", "2"], "organisation": ["A", "B", "A"]})
    >>> kinds = pd.DataFrame({"organisation": ["A"], "kind": ["school"]})
    >>> variety_by_activity(parts=parts, organisations=kinds).values.tolist()
    [['1', 2, 1, 1], ['2', 1, 1, 0]]
    """
    taken = PARTS.check(parts).merge(
        KINDS_OF_ORGANISATION.check(organisations), on="organisation", how="left"
    )
    found = taken.assign(unknown=taken["kind"].isna()).groupby("activity", sort=True)
    return VARIETY.check(
        found.agg(
            organisations=("organisation", "size"),
            kinds=("kind", "nunique"),
            of_unknown_kind=("unknown", "sum"),
        ).reset_index()
    )


def missing_links(
    *, serves: pd.DataFrame, pairs: pd.DataFrame, population: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    """Organisations that reach the same people and share no activity at all.

    serves: SERVES. pairs: PAIRS of those that work together, on whatever. population: POPULATION,
    whose bands are split evenly by year of age. areas: AREAS; areas that are not there count
    nowhere. Two reach the same people in a district if at least 50 people, and half of those of the
    one that reaches fewer there, are of ages and in areas that both reach, for the same theme.

    Returns MISSING_LINKS by theme, district and names, each pair once.
    """
    told = SERVES.check(serves).drop_duplicates()
    if (told["age_to"] < told["age_from"]).any():
        raise BadInput("whom organisations reach: found ages to before ages from.")
    land = AREAS.check(areas)
    names = pd.Index(sorted(set(told["organisation"])))
    ties = _Ties(pairs, names)
    lived = _People(population, land)
    pieces = [
        piece.assign(theme=theme)
        for theme, rows in told.groupby("theme", sort=True)
        for piece in _of_theme(rows, ties, lived)
    ]
    if not pieces:
        return MISSING_LINKS.empty()
    return MISSING_LINKS.check(pd.concat(pieces, ignore_index=True))


class _People:
    """People by area and year of age, and the district of each area."""

    def __init__(self, population: pd.DataFrame, land: pd.DataFrame) -> None:
        self.areas = pd.Index(land["area"])
        district = land["district_name"].where(land["district_name"] != "", land["district"])
        self.districts = district.str.strip().to_numpy(dtype=object)
        bands = POPULATION.check(population)
        row = self.areas.get_indexer(pd.Index(bands["area"]))
        bands, self._row = bands[row >= 0], row[row >= 0]
        self._first, self._last = bands["age_from"].to_numpy(), bands["age_to"].to_numpy()
        self._each = bands["people"].to_numpy() / (self._last - self._first + 1)

    def of(self, from_age: int, to_age: int) -> np.ndarray:
        """People of those ages, one number for each area."""
        years = np.minimum(self._last, to_age) - np.maximum(self._first, from_age) + 1
        people = self._each * np.maximum(years, 0)
        return np.bincount(self._row, people, len(self.areas)).astype("float64")


class _Ties:
    """Who works with whom: the organisations that reach somebody × everybody they work with."""

    def __init__(self, pairs: pd.DataFrame, names: pd.Index) -> None:
        told = PAIRS.check(pairs)
        self.names = names
        others = pd.Index(told["organisation"]).union(pd.Index(told["other"])).difference(names)
        every = names.append(others)  # the names first, so that their rows are their columns
        one, other = every.get_indexer(told["organisation"]), every.get_indexer(told["other"])
        ends = np.append(one, other), np.append(other, one)
        size = (len(every), len(every))
        self._all = coo_array((np.ones(len(ends[0])), ends), shape=size).tocsr()

    def among(self, rows: np.ndarray) -> np.ndarray:
        """Whether each two of these organisations work together."""
        return np.asarray(self._all[rows][:, rows].toarray() > 0)

    def in_common(self, rows: np.ndarray) -> np.ndarray:
        """How many organisations each two of these both work with."""
        beside = self._all[rows]
        return np.asarray(beside.dot(beside.T).toarray())


def _of_theme(rows: pd.DataFrame, ties: _Ties, lived: _People) -> Iterator[pd.DataFrame]:
    """The missing links of one theme, a table for each district."""
    cuts = np.unique(np.append(rows["age_from"], rows["age_to"] + 1))
    bands = list(zip(cuts[:-1].tolist(), (cuts[1:] - 1).tolist(), strict=True))
    area = lived.areas.get_indexer(pd.Index(rows["area"]))
    rows, area = rows[area >= 0], area[area >= 0]
    who = ties.names.get_indexer(pd.Index(rows["organisation"]))
    weights = np.array([lived.of(*band) for band in bands])
    first = np.searchsorted(cuts, rows["age_from"])
    many = np.searchsorted(cuts, rows["age_to"] + 1) - first
    band = np.repeat(first, many) + np.arange(many.sum()) - np.repeat(many.cumsum() - many, many)
    cell = band * len(lived.areas) + np.repeat(area, many)
    reach = coo_array(
        (np.ones(len(cell)), (np.repeat(who, many), cell)), shape=(len(ties.names), weights.size)
    ).tocsr()
    reach.data[:] = 1.0  # told twice is reached once
    columns = reach.tocsc()
    for district in sorted(set(lived.districts[np.unique(area)])):
        inside = np.tile(lived.districts == district, len(bands))
        few = columns[:, np.flatnonzero(inside)].tocsr()
        yield _in_district(few, weights.ravel()[inside], bands, ties).assign(district=district)


def _in_district(
    reach: csr_array, people: np.ndarray, bands: list[tuple[int, int]], ties: _Ties
) -> pd.DataFrame:
    here = np.flatnonzero(np.diff(reach.indptr))
    reach, names = reach[here], ties.names
    common = (reach * people).dot(reach.T).toarray()
    own = common.diagonal()
    least = np.minimum(own[:, np.newaxis], own)
    enough = (common >= LEAST_IN_COMMON) & (common >= LEAST_SHARE * least) & ~ties.among(here)
    one, other = np.nonzero(np.triu(enough, k=1))
    ages = [
        _ages(reach, people, bands, a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True)
    ]
    return pd.DataFrame(
        {
            "organisation": names[here[one]],
            "other": names[here[other]],
            "people_in_common": common[one, other],
            "share_in_common": np.minimum(common[one, other] / least[one, other], 1.0),
            "age_from": [first for first, _ in ages],
            "age_to": [last for _, last in ages],
            "common_partners": ties.in_common(here)[one, other],
        }
    )


def _ages(
    reach: csr_array, people: np.ndarray, bands: list[tuple[int, int]], one: int, other: int
) -> tuple[int, int]:
    """The youngest and the oldest age that both reach, of somebody living there."""
    shared = np.intersect1d(
        reach.indices[reach.indptr[one] : reach.indptr[one + 1]],
        reach.indices[reach.indptr[other] : reach.indptr[other + 1]],
    )
    shared = shared[people[shared] > 0] // (len(people) // len(bands))
    return bands[shared.min()][0], bands[shared.max()][1]
