"""Laws of gaps through the months and of the places they make up, whatever need and reach are."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.gaps import (
    GapKind,
    Namer,
    ReachPolicy,
    Sureness,
    TargetRule,
    cliff_of,
    find_places,
    gap_findings,
    gaps_by_month,
    grow_places,
)
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.analysis.periods import Month
from sightline.analysis.provision import runs_in
from tests.factories.gaps_ahead import empty_land, reach_rows, silence_rows
from tests.factories.small_tables import AS_OF, activity

laws = settings(max_examples=50, deadline=None)
amount = st.floats(0, 2_000)
PARTNERS = 12
month_of_reach = st.fixed_dictionaries(
    {
        "people_reached": amount,
        "less": st.floats(0, 1),
        "confirmed": st.floats(0, 1),
        "more": amount,
        "activities": st.integers(0, 3),
        "activities_unknown": st.integers(0, 1),
    }
)
area = st.fixed_dictionaries(
    {
        "people": st.floats(0, 5_000),
        "need_per_1000": st.floats(0.01, 500),
        "down": st.floats(0, 1),
        "up": st.floats(1, 5),
        "silent": st.none() | st.integers(0, PARTNERS),
        "months": st.lists(month_of_reach, min_size=3, max_size=3),
    }
)
areas = st.lists(area, min_size=1, max_size=4)
policies = st.builds(ReachPolicy, st.floats(0, 1), st.sampled_from(TargetRule))
# From the surest of a gap to the least sure, and the same of there being none.
CERTAIN = [Sureness.GAP, Sureness.PERHAPS_NONE, Sureness.CANNOT_TELL]
CERTAIN_OF_NONE = [Sureness.NO_GAP, Sureness.PERHAPS]


def gaps_of(rows, policy):
    """GAPS_BY_MONTH of areas a0, a1 …, each month's low ends below and high ends above."""
    table = pd.DataFrame(rows).drop(columns="months")
    codes = [f"a{row}" for row in range(len(rows))]
    need = table.assign(
        area=codes,
        incidents=1,
        rate_per_1000=table["need_per_1000"],
        expected_per_1000=table["need_per_1000"],
        own_weight=1.0,
        deprivation_given=0,
        need_low=table["need_per_1000"] * table["down"],
        need_high=table["need_per_1000"] * table["up"],
    )
    shares = {
        code: None if row["silent"] is None else row["silent"] / PARTNERS
        for code, row in zip(codes, rows, strict=True)
    }
    reach = pd.concat([_reach(code, row) for code, row in zip(codes, rows, strict=True)])
    return gaps_by_month(
        need=need,
        reach=reach,
        silence=silence_rows(shares, partners=PARTNERS),
        policy=policy,
        reported=True,
    )


def _reach(code, row):
    months = pd.DataFrame(row["months"])
    reached = months["people_reached"]
    confirmed = reached * months["confirmed"]
    return reach_rows(
        code,
        reached,
        reach_low=confirmed * months["less"],
        reach_high=reached + months["more"],
        people_reached_confirmed=confirmed,
        activities=months["activities"] + months["activities_unknown"],
        activities_unknown=months["activities_unknown"],
    )


def widened(matrix):
    """What is missing because nobody has reported may be anything, so it is the most of all."""
    return np.nan_to_num(matrix, nan=np.inf)


@laws
@given(rows=areas, policy=policies, extra=amount)
def test_more_reach_never_widens_a_gap_in_any_month(rows, policy, extra):
    before = gaps_of(rows, policy)
    more = [
        {
            **row,
            "months": [
                {**month, "people_reached": month["people_reached"] + extra, "activities": 3}
                for month in row["months"]
            ],
        }
        for row in rows
    ]
    after = gaps_of(more, policy)
    for name in ("shortfall", "shortfall_low", "shortfall_high", "shortfall_confirmed"):
        assert (getattr(after, name) <= widened(getattr(before, name)) + 1e-6).all(), name


