"""Whoever sees a source through its policy works out no small count from the totals beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sightline.analysis.disclosure import CountPolicy, apply_policy, policy_view
from sightline.analysis.disclosure.views import ALL_AGES, ALL_KINDS, GIVEN, KEY, NOT_SHOWN

DEFAULT = CountPolicy("default", hides_to=9)
KINDS = ("knife", "fist", "fall")
AGES = ("0-9", "10-17", "18-120")
HELD = {ALL_AGES: AGES, "0-17": ("0-9", "10-17"), "10-120": ("10-17", "18-120")}
OTHERS = "no kind that is named"  # attendances that "all" has and no row is of
few = st.one_of(st.integers(0, 4), st.integers(0, 14), st.integers(0, 60))
grids = st.lists(few, min_size=12, max_size=12)


def table_of(grid, *, kinds=KINDS, ages=(*AGES, *HELD), starred=frozenset(), left_out=frozenset()):
    """A district's month: every kind by every age, with totals of both, and people of no kind."""
    people = dict(zip(((kind, age) for kind in (*KINDS, OTHERS) for age in AGES), grid,
                      strict=True))  # fmt: skip
    rows = []
    for kind in (*kinds, ALL_KINDS):
        for age in ages:
            place = (kind, age)
            if place in left_out:
                continue
            count = sum(people[each] for each in atoms_of(kind, age))
            star = place in starred and 0 < count <= 9
            rows.append(("A", "2026-10", kind, age, None if star else count,
                         "too few to show" if star else "shown"))  # fmt: skip
    return pd.DataFrame(rows, columns=list(GIVEN.columns)), people


def atoms_of(kind, age):
    kinds = (*KINDS, OTHERS) if kind == ALL_KINDS else (kind,)
    return [(one, part) for one in kinds for part in HELD.get(age, (age,))]


def known_of(seen, policy, atoms):
    """What is told, as rows of sums with the least and the most they can be."""
    sums, low, high = [], [], []
    for kind, age, count, shown in seen[["kind", "age", "shown_count", "shown"]].values:
        least = 1 if policy.shows_zero else 0
        most = {"shown": count, "too few to show": policy.hides_to, NOT_SHOWN: np.inf}.get(shown)
        if most is None:
            continue
        half = (policy.rounds_to - 1) / 2 if shown == "shown" and count else 0
        sums.append([1.0 if atom in atoms_of(kind, age) else 0.0 for atom in atoms])
        low.append(count - half if shown == "shown" else least)
        high.append(most + half)
    return np.array(sums), np.array(low), np.array(high)


def range_of(wanted, known):
    """The least and the most that a set of people can be, whole people."""
    sums, low, high = known
    bounded = np.isfinite(high)
    upper = np.vstack([-sums, sums[bounded]])
    right = np.concatenate([-low, high[bounded]])
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(sign * wanted, A_ub=upper, b_ub=right, bounds=(0, 1_000), method="highs")
        assert found.status == 0, found.message
        ends.append(float(wanted @ found.x))
    return np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)


def small_groups(table, people, atoms, policy):
    """Every cell, every atom, and what is left of a cell beside any one inside it, if few."""
    cells = [frozenset(atoms_of(kind, age)) for kind, age in table[["kind", "age"]].values]
    groups = {*cells, *(frozenset({atom}) for atom in atoms)}
    groups |= {one - two for one in cells for two in cells if two < one}
    groups |= {one - two - three for one in cells for two in cells if two < one
               for three in cells if three < one - two}  # fmt: skip
    counts = {group: sum(people[atom] for atom in group) for group in groups}
    return {group: count for group, count in counts.items() if 0 < count <= policy.hides_to}


def worst_of(table, people, seen, policy):
    """The narrowest range of any small group, in people between its least and its most."""
    atoms = list(people)
    known = known_of(seen, policy, atoms)
    found = [np.inf]
    for group, count in small_groups(table, people, atoms, policy).items():
        wanted = np.array([1.0 if atom in group else 0.0 for atom in atoms])
        least, most = range_of(wanted, known)
        assert least <= count <= most
        found.append(most - least)
    return min(found)


@settings(max_examples=25, deadline=None)
@given(grid=grids, data=st.data())
def test_nobody_works_out_a_small_count_from_the_totals_beside_it(grid, data):
    """Least and most are more than two apart, whichever totals and ages the table has."""
    ages = data.draw(st.sampled_from([AGES, (*AGES, ALL_AGES), (*AGES, "0-17", ALL_AGES),
                                      ("10-17", ALL_AGES), (*AGES, *HELD)]))  # fmt: skip
    places = st.sampled_from([(kind, age) for kind in (*KINDS, ALL_KINDS) for age in ages])
    starred, left_out = (data.draw(st.frozensets(places, max_size=most)) for most in (12, 4))
    table, people = table_of(grid, ages=ages, starred=starred, left_out=left_out)
    policy = data.draw(st.sampled_from([DEFAULT, CountPolicy("hides none too", 9, 1, False)]))
    assert worst_of(table, people, policy_view(table, policy=policy), policy) > 2


