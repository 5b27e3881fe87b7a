"""Missing links and bridges on a network that anybody can check by hand, with decoys."""

from __future__ import annotations

import pandas as pd
import pytest

from sightline.analysis.findings import FindingKind
from sightline.analysis.network import (
    find_pairs,
    missing_links,
    network_findings,
    variety_by_activity,
)
from sightline.errors import BadInput
from tests.factories.small_tables import population_of, row_of_areas

AREAS = row_of_areas(4)  # A and B in West, C and D in East
PEOPLE = population_of([200, 200, 200, 200], older=[400, 400, 400, 400])


def serves(*told: str) -> pd.DataFrame:
    """Such as "Us AB 10-24 violence": an organisation, areas, ages, a theme."""
    rows = []
    for line in told:
        name, areas, ages, *theme = line.split()
        first, last = map(int, ages.split("-"))
        rows += [(name, (theme or ["violence"])[0], area, first, last) for area in areas]
    return pd.DataFrame(rows, columns=["organisation", "theme", "area", "age_from", "age_to"])


def parts(**activities: str) -> pd.DataFrame:
    rows = [(key, name) for key, names in activities.items() for name in names.split()]
    return pd.DataFrame(rows, columns=["activity", "organisation"])


def missing(*told: str, together: pd.DataFrame | None = None) -> pd.DataFrame:
    taken = parts() if together is None else together
    return missing_links(
        serves=serves(*told), pairs=find_pairs(taken), population=PEOPLE, areas=AREAS
    )


def test_two_that_reach_the_same_people_and_never_work_together_are_a_missing_link():
    links = missing("Lanterns AB 10-24", "Fables A 10-17")
    assert links.drop(columns=["age_from", "age_to"]).values.tolist() == [
        ["Fables", "Lanterns", "violence", "West", pytest.approx(200 * 8 / 15), 1.0, 0]
    ]
    assert links[["age_from", "age_to"]].values.tolist() == [[10, 17]]
    (one,) = network_findings(parts=parts(), missing=links)
    assert (one.kind, one.sort) == (FindingKind.NETWORK, "missing link")
    assert one.organisations == ("Fables", "Lanterns")
    assert one.title == "2 organisations reach the same people in West and do not work together"


@pytest.mark.parametrize(
    "other",
    [
        "Elders AB 30-60",  # the same district, other ages
        "Fables CD 10-24",  # the same ages, another place
        "Fables AB 10-24 grooming",  # the same people, another theme
        "Fables A 23-24",  # too few to meet about
        "Fables X 10-24",  # an area that nobody knows
    ],
)
def test_other_ages_places_themes_or_few_people_are_no_missing_link(other):
    assert missing("Lanterns AB 10-24", other).empty


def test_a_small_part_in_common_is_no_missing_link():
    assert missing("Lanterns ABCD 10-24", "Fables ABCD 20-64").empty


def test_those_who_work_together_on_anything_are_tied():
    assert missing("Us AB 10-24", "Them AB 10-24", together=parts(choir="Us Them")).empty


def test_a_partner_in_common_is_counted_and_makes_no_finding():
    together = parts(one="Us Council", two="Them Council")
    links = missing("Us AB 10-24", "Them AB 10-24", "Far D 10-24", together=together)
    assert links["common_partners"].tolist() == [1]
    assert network_findings(parts=parts(), missing=links) == ()


def test_many_in_one_district_are_one_finding_and_told_twice_is_once():
    told = [f"Org{letter} AB 10-24" for letter in "ABCDEFGHIJ"]
    found = network_findings(parts=parts(), missing=missing(*told, *told))
    assert [one.districts for one in found] == [("West",)]
    assert found[0].organisations == tuple(f"Org{letter}" for letter in "ABCDEFGHIJ")
    assert found[0].facts["people living there"] == pytest.approx(400)
    assert any("and 37 more" in reason for reason in found[0].reasons)


def test_nothing_told_is_no_link_and_ages_are_in_order():
    assert missing().empty
    with pytest.raises(BadInput, match="ages to before"):
        missing("Us A 24-10")


def test_a_bridge_is_one_without_whom_three_or_more_are_cut_off():
    together = parts(
        one="A B", two="B C", three="C A", four="C Bridge", five="Bridge X", six="X Y", seven="Y Z"
    )
    found = network_findings(parts=together, missing=missing())
    assert [one.subject for one in found] == [("Bridge",)]  # C would cut off two
    assert found[0].organisations == ("Bridge", "X", "Y", "Z")
    assert found[0].facts["cut off"] == 3


def test_one_partner_without_others_makes_no_bridge():
    together = parts(one="A B", two="B C", three="C A", four="C Lonely")
    assert network_findings(parts=together, missing=missing()) == ()


def test_variety_counts_kinds_and_what_is_not_known_beside():
    kinds = pd.DataFrame({"organisation": ["A", "B", "C"], "kind": ["school", "school", None]})
    told = variety_by_activity(parts=parts(one="A B C D", two="A"), organisations=kinds)
    assert told.values.tolist() == [["one", 4, 1, 2], ["two", 1, 1, 0]]


def test_new_codes_and_names_change_nothing_but_themselves():
    lines = ("Us AB 10-24", "Them B 10-20", "Far CD 10-24", "Elders AB 30-60")
    before = missing(*lines)
    codes, names = dict(zip("ABCD", "wxyz", strict=True)), {"Us": "Q", "Them": "P", "Far": "R"}
    told = serves(*lines)
    after = missing_links(
        serves=told.assign(
            area=told["area"].map(codes), organisation=told["organisation"].replace(names)
        ),
        pairs=find_pairs(parts()),
        population=PEOPLE.assign(area=PEOPLE["area"].map(codes)),
        areas=AREAS.assign(area=AREAS["area"].map(codes)),
    )
    assert before["people_in_common"].tolist() == pytest.approx(after["people_in_common"].tolist())
    both = before[["organisation", "other"]].replace(names).to_numpy()
    assert {frozenset(pair) for pair in both} == {
        frozenset(pair) for pair in after[["organisation", "other"]].to_numpy()
    }