@laws
@given(rows=areas, policy=policies, data=st.data())
def test_a_silent_partner_never_makes_a_gap_look_more_certain(rows, policy, data):
    """One more of the known partners falls silent, or a silent one is found where none was known.

    What it had confirmed counts less from then on: reach_low falls as well.
    """
    which = data.draw(st.integers(0, len(rows) - 1))
    silent, less = rows[which]["silent"], data.draw(st.floats(0, 1))
    later = PARTNERS if silent is None else min(silent + 1, PARTNERS)
    changed = {
        **rows[which],
        "silent": later,
        "months": [{**month, "less": month["less"] * less} for month in rows[which]["months"]],
    }
    before = gaps_of(rows, policy)
    after = gaps_of([changed if row == which else one for row, one in enumerate(rows)], policy)
    low, high = after.shortfall_low, after.shortfall_high
    assert (np.nan_to_num(low) <= np.nan_to_num(before.shortfall_low) + 1e-9).all()
    assert (widened(high) >= widened(before.shortfall_high) - 1e-9).all()
    old, new = before.table()["sure"], after.table()["sure"]
    for scale in (CERTAIN, CERTAIN_OF_NONE):
        rank = {str(word): place for place, word in enumerate(scale)}
        both = old.isin(rank) & new.isin(rank)
        assert (new[both].map(rank) >= old[both].map(rank)).all()
    assert not (old.eq(Sureness.CANNOT_TELL) & new.isin([Sureness.GAP, Sureness.NO_GAP])).any()


@laws
@given(rows=areas, policy=policies)
def test_each_shortfall_lies_in_its_interval_and_what_is_sure_follows_from_it(rows, policy):
    found = gaps_of(rows, policy)
    known = ~np.isnan(found.shortfall)
    assert (found.shortfall_low[known] >= 0).all()
    assert (found.shortfall_low[known] <= found.shortfall[known]).all()
    assert (found.shortfall[known] <= found.shortfall_high[known]).all()
    assert (found.shortfall[known] <= found.shortfall_confirmed[known] + 1e-9).all()
    table = found.table()
    sure = table["sure"].eq(Sureness.GAP)
    assert (table.loc[sure, "shortfall_low"] >= 0.5).all()
    assert (table.loc[table["share_silent"].isna() | (table["share_silent"] == 1), "sure"] !=
            Sureness.GAP).all()  # fmt: skip
    nobody = table["kind"].eq(GapKind.NOBODY_REPORTED)
    assert (nobody == table["shortfall"].isna()).all()


days = st.dates(date(2025, 10, 1), date(2027, 12, 31))


@laws
@given(
    ends_on=st.none() | days,
    funded_until=st.none() | days,
    starts_on=st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    months=st.integers(0, 18),
)
def test_what_has_a_cliff_is_there_until_it_and_what_has_none_goes_on(
    ends_on, funded_until, starts_on, months
):
    """It runs in the last month of a cliff that its own end makes, and not in the next."""
    if starts_on and ends_on and ends_on < starts_on:
        starts_on, ends_on = ends_on, starts_on
    club = activity(starts_on=starts_on, ends_on=ends_on, funded_until=funded_until)
    cliff = cliff_of(club, as_of=AS_OF, months=months)
    last = AS_OF.plus(months)
    if cliff is None:
        runs = [runs_in(club, AS_OF.plus(step)) for step in range(months + 1)]
        assert not any(runs) or runs_in(club, last)
        assert not any(runs) or (funded_until is not None and funded_until > last.last_day)
    elif cliff.day == ends_on and cliff.day is not None:
        assert runs_in(club, Month.of(cliff.day))
        assert not runs_in(club, Month.of(cliff.day).plus(1))
    elif cliff.day is not None:
        assert cliff.day == funded_until
        assert ends_on is None or cliff.day <= ends_on or cliff.day < AS_OF.first_day


SIDE = 4
SORTS = ("nothing there", "too little")
cell = st.tuples(st.sampled_from(SORTS), st.integers(0, 12))
grids = st.lists(st.none() | cell, min_size=SIDE * SIDE, max_size=SIDE * SIDE)
labels = st.permutations([f"E{number:02d}" for number in range(SIDE * SIDE)])


