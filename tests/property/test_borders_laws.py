"""Laws of borders: what moving a border, renaming, and a neighbour's word change, and what not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.areas import Geography, lay_out, neighbours_by_boundary
from sightline.analysis.borders import (
    FLOWS,
    AcrossBorders,
    Asked,
    Evidence,
    Ground,
    NeighbourRegister,
    border_findings,
    flows_across,
    look_across,
    sides_of,
)
from sightline.analysis.provision import Place, reach_by_area
from tests.factories.small_tables import AS_OF, YOUNG, activity, parts_of

laws = settings(max_examples=5, deadline=None)
SIDE_M, ACROSS, NUMBER = 2_000.0, 5, 20
AREAS = [f"X{number:02d}" for number in range(NUMBER)]
SHAPES = [
    shapely.box(
        number % ACROSS * SIDE_M,
        number // ACROSS * SIDE_M,
        (number % ACROSS + 1) * SIDE_M,
        (number // ACROSS + 1) * SIDE_M,
    )
    for number in range(NUMBER)
]
PEOPLE = pd.DataFrame({"area": AREAS, "age_from": 10, "age_to": 24, "people": 200})
districts = st.lists(st.sampled_from(["Ash", "Birch", "Cedar"]), min_size=NUMBER, max_size=NUMBER)
clubs = st.lists(
    st.tuples(
        st.integers(0, NUMBER - 1),
        st.sampled_from([None, 10.0, 60.0]),
        st.sampled_from([(), ("Ash",), ("X00", "X07")]),
    ),
    max_size=5,
)


def land(district: list[str], codes: list[str] = AREAS) -> Geography:
    names = pd.DataFrame(
        {"area": codes, "area_name": codes, "district": district, "district_name": district}
    )
    return lay_out(names=names, shapes=SHAPES, vintage="fictional")


BESIDE = neighbours_by_boundary(land(["Ash"] * NUMBER))


def activities(told, prefix: str = ""):
    return tuple(
        activity(
            f"{prefix}{number}",
            places=(Place((at % ACROSS + 0.5) * SIDE_M, (at // ACROSS + 0.5) * SIDE_M),),
            people_a_year=room,
            areas_served=served,
        )
        for number, (at, room, served) in enumerate(told)
    )


def values(seed: int) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    return pd.DataFrame({"area": AREAS, "value": dice.gamma(2.0, 5.0, NUMBER)})


def look(district: list[str], evidence: Evidence, ours: set[str] | None = None) -> AcrossBorders:
    geography = land(district)
    ground = Ground(geography, set(AREAS) if ours is None else ours, BESIDE, PEOPLE)
    return look_across(
        ground=ground,
        asked=Asked("violence", "Violence", YOUNG, AS_OF, draws=199),
        evidence=evidence,
    )


@laws
@given(told=clubs, seed=st.integers(0, 99))
def test_without_a_border_nothing_is_found_across_one(told, seed):
    flows = pd.DataFrame({"home_area": ["X00"], "offence_area": ["X19"], "count": [50]})
    evidence = Evidence(activities=activities(told), values=values(seed), flows=flows)
    across = look(["Ash"] * NUMBER, evidence)
    assert border_findings(across) == ()
    assert across.crossings.empty
    assert across.turned_away.empty


@laws
@given(one=districts, other=districts, told=clubs)
def test_moving_the_border_moves_no_reach_and_nothing_told_of_an_area(one, other, told):
    """Reach served by names of districts moves with the names, so none is here."""
    plain = [(at, room, ()) for at, room, _ in told]
    register = NeighbourRegister("Next", activities(plain, "n"), "file", date(2025, 11, 1))
    evidence = Evidence(activities=activities(plain), registers=(register,))
    before, after = look(one, evidence), look(other, evidence)
    pd.testing.assert_frame_equal(before.told, after.told)
    reach = [
        parts_of(activities(plain), areas=land(district).areas, population=PEOPLE)
        for district in (one, other)
    ]
    pd.testing.assert_frame_equal(*reach)
    crosses = before.crossing.merge(land(one).areas[["area", "district_name"]], on="area")
    assert (crosses["side"] == crosses["district_name"]).all()
    assert (crosses["side"] != crosses["home_side"]).all()


@laws
@given(district=districts, told=clubs, seed=st.integers(0, 99))
def test_names_of_districts_change_the_words_and_nothing_else(district, told, seed):
    new = {"Ash": "Zelkova", "Birch": "Yew", "Cedar": "Willow"}
    evidence = Evidence(activities=activities(told), values=values(seed))
    renamed = Evidence(
        activities=tuple(
            replace(one, areas_served=tuple(new.get(name, name) for name in one.areas_served))
            for one in evidence.activities
        ),
        values=evidence.values,
    )
    before = border_findings(look(district, evidence))
    after = border_findings(look([new[name] for name in district], renamed))
    assert sorted(
        (one.sort, one.areas, one.activities, sorted(new[name] for name in one.districts))
        for one in before
    ) == sorted((one.sort, one.areas, one.activities, sorted(one.districts)) for one in after)
    people = [sorted(one.people.high for one in found if one.people) for found in (before, after)]
    assert people[0] == pytest.approx(people[1])


@laws
@given(district=districts, own=clubs, theirs=clubs)
def test_a_neighbours_register_changes_nothing_of_our_own(district, own, theirs):
    register = NeighbourRegister("Next", activities(theirs, "n"), "file", date(2025, 11, 1))
    ours = {area for area, name in zip(AREAS, district, strict=True) if name != "Cedar"}
    alone = look(district, Evidence(activities=activities(own)), ours)
    both = look(district, Evidence(activities=activities(own), registers=(register,)), ours)
    for table in ("crossing", "crossings", "away", "turned_away"):
        mine = getattr(both, table)
        mine = mine[mine["teller"] == ""].reset_index(drop=True)
        assert mine.astype(str).values.tolist() == getattr(alone, table).astype(str).values.tolist()
    assert alone.told.empty
    assert {one.identity for one in border_findings(alone)} <= {
        one.identity for one in border_findings(both)
    }


@laws
@given(district=districts, told=clubs)
def test_what_crosses_is_part_of_what_is_reached(district, told):
    mine = activities(told)
    across = look(district, Evidence(activities=mine))
    parts = parts_of(mine, areas=land(district).areas, population=PEOPLE)
    everybody = pd.DataFrame({"area": AREAS, "people": 1e9})
    reach = reach_by_area(parts=parts, people=everybody).set_index("area")["people_reached"]
    crossing = across.crossing.groupby("area")["people"].sum()
    assert (crossing <= reach.reindex(crossing.index) + 1e-6).all()
    away = set(zip(across.away["activity"], across.away["area"], strict=True))
    reached = set(zip(parts["activity"], parts["area"], strict=True))
    assert not away & reached
    assert (across.turned_away["people_low"] <= across.turned_away["people_high"] + 1e-9).all()


@laws
@given(
    counts=st.dictionaries(
        st.tuples(st.sampled_from([*AREAS, "Atlantis"]), st.sampled_from([*AREAS, "Ash"])),
        st.one_of(st.none(), st.integers(0, 500)),
        max_size=12,
    ),
    district=districts,
    smallest=st.one_of(st.none(), st.integers(1, 10)),
)
def test_every_count_that_is_shown_is_counted_once_and_none_is_made_up(counts, district, smallest):
    rows = [(home, there, count) for (home, there), count in counts.items()]
    flows = FLOWS.check(pd.DataFrame(rows, columns=["home_area", "offence_area", "count"]))
    areas = land(district).areas
    table = flows_across(
        flows, areas=areas, sides=sides_of(areas, ours=AREAS), smallest_shown=smallest
    )
    assert table["shown"].sum() == flows["count"].sum()
    assert table["hidden"].sum() == flows["count"].isna().sum()
    known = table.dropna(subset=["share"])
    assert (known["share_low"] <= known["share"]).all()
    assert (known["share"] <= known["share_high"]).all()
    if smallest is not None:
        assert (table["at_most"] - table["shown"] == table["hidden"] * (smallest - 1)).all()