def test_the_same_attacker_works_them_out_where_each_is_only_hidden():
    """So an attacker that finds nothing is not one that cannot find anything."""
    table, people = table_of([12, 30, 25, 8, 14, 40, 0, 3, 22, 0, 0, 0])
    seen = apply_policy(table[[*KEY, "count"]], policy=DEFAULT, dimensions=list(KEY))
    assert worst_of(table, people, seen, DEFAULT) == 0
    assert worst_of(table, people, policy_view(table, policy=DEFAULT), DEFAULT) > 2


@settings(max_examples=60, deadline=None)
@given(grid=grids, policy=st.sampled_from([DEFAULT, CountPolicy("hospital", 7, 5)]))
def test_what_is_shown_is_what_the_policy_alone_would_show_and_none_stays_none(grid, policy):
    table, _ = table_of(grid)
    alone = apply_policy(table[[*KEY, "count"]], policy=policy, dimensions=list(KEY))
    seen = policy_view(table, policy=policy)
    shown = (seen["shown"] == "shown").to_numpy()
    assert (seen["shown_count"] == alone["shown_count"]).to_numpy()[shown].all()
    assert seen["shown_count"].isna().to_numpy()[~shown].all()
    assert shown[(table["count"] == 0).to_numpy()].all()
    assert not shown[(alone["shown"] != "shown").to_numpy()].any()


@settings(max_examples=60, deadline=None)
@given(grid=st.lists(st.integers(60, 90), min_size=12, max_size=12))
def test_where_every_part_and_every_rest_is_large_all_is_shown_but_what_crosses(grid):
    table, _ = table_of(grid, ages=(*AGES, ALL_AGES))
    seen = policy_view(table, policy=DEFAULT).set_index(["kind", "age"])["shown"]
    inner = [(kind, age) for kind in KINDS for age in AGES]
    assert set(seen[[*inner, (ALL_KINDS, ALL_AGES)]]) == {"shown"}
    kinds, ages = set(seen[ALL_KINDS][list(AGES)]), {seen[kind, ALL_AGES] for kind in KINDS}
    assert [{"shown"}, {NOT_SHOWN}] in ([kinds, ages], [ages, kinds]), "they cross one another"


def said(rows, policy=DEFAULT):
    """What is said of rows of kind, ages and count; a text in place of a count is its state."""
    given = [
        ("A", "2026-10", kind, age, *((None, count) if isinstance(count, str) else
                                      (count, "shown")))
        for kind, age, count in rows
    ]  # fmt: skip
    seen = policy_view(pd.DataFrame(given, columns=list(GIVEN.columns)), policy=policy)
    return [
        f"{count:.0f}" if shown == "shown" else shown
        for count, shown in seen[["shown_count", "shown"]].values
    ]


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([("all", ALL_AGES, 20), ("knife", ALL_AGES, 12)], ["20", "not shown"]),
        ([("all", ALL_AGES, 22), ("knife", ALL_AGES, 12)], ["22", "12"]),
        ([("all", ALL_AGES, 12), ("knife", ALL_AGES, 12)], ["12", "12"]),
        ([("knife", ALL_AGES, 12), ("fall", ALL_AGES, 8)], ["12", "too few to show"]),
        ([("all", ALL_AGES, 20), ("all", "10-17", 12), ("all", "18-24", "too few to show")],
         ["20", "not shown", "not shown"]),
        ([("all", ALL_AGES, 9), ("all", "10-17", 9)], ["not shown", "not shown"]),
        ([("all", ALL_AGES, 40), ("all", "10-17", "not supplied"), ("all", "18-24", 0)],
         ["40", "not supplied", "0"]),
        ([("all", ALL_AGES, 20), ("all", "0-120", 20)], ["20", "20"]),
        ([("all", ALL_AGES, 30), ("knife", ALL_AGES, 40)], ["30", "not shown"]),
    ],
)  # fmt: skip
def test_parts_give_way_to_their_totals(rows, seen):
    assert said(rows) == seen


def test_ten_people_of_ten_kinds_are_not_told_by_there_being_ten():
    """Each kind that is not none has at least one: a total of ten would tell that each is one."""
    kinds = [(f"kind {number}", ALL_AGES, 1) for number in range(10)]
    assert said([("all", ALL_AGES, 10), *kinds]) == ["not shown"] * 11
    assert said([("all", ALL_AGES, 19), *kinds])[0] == "19"


def test_areas_and_months_are_apart():
    places = [("A", "2026-10", "all", 20), ("B", "2026-10", "x", 12), ("A", "2026-11", "x", 12)]
    rows = [(*place, ALL_AGES, count, "shown") for *place, count in places]
    seen = policy_view(pd.DataFrame(rows, columns=list(GIVEN.columns)), policy=DEFAULT)
    assert set(seen["shown"]) == {"shown"}
