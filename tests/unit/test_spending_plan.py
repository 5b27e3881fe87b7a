"""Where the next pound does most, by hand: candidates, costs, floors, reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Place, Status
from sightline.analysis.spending import (
    ANY,
    SHORT,
    Candidate,
    FloorAsked,
    Rule,
    SpendingPlan,
    Way,
    candidates_of,
    plan_spend,
    reaches_of,
    short_of,
)
from sightline.errors import BadInput, Refused

AGES, AS_OF = AgeRange(10, 24), Month(2025, 12)
NAMES = ("A", "B", "C")
AREAS = pd.DataFrame(
    {
        "area": NAMES,
        "area_name": [f"Fable {name}" for name in NAMES],
        "district": ["D1", "D1", "D2"],
        "district_name": ["Tellford", "Tellford", "Sageby"],
        "easting_m": [0.0, 4_000.0, 40_000.0],
        "northing_m": 0.0,
    }
)
LIVED = pd.DataFrame({"area": NAMES, "age_from": 10, "age_to": 24, "people": 500})
DISTRICTS = pd.DataFrame({"area": NAMES, "district": ["Tellford", "Tellford", "Sageby"]})


def short(**people: float) -> pd.DataFrame:
    """So many are short in each area, give or take a fifth."""
    middle = pd.Series(people or {"A": 50.0, "B": 30.0, "C": 20.0})
    return SHORT.check(
        pd.DataFrame(
            {
                "area": middle.index,
                "theme": "violence",
                "ages": str(AGES),
                "group": "",
                "people_short": middle.to_numpy(),
                "short_low": middle.to_numpy() * 0.8,
                "short_high": middle.to_numpy() * 1.2,
            }
        )
    )


def club(**given: object) -> Activity:
    words: dict[str, object] = {
        "reference": "club",
        "name": "Evening club",
        "organisation": "Lanterns",
        "themes": ("violence",),
        "status": Status.CURRENT,
        "ages": AGES,
        "places": (Place(0.0, 0.0),),
        "people_a_year": 40.0,
        "funding_gbp": 8_000.0,
    }
    return Activity(**{**words, **given})


def candidate(name: str, cost: str | None, *, title: str = "") -> Candidate:
    return Candidate(
        reference=name,
        way=Way.NEW_SITE,
        title=title or f"Site {name}",
        adds=club(reference=name),
        cost_gbp=None if cost is None else Decimal(cost),
        why="As told" if cost else "The register does not tell what it costs: ask Lanterns.",
    )


def reaches(**people: dict[str, float]) -> pd.DataFrame:
    rows = [
        (name, area, "violence", str(AGES), "", number)
        for name, areas in people.items()
        for area, number in areas.items()
    ]
    columns = ["candidate", "area", "theme", "ages", "group", "people"]
    return pd.DataFrame(rows, columns=columns)


def planned(budget: str, *, floors: tuple[FloorAsked, ...] = (), **more: object) -> SpendingPlan:
    """Three sites: dear in A and B, cheap in A alone, one in C; and one that has no cost."""
    given: dict[str, object] = {
        "short": short(),
        "reaches": reaches(
            both={"A": 50, "B": 30}, one={"A": 45}, far={"C": 20}, unknown={"C": 15}
        ),
        "candidates": [
            candidate("both", "1000"),
            candidate("one", "400"),
            candidate("far", "500"),
            candidate("unknown", None),
        ],
        "labels": DISTRICTS,
    }
    return plan_spend(budget_gbp=Decimal(budget), floors=floors, **{**given, **more})


def test_the_plan_its_interval_and_its_certificate() -> None:
    plan = planned("1000")
    assert plan.picks["candidate"].tolist() == ["both"]
    assert plan.people == (pytest.approx(64), pytest.approx(80), pytest.approx(80))
    assert plan.plan.gap == 0
    assert plan.words[0] == (
        "£1,000.00 of £1,000.00 a year reaches about 80 of the 100 people short (64 to 80)."
    )
    assert plan.words[1].startswith("Certificate: the best there can be; no plan")
    assert "31.6%" in plan.words[2]


def test_every_pick_has_its_reasons() -> None:
    plan = planned("900", floors=(FloorAsked("district", 0.5),))
    words = dict(zip(plan.picks["candidate"], plan.picks["reasons"], strict=True))
    assert set(words) == {"one", "far"}
    assert "Reaches 45 people short whom the picks above it do not (40 to 45)" in words["one"]
    assert "ages 10-24" in words["one"]
    assert "Costs £400.00 a year, £9 for each of them. As told." in words["one"]
    assert "Counts towards the floors of: district Tellford (45)." in words["one"]
    assert "Nothing else that the money would buy adds anybody." in words["one"]
    free = planned("1000", floors=(FloorAsked("district", 0.5),))
    told = " ".join(free.picks["reasons"])
    assert "Displaces Site both, which would reach 45 of the same people." in told
    assert "Next best for the money: Site both" not in told  # dearer than what is left


def test_next_best_is_what_the_same_money_would_buy() -> None:
    plan = planned("1000", candidates=[candidate("both", "1000"), candidate("one", "400")])
    (reasons,) = plan.picks["reasons"]
    assert "Next best for the money: Site one, 45 people against 80." in reasons


def test_what_has_no_cost_is_listed_and_neither_chosen_nor_dropped() -> None:
    plan = planned("100000")
    assert plan.not_costed[["candidate", "people"]].values.tolist() == [["unknown", 15.0]]
    assert "ask Lanterns" in plan.not_costed["why"].iloc[0]
    assert "unknown" not in set(plan.picks["candidate"])
    assert "1 candidates cannot be costed" in plan.words[-1]


def test_a_floor_changes_the_plan_and_its_price_is_told() -> None:
    free, fair = planned("1000"), planned("1000", floors=(FloorAsked("district", 1.0),))
    assert free.picks["candidate"].tolist() == ["both"]
    assert set(fair.picks["candidate"]) == {"one", "far"}
    floors = fair.floors.set_index("floor")
    assert floors.loc["district Sageby", "fair_share"] == pytest.approx(0.2)
    assert floors.loc["district Sageby", "kept_share"] >= 0.2 - 1e-6
    assert fair.floors["people"].sum() == pytest.approx(fair.people[1])
    (price,) = fair.prices.to_dict("records")
    assert price["floor"] == "district: 100% of its fair share"
    assert price["people_without"] == pytest.approx(80)
    assert price["price"] == pytest.approx(80 - fair.people[1], abs=0.5)


def test_people_beyond_the_fair_share_are_told_apart() -> None:
    plan = planned(
        "1500",
        floors=(FloorAsked("district", 1.0, "Sageby"),),
        reaches=reaches(both={"A": 50, "B": 30}, far={"C": 10}),
    )
    assert plan.people[1] == pytest.approx(50)
    assert plan.reached == pytest.approx(90)
    assert any("40 people more are reached but not counted" in line for line in plan.words)


def test_a_floor_that_nobody_can_keep_is_named() -> None:
    with pytest.raises(Refused, match=r"district Sageby asks for 12% .* the 20 people short there"):
        planned("450", floors=(FloorAsked("district", 0.6),))


def test_the_frontier_has_a_certificate_at_every_budget() -> None:
    frontier = planned("1000").frontier
    assert frontier["budget_gbp"].tolist() == [250, 500, 750, 1000, 1250, 1500, 2000]
    assert frontier["people"].is_monotonic_increasing
    assert (frontier["bound"] >= frontier["people"]).all()
    assert (frontier["spent_gbp"] <= frontier["budget_gbp"]).all()
    assert (frontier["people_low"] <= frontier["people"]).all()


def test_a_budget_of_nothing_buys_nothing() -> None:
    plan = planned("0")
    assert plan.picks.empty
    assert plan.people == (0, 0, 0)


WRONG = {
    "wanted a share": lambda: FloorAsked("district", 2.0),
    "KIND=SHARE": lambda: FloorAsked.parse("district"),
    "such as district=0.6": lambda: FloorAsked.parse("=0.6"),
    "wanted one of: district, theme": lambda: planned("1", floors=(FloorAsked("colour", 0.1),)),
    "wanted one of: Sageby, Tellford": lambda: planned(
        "1", floors=(FloorAsked("district", 0.1, "Nowhere"),)
    ),
    "none is given": lambda: planned("1", floors=(FloorAsked("group", 0.1),)),
    "twice": lambda: planned("1", candidates=[candidate("one", "1")] * 2),
    "wanted another name": lambda: planned(
        "1", labels=DISTRICTS.rename(columns={"district": "theme"})
    ),
    "wanted pounds": lambda: planned("-1"),
    "wanted a number, zero or more": lambda: Rule(Way.NEW_SITE, "x", people_a_year=-1),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_asked_is_told(words: str) -> None:
    with pytest.raises(BadInput, match=words):
        WRONG[words]()


def test_people_short_come_from_gaps_and_silence_is_refused() -> None:
    gaps = pd.DataFrame(
        {
            "area": NAMES,
            "shortfall": [5.0, 0, 0],
            "shortfall_low": 0.0,
            "shortfall_high": [9.0, 2, 0],
        }
    )
    found = short_of(gaps, theme="violence", ages=AGES)
    assert found["area"].tolist() == ["A", "B"]
    with pytest.raises(Refused, match="nobody has reported"):
        short_of(gaps.assign(shortfall=None), theme="violence", ages=AGES)


def found_for(*activities: Activity, rules: tuple[Rule, ...] = ()) -> dict[str, Candidate]:
    found = candidates_of(
        activities=activities,
        rules=rules,
        areas=AREAS,
        short=short(),
        theme="violence",
        ages=AGES,
        as_of=AS_OF,
    )
    assert [one.reference for one in found] == sorted(one.reference for one in found)
    return {one.reference: one for one in found}


def test_more_of_what_there_is_costs_what_it_costs_now() -> None:
    found = found_for(club(days=("monday", "friday")))
    assert set(found) == {"club: more room", "club: another day", "club: another place: B"}
    room = found["club: more room"]
    assert (room.adds.people_a_year, room.cost_gbp) == (20.0, Decimal("4000.00"))
    assert "£200 a year" in room.why
    assert found["club: another day"].adds.people_a_year == 20.0
    moved = found["club: another place: B"]
    assert moved.adds.places == (Place(4_000.0, 0.0),)
    assert moved.title == "Evening club, also in Fable B"


def test_other_ages_are_opened_and_other_themes_and_ended_ones_left_out() -> None:
    older = club(reference="older", ages=AgeRange(18, 30))
    adults = club(reference="adults", ages=AgeRange(40, 60))
    others = club(reference="x", themes=("theft",)), club(reference="y", status=Status.ENDED)
    found = found_for(older, adults, *others)
    assert {"older: other ages", "older: more room", "adults: other ages"} <= set(found)
    assert found["adults: other ages"].adds.ages == AGES
    assert "adults: more room" not in found
    assert not any(name.startswith(("x", "y")) for name in found)


def test_unknown_cost_or_room_is_a_candidate_all_the_same() -> None:
    found = found_for(club(funding_gbp=None), club(reference="b", people_a_year=None, places=()))
    assert found["club: more room"].cost_gbp is None
    assert "what it costs: ask Lanterns" in found["club: more room"].why
    assert "its room for people" in found["b: more room"].why
    reach = reaches_of(
        candidates=list(found.values()),
        areas=AREAS,
        population=LIVED,
        theme="violence",
        ages=AGES,
        as_of=AS_OF,
    )
    assert "b: more room" not in set(reach["candidate"])
    plan = plan_spend(
        short=short(),
        reaches=reach,
        candidates=list(found.values()),
        budget_gbp=Decimal(100),
    )
    assert plan.not_costed.set_index("candidate").loc["b: more room", "people"] != 0
    assert plan.picks.empty


def test_costs_that_are_given_hold_for_one_or_for_any() -> None:
    rules = (
        Rule(Way.MORE_ROOM, ANY, fixed_gbp=Decimal(100), per_person_gbp=Decimal(10)),
        Rule(Way.MORE_ROOM, "b", people_a_year=5, per_person_gbp=Decimal(90)),
        Rule(Way.ANOTHER_PLACE, ANY),
        Rule(Way.NEW_SITE, "Mentoring", people_a_year=12, fixed_gbp=Decimal(2000)),
        Rule(Way.NEW_SITE, "Drop-in", per_person_gbp=Decimal(5)),
    )
    found = found_for(club(), club(reference="b"), rules=rules)
    assert found["club: more room"].cost_gbp == Decimal("300.00")
    assert found["b: more room"].cost_gbp == Decimal("450.00")
    assert found["club: another place: B"].cost_gbp is None
    assert found["Mentoring: new site: A"].cost_gbp == Decimal("2000.00")
    assert found["Mentoring: new site: A"].adds.ages == AGES
    assert "How many people Drop-in would add is not known" in found["Drop-in: new site: C"].why


def test_an_addition_runs_whatever_the_end_of_what_it_adds_to() -> None:
    ending = club(ends_on=date(2025, 12, 31), starts_on=date(2020, 1, 1))
    added = found_for(ending)["club: more room"].adds
    assert (added.starts_on, added.ends_on, added.status) == (None, None, Status.CURRENT)


def test_nobody_short_gives_no_new_places() -> None:
    found = candidates_of(
        activities=[club()],
        rules=[Rule(Way.NEW_SITE, "Mentoring", people_a_year=12, fixed_gbp=Decimal(1))],
        areas=AREAS,
        short=SHORT.empty(),
        theme="violence",
        ages=AGES,
        as_of=AS_OF,
    )
    assert [one.reference for one in found] == ["club: more room"]