def land_of(codes):
    """AREAS of a square grid 2 km apart, and neighbours by shared border, under these codes."""
    places = [(column, row) for row in range(SIDE) for column in range(SIDE)]
    table = pd.DataFrame(
        {
            "area": codes,
            "area_name": [f"Mid {row + 1:03d}{'ABCD'[column]}" for column, row in places],
            "district": "D",
            "district_name": "Mid",
            "easting_m": [2_000.0 * column for column, _ in places],
            "northing_m": [2_000.0 * row for _, row in places],
        }
    )
    pairs = [
        (codes[one], codes[other])
        for one, here in enumerate(places)
        for other, there in enumerate(places)
        if abs(here[0] - there[0]) + abs(here[1] - there[1]) == 1
    ]
    near = neighbours_from_pairs(
        areas=codes, pairs=pd.DataFrame(pairs, columns=["area", "neighbour"])
    )
    return table, near


def grown(cells, codes, *, order=None):
    """The places of a grid, as sets of cells, whatever they are called; and their names."""
    table, near = land_of(codes)
    rows = [(code, *found) for code, found in zip(codes, cells, strict=True) if found]
    lacking = pd.DataFrame(rows, columns=["area", "sort", "how_much"])
    if order is not None:
        table = table.iloc[order]
        lacking = lacking.iloc[::-1]
    members = grow_places(lacking=lacking, areas=table, neighbours=near)
    namer = Namer(table)
    return {
        (frozenset(codes.index(area) for area in here), namer.name(list(here)))
        for _, here in members.groupby("place")["area"]
    }


@laws
@given(cells=grids, codes=labels, order=st.permutations(range(SIDE * SIDE)))
def test_relabelling_and_reordering_areas_changes_no_place_and_no_name(cells, codes, order):
    plain = grown(cells, sorted(codes))
    assert grown(cells, list(codes)) == plain
    assert grown(cells, list(codes), order=list(order)) == plain


@laws
@given(cells=grids, codes=labels)
def test_places_share_out_what_is_lacking_and_neighbours_with_the_same_gap_are_one(cells, codes):
    """Every area that lacks something is in one place, with neighbours that lack as much."""
    found = [place for place, _ in grown(cells, list(codes))]
    lacking = {number for number, one in enumerate(cells) if one}
    assert sorted(number for place in found for number in place) == sorted(lacking)
    for place in found:
        assert len({cells[number][0] for number in place}) == 1
        most = max(cells[number][1] for number in place)
        assert all(cells[number][1] >= most / 2 - 1e-6 for number in place)
    for number in lacking:
        beside = [number + 1] * (number % SIDE < SIDE - 1) + [number + SIDE]
        for other in set(beside) & lacking:
            one, two = (next(p for p in found if n in p) for n in (number, other))
            if cells[number] == cells[other] and one != two:
                assert _apart(one) or _apart(two)


def _apart(place):
    """Wide enough that it may have stopped at how far a place goes from where it began."""
    columns, rows = {n % SIDE for n in place}, {n // SIDE for n in place}
    return 2_000 * np.hypot(max(columns) - min(columns), max(rows) - min(rows)) >= 4_000


@settings(max_examples=20, deadline=None)
@given(
    people=st.lists(st.integers(0, 40), min_size=SIDE * SIDE, max_size=SIDE * SIDE),
    reached=st.lists(st.integers(0, 60), min_size=SIDE * SIDE, max_size=SIDE * SIDE),
    codes=labels,
)
def test_relabelling_areas_changes_no_finding_but_the_codes_in_it(people, reached, codes):
    def told(names):
        table, near = land_of(names)
        order = np.argsort(names)
        ahead = empty_land(
            table.iloc[order].reset_index(drop=True),
            [people[row] * 50.0 for row in order],
            [float(reached[row]) for row in order],
        )
        findings = gap_findings(ahead, neighbours=near, at_least=1.0)
        assert len({one.identity for one in findings}) == len(findings)
        places, members = find_places(ahead=ahead, neighbours=near)
        assert places["areas"].sum() == len(members)
        assert (places["rank_low"] <= places["rank"]).all()
        assert (places["rank"] <= places["rank_high"]).all()
        return sorted(
            (one.title, one.reasons, one.people.low, one.people.middle, len(one.areas))
            for one in findings
        )

    assert told(list(codes)) == told(sorted(codes))
