"""Borders: small maps that anybody can check by hand, and decoys beside each case."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from sightline.analysis.areas import Geography, lay_out, neighbours_by_boundary
from sightline.analysis.borders import (
    AcrossBorders,
    Asked,
    Corridor,
    Evidence,
    Ground,
    NeighbourRegister,
    Sort,
    border_findings,
    border_proposals,
    exposure_along,
    find_straddles,
    flows_across,
    look_across,
    patterns_of_gaps,
    sides_of,
)
from sightline.analysis.findings import Finding, FindingKind
from sightline.analysis.gaps import GAPS
from sightline.analysis.hotspots import Pattern, Spot
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.analysis.provision import Activity, Place
from sightline.errors import BadInput, Refused
from tests.factories.small_tables import AS_OF, YOUNG, activity

ACROSS, DOWN, SIDE_M = 12, 12, 2_000.0
WHERE = [(row, column) for row in range(DOWN) for column in range(ACROSS)]


def code(row: int, column: int) -> str:
    return f"X{row:02d}{column:02d}"


def in_halves(row: int, column: int) -> str:
    return "West" if column < ACROSS // 2 else "East"


def in_quarters(row: int, column: int) -> str:
    return ("South" if row < DOWN // 2 else "North") + in_halves(row, column)


def land(district=in_halves) -> Geography:
    """A board of squares, each an area, in the districts that are told."""
    names = pd.DataFrame(
        {
            "area": [code(*at) for at in WHERE],
            "area_name": [f"Square {code(*at)}" for at in WHERE],
            "district": [f"D-{district(*at)}" for at in WHERE],
            "district_name": [district(*at) for at in WHERE],
        }
    )
    shapes = [
        shapely.box(column * SIDE_M, row * SIDE_M, (column + 1) * SIDE_M, (row + 1) * SIDE_M)
        for row, column in WHERE
    ]
    return lay_out(names=names, shapes=shapes, vintage="fictional")


LAND = land()
BESIDE = neighbours_by_boundary(LAND)


def people(each: int = 200) -> pd.DataFrame:
    return pd.DataFrame(
        {"area": [code(*at) for at in WHERE], "age_from": 10, "age_to": 24, "people": each}
    )


def values(high: set[tuple[int, int]]) -> pd.DataFrame:
    """VALUES: 40 where it is high, else near 10, never twice the same."""
    return pd.DataFrame(
        {
            "area": [code(*at) for at in WHERE],
            "value": [
                (40.0 if at in high else 10.0) + 0.01 * number for number, at in enumerate(WHERE)
            ],
        }
    )


def block(row: int, column: int, size: int = 3) -> set[tuple[int, int]]:
    return {(row + down, column + across) for down in range(size) for across in range(size)}


def gaps(short: dict[str, float], *, low: float = 0.5) -> pd.DataFrame:
    """GAPS: so many short in some areas, none in the others."""
    area = [code(*at) for at in WHERE]
    shortfall = pd.Series([short.get(each, 0.0) for each in area])
    return GAPS.check(
        pd.DataFrame(
            {
                "area": area,
                "people": 200,
                "need_per_1000": 10,
                "need_low": 5,
                "need_high": 15,
                "people_to_reach": shortfall,
                "people_reached": 0,
                "shortfall": shortfall,
                "shortfall_low": shortfall * low,
                "shortfall_high": shortfall * 2,
                "kind": "too little",
                "share_silent": 0,
            }
        )
    )


def look(
    evidence: Evidence, *, ours: set[str] | None = None, geography: Geography = LAND
) -> AcrossBorders:
    known = set(geography.areas["area"]) if ours is None else ours
    ground = Ground(geography=geography, ours=known, beside=BESIDE, population=people())
    asked = Asked("violence", "Violence", YOUNG, AS_OF)
    return look_across(ground=ground, asked=asked, evidence=evidence)


def found(evidence: Evidence, **where) -> list[Finding]:
    return list(border_findings(look(evidence, **where)))


def sorts(findings: list[Finding]) -> list[str]:
    return [finding.sort for finding in findings]


def place(row: int, column: int) -> tuple[Place, ...]:
    return (Place((column + 0.5) * SIDE_M, (row + 0.5) * SIDE_M),)


def club(reference: str, row: int, column: int, **facts) -> Activity:
    usual = {"people_a_year": 60.0, "places": place(row, column)}
    return activity(reference, **{**usual, **facts})


def register(*activities: Activity, name: str = "Mythos City", told_on=date(2025, 11, 1)):
    return NeighbourRegister(name, tuple(activities), "register.csv", told_on)


# Hot spots and gaps


def test_a_hot_spot_on_both_sides_of_a_border_is_one_finding_of_both():
    (one,) = found(Evidence(values=values(block(4, 4, 4)), what_values="a made-up rate"))
    assert (one.kind, one.sort) == (FindingKind.BORDER, Sort.HOT_SPOT)
    assert one.title == "A hot spot of violence lies across the border of East and West"
    assert one.districts == ("East", "West")
    assert {area[3:] for area in one.areas} == {"04", "05", "06", "07"}
    assert "What is compared: a made-up rate." in one.reasons
    assert one.facts["areas in West"] >= 6  # its corners have two high neighbours of four
    assert one.people is None  # no gap is known, which is not that nobody is short


def test_a_hot_spot_of_one_district_that_touches_the_border_is_none():
    assert found(Evidence(values=values(block(4, 2, 4)))) == []


def patterns(high: set[tuple[int, int]]) -> pd.DataFrame:
    """LOCAL_PATTERNS by hand: hot and high in these squares, unclear in all others."""
    hot = [at in high for at in WHERE]
    return pd.DataFrame(
        {
            "area": [code(*at) for at in WHERE],
            "value": 1.0,
            "neighbours": 4,
            "mean_of_neighbours": 1.0,
            "local_moran": 1.0,
            "gi": 1.0,
            "gi_star": 1.0,
            "chance": 0.001,
            "false_discovery": 0.01,
            "spot": np.where(hot, Spot.HOT, Spot.UNCLEAR),
            "pattern": np.where(hot, Pattern.HIGH_AMONG_HIGH, Pattern.UNCLEAR),
        }
    )


def straddles(told: pd.DataFrame, *, district=in_quarters) -> pd.DataFrame:
    return find_straddles(
        patterns=told,
        neighbours=neighbours_from_pairs(
            areas=LAND.areas["area"], pairs=BESIDE[["area", "neighbour"]]
        ),
        sides=sides_of(land(district).areas, ours=set(LAND.areas["area"])),
    )


def test_hot_spots_of_two_districts_that_touch_at_a_corner_do_not_straddle():
    """Their corners meet where four districts do: no line is crossed. One more square, and it is"""
    high = block(2, 2, 4) | block(6, 6, 4)
    assert straddles(patterns(high)).empty
    crossed = straddles(patterns(high | {(6, 5)}))
    assert set(crossed["straddle"]) == {1}
    assert set(crossed["side"]) == {"NorthEast", "NorthWest", "SouthWest"}
    on_line = crossed.loc[crossed["on_the_border"] == 1, "area"]
    assert set(on_line) == {code(5, 5), code(6, 5), code(6, 6)}


def test_an_ordinary_area_beside_a_hot_spot_does_not_make_it_straddle():
    """Across the line it is hot by its neighbours alone (Gi*), and is not high itself."""
    told = patterns(block(2, 2, 4))
    beside_it = told["area"] == code(6, 4)
    told.loc[beside_it, ["spot", "pattern"]] = [Spot.HOT.value, Pattern.LOW_AMONG_HIGH.value]
    assert straddles(told).empty


def test_what_lies_far_from_the_border_is_left_out_and_counted():
    (one,) = found(Evidence(values=values({(row, c) for row in (5, 6, 7) for c in range(11)})))
    assert {int(area[3:]) for area in one.areas} == {3, 4, 5, 6, 7, 8}
    assert any("the part near the border of a hot spot of" in reason for reason in one.reasons)


def test_the_border_of_the_county_is_one_even_without_districts():
    no_names = LAND.areas.assign(district="", district_name="")
    bare = Geography(no_names, LAND.shapes, "fictional")
    evidence = Evidence(values=values(block(4, 4, 4)))
    west = {code(*at) for at in WHERE if at[1] < 6}
    assert found(evidence, geography=bare) == []  # no district is known, so no border is
    (one,) = found(evidence, ours=west, geography=bare)
    assert one.districts == ("beyond the county", "the county")


def test_what_lies_wholly_beyond_the_county_is_the_business_of_others():
    high = values(block(4, 8, 4) | block(8, 8, 4))
    assert found(Evidence(values=high), ours={code(0, 0)}, geography=land(in_quarters)) == []
    assert found(Evidence(values=high), geography=land(in_quarters))


def test_a_gap_on_both_sides_says_who_is_short_on_each():
    short = {code(*at): 30.0 for at in block(4, 4, 4)}
    (one,) = found(Evidence(gaps=gaps(short)))
    assert one.sort == Sort.GAP
    assert one.people is not None
    assert one.people.middle == pytest.approx(30 * len(one.areas))
    assert one.people.low == pytest.approx(15 * len(one.areas))
    assert any("Gain for East: up to the" in reason for reason in one.reasons)


def test_a_gap_that_may_be_none_does_not_straddle():
    short = {code(*at): 30.0 for at in block(4, 4, 4)}
    assert found(Evidence(gaps=gaps(short, low=0.0))) == []


def test_where_nobody_has_reported_no_gap_is_claimed():
    unknown = gaps({code(4, 4): 30.0}).assign(shortfall=np.nan)
    neighbours = neighbours_from_pairs(
        areas=LAND.areas["area"], pairs=BESIDE[["area", "neighbour"]]
    )
    with pytest.raises(Refused, match="nobody has reported"):
        patterns_of_gaps(gaps=unknown, neighbours=neighbours)
    across = look(Evidence(gaps=unknown))
    assert any("nobody has reported" in words for words in across.cannot_tell)
    alike = look(Evidence(values=values(set()).assign(value=1.0)))
    assert any("the same value in every area" in words for words in alike.cannot_tell)


def test_a_side_for_every_area_is_wanted():
    neighbours = neighbours_from_pairs(
        areas=["A"], pairs=pd.DataFrame(columns=["area", "neighbour"])
    )
    with pytest.raises(BadInput, match="no side for A"):
        find_straddles(
            patterns=look(Evidence()).hotspots.head(0),
            neighbours=neighbours,
            sides=sides_of(LAND.areas, ours=[]),
        )


def test_on_a_side_without_gaps_nobody_knows_who_is_short():
    ours = gaps({code(*at): 30.0 for at in block(4, 4, 4)})
    ours = ours[ours["area"].isin(west())]
    (one,) = found(Evidence(values=values(block(4, 4, 4)), gaps=ours), ours=west())
    assert one.sort == Sort.HOT_SPOT
    assert one.people is not None
    assert one.facts["people short in East"] is None
    assert "Gain for East: not known, for no gap is known on that side." in one.reasons


# Served, and turned away


def test_a_district_that_rests_on_its_neighbour_is_told():
    """The only club stands one square from the border: half of those it reaches live beyond."""
    (one,) = found(Evidence(activities=[club("1", 5, 6)]))
    assert one.sort == Sort.SERVED
    assert one.title == "Residents of West are served by activities in East"
    assert one.people is not None
    assert 5 < one.people.middle < 30  # type: ignore[operator]
    assert one.activities == ("1",)
    assert one.organisations == ("Us",)


def test_a_club_on_both_sides_crosses_to_neither():
    both = club("1", 5, 6, places=(*place(5, 6), *place(5, 5)))
    assert found(Evidence(activities=[both])) == []


def test_a_little_crossing_beside_much_of_ones_own_is_no_finding():
    own = [club(f"w{row}", row, 2, people_a_year=400.0) for row in range(2, 9)]
    east = [club("e", 5, 7), *(club(f"e{row}", row, 11, people_a_year=400.0) for row in (3, 8))]
    across = look(Evidence(activities=[*own, *east]))
    assert len(across.crossings) == 2  # it is in the table all the same
    assert border_findings(across) == ()


def test_a_neighbours_activity_open_to_all_serves_and_turns_nobody_away():
    across = look(Evidence(registers=[register(club("1", 5, 7))]), ours=west())
    (one,) = border_findings(across)
    assert one.sort == Sort.SERVED
    assert any(
        "Told by Mythos City, in its own register as of 2025-11-01" in r for r in one.reasons
    )
    assert across.turned_away.empty


def west() -> set[str]:
    return {code(*at) for at in WHERE if at[1] < 6}


def test_a_neighbours_activity_for_its_own_alone_turns_ours_away():
    theirs = club("1", 5, 6, areas_served=("East",), places_free=4.0)
    across = look(
        Evidence(registers=[register(theirs)], gaps=gaps({code(5, 5): 20.0})), ours=west()
    )
    (one,) = border_findings(across)
    assert one.sort == Sort.TURNED_AWAY
    assert one.title == "Residents of West near activities in East may not come"
    assert one.people is not None
    assert (one.people.low, one.people.high) == (4.0, 60.0)
    assert 4 < one.people.middle < 30  # type: ignore[operator]
    assert code(5, 5) in one.areas
    assert all(area[3:] < "06" for area in one.areas)
    assert any("about 4" in r or "4 are said to be" in r for r in one.reasons)


def test_inside_the_county_it_is_told_only_where_places_are_free():
    """Without free places as many would give way on the other side: it is in the table alone."""
    full = club("1", 5, 6, areas_served=("East",))
    across = look(Evidence(activities=[full]))
    assert border_findings(across) == ()
    assert len(across.turned_away) == 1
    free = club("1", 5, 6, areas_served=("East",), places_free=30.0, people_a_year=90.0)
    assert sorts(found(Evidence(activities=[free]))) == [Sort.TURNED_AWAY]


def test_nobody_is_turned_away_who_is_not_short_or_not_near():
    theirs = register(club("1", 5, 6, areas_served=("East",)))
    assert found(Evidence(registers=[theirs], gaps=gaps({code(0, 0): 20.0})), ours=west()) == []
    far = register(club("1", 5, 11, areas_served=("East",)))
    assert found(Evidence(registers=[far]), ours=west()) == []


def test_what_crosses_between_two_sides_beyond_the_county_is_the_business_of_others():
    theirs = register(club("1", 6, 9, people_a_year=300.0))
    across = look(Evidence(registers=[theirs]), ours={code(0, 0)}, geography=land(in_quarters))
    assert not across.crossings.empty
    assert border_findings(across) == ()


def test_other_ages_are_not_served_and_not_turned_away():
    older = club("1", 5, 6, ages=type(YOUNG)(30, 60))
    limited = club("2", 5, 6, ages=type(YOUNG)(30, 60), areas_served=("East",))
    assert found(Evidence(activities=[older, limited])) == []


def test_a_register_without_the_land_it_stands_on_gives_a_range_and_no_middle():
    """Its club stands beyond every area that is known: all its room may be for its own people."""
    beyond = club("1", 5, 12, places=(Place(12.2 * SIDE_M, 5.5 * SIDE_M),))
    across = look(Evidence(registers=[register(beyond)]))
    (one,) = border_findings(across)
    assert one.people is not None
    assert (one.people.low, one.people.middle) == (0.0, None)
    assert one.people.high == pytest.approx(60.0)
    assert across.told["told_people"].isna().all()
    assert (across.told["told_low"] == 0).all()
    assert across.told["told_high"].sum() == pytest.approx(60.0)


def test_what_a_stale_register_tells_is_not_sure():
    stale = register(club("1", 5, 6), told_on=date(2025, 1, 1))
    told = look(Evidence(registers=[stale]), ours=west()).told
    assert (told["told_fresh"] == 0).all()
    assert (told["told_low"] == 0).all()
    assert told["told_people"].sum() > 20
    assert set(told["source"]) == {"register.csv"}


def test_an_activity_without_a_number_is_told_with_what_is_typical():
    silent = club("2", 5, 7, people_a_year=None)
    across = look(Evidence(registers=[register(club("1", 5, 7), silent)]), ours=west())
    row = across.crossings[across.crossings["side"] == "West"].iloc[0]
    assert row["activities_unknown"] == 1
    assert row["people_high"] == pytest.approx(2 * row["people"])
    (one,) = border_findings(across)
    assert any("give no number" in reason for reason in one.reasons)


def test_a_sensitive_site_is_not_given_away_by_the_border_it_stands_near():
    refuge = club("1", 5, 6, sensitive_site=True)
    assert look(Evidence(activities=[refuge])).crossing.empty


def test_an_activity_kept_to_its_organisation_is_not_named():
    from sightline.analysis.provision import Visibility

    hidden = club("1", 5, 6, visibility=Visibility.ORGANISATION)
    (one,) = found(Evidence(activities=[hidden]))
    assert not any("Club 1" in reason for reason in one.reasons)


def test_a_neighbour_has_a_name():
    with pytest.raises(BadInput, match="found no name"):
        register(name=" ")


# Flows


def flows(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["home_area", "offence_area", "count"])


def test_flows_over_a_border_are_told_and_those_within_are_not():
    told = flows(("West", "East", 30), ("East", "East", 70), ("West", "West", 90))
    (one,) = found(Evidence(flows=told))
    assert one.sort == Sort.FLOW
    assert one.title == "People who live in West are in 30% of the incidents shown in East"
    assert one.facts["incidents shown"] == 30
    assert one.subject[-2:] == ("West", "East")


def test_a_hidden_count_is_not_guessed():
    told = flows(("West", "East", None), ("East", "East", 70))
    assert found(Evidence(flows=told)) == []
    table = flows_across(told, areas=LAND.areas, sides=sides_of(LAND.areas, ours=[]))
    hidden = table[table["home_side"] == "West"].iloc[0]
    assert (hidden["shown"], hidden["hidden"]) == (0, 1)
    assert pd.isna(hidden["at_most"])


def test_a_hidden_count_has_a_bound_where_the_smallest_shown_is_known():
    told = flows(("West", "East", None), ("East", "East", 6))
    table = flows_across(
        told, areas=LAND.areas, sides=sides_of(LAND.areas, ours=[]), smallest_shown=5
    )
    east, west_row = table.iloc[0], table.iloc[1]
    assert (east["at_most"], west_row["at_most"]) == (6, 4)
    assert west_row["share"] == 0
    assert west_row["share_high"] > 0.4
    assert east["share_low"] < 0.4


def test_every_count_is_somewhere_also_from_places_nobody_knows():
    told = flows(("Atlantis", "East", 7), (code(0, 0), code(0, 11), 8), ("east", "Nowhere", 9))
    table = flows_across(told, areas=LAND.areas, sides=sides_of(LAND.areas, ours=[]))
    assert table["shown"].sum() == 24
    assert table.loc[table["home_side"] == "", "shown"].tolist() == [7]
    with pytest.raises(BadInput, match="smallest count shown"):
        flows_across(told, areas=LAND.areas, sides=sides_of(LAND.areas, ours=[]), smallest_shown=0)


# Corridors


def events(near: float) -> pd.DataFrame:
    """Incidents: `near` an area along row 5, else 10 or so."""
    return pd.DataFrame(
        {
            "area": [code(*at) for at in WHERE],
            "incidents": [near + at[1] % 3 if at[0] == 5 else 10.0 + at[1] % 3 for at in WHERE],
            "people": 1000.0,
        }
    )


RAIL = Corridor("Fable Line", "railway", (shapely.LineString([(0, 11_000), (24_000, 11_000)]),))


def test_more_along_a_line_through_two_districts_is_a_finding():
    (one,) = found(Evidence(corridors=[RAIL], events=events(40.0)))
    assert one.sort == Sort.CORRIDOR
    assert one.title == "More happens along Fable Line than people live there"
    assert any("this is exposure, not a cause" in reason for reason in one.reasons)
    assert one.districts == ("East", "West")


def test_no_more_than_its_share_or_inside_one_district_is_none():
    assert found(Evidence(corridors=[RAIL], events=events(10.0))) == []
    short = Corridor("Branch", "railway", (shapely.LineString([(0, 11_000), (11_000, 11_000)]),))
    assert found(Evidence(corridors=[short], events=events(90.0))) == []


def test_the_share_along_a_line_is_the_one_that_can_be_counted_by_hand():
    sides = sides_of(LAND.areas, ours=[])
    stops = Corridor("Stops", "railway", stops=(shapely.Point(1_000, 11_000),))
    table = exposure_along([RAIL, stops], events=events(40.0), geography=LAND, sides=sides)
    line = table.iloc[0]
    assert line["areas"] == 12
    assert line["share_of_people"] == pytest.approx(1 / 12)
    near, total = 12 * 41.0, 12 * 41.0 + 132 * 11.0
    assert line["share_of_incidents"] == pytest.approx(near / total)
    assert line["share_low"] < near / total < line["share_high"]
    assert pd.isna(table.iloc[1]["share_low"])  # one area is no ground for an interval
    none = exposure_along(
        [RAIL], events=events(40.0).assign(incidents=0), geography=LAND, sides=sides
    )
    assert pd.isna(none.iloc[0]["share_of_incidents"])


def test_lines_without_events_or_distance_are_refused():
    with pytest.raises(BadInput, match="no events by area"):
        look(Evidence(corridors=[RAIL]))
    with pytest.raises(BadInput, match="wanted metres above 0"):
        exposure_along(
            [RAIL], events=events(1.0), geography=LAND, sides=sides_of(LAND.areas, ours=[]),
            within_m=0,
        )  # fmt: skip
    with pytest.raises(BadInput, match="no line and no stop"):
        Corridor("Nothing", "road")
    left_out = look(Evidence(corridors=[RAIL], events=events(40.0).head(100)))
    assert any("44 areas have no figure" in words for words in left_out.cannot_tell)


def test_the_interval_along_a_line_holds_the_truth_about_as_often_as_it_says():
    dice = np.random.default_rng(7)
    sides = sides_of(LAND.areas, ours=[])
    near = np.array([at[0] == 5 for at in WHERE])
    held = 0
    for _ in range(200):
        mean = np.where(near, 2.0, 1.0) * dice.gamma(4.0, 5.0, len(WHERE))  # areas differ much
        told = events(1.0).assign(incidents=dice.poisson(mean))
        row = exposure_along([RAIL], events=told, geography=LAND, sides=sides).iloc[0]
        held += row["share_low"] <= 24 / (24 + 132) <= row["share_high"]
    assert 160 <= held <= 195


# Everything together


def test_each_side_is_told_what_it_gains_and_whom_to_talk_to():
    across = look(
        Evidence(
            activities=[club("1", 5, 4, organisation="West Lanterns")],
            registers=[
                register(club("9", 5, 6, organisation="East Youth", areas_served=("East",)))
            ],
            gaps=gaps({code(5, 5): 20.0}),
        ),
        ours=west(),
    )
    findings = {one.sort: one for one in border_findings(across)}
    away = findings[Sort.TURNED_AWAY]
    assert away.organisations == ("East Youth", "West Lanterns")
    table = border_proposals(across).set_index(["finding", "side"])
    gain = table.loc[(away.identity, "West")]
    assert gain["organisations"] == "West Lanterns"
    assert gain["gain"] == pytest.approx(away.people.middle)  # type: ignore[union-attr]
    assert pd.isna(table.loc[(away.identity, "East"), "gain"])


def test_what_is_not_supplied_is_said():
    words = " ".join(look(Evidence()).cannot_tell)
    for part in ("No areas beyond", "No neighbour's register", "No table of home", "No railways"):
        assert part in words
    assert border_proposals(look(Evidence())).empty


def test_a_side_whose_workers_are_many_names_some_and_counts_the_rest():
    many = [club(str(n), 5, 6, organisation=f"Org {n:02d}", people_a_year=9.0) for n in range(8)]
    (one,) = found(Evidence(activities=many))
    assert any("Org 05 and 2 more" in reason for reason in one.reasons)
    assert any("and 3 more" in reason for reason in one.reasons)
    assert len(one.organisations) == 8
