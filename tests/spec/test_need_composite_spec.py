"""How an index of need is built. Small examples first; then the published index, built again."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.need.composite import (
    Combining,
    Domain,
    IndexDesign,
    Indicator,
    Measures,
    build_index,
    exponential_points,
    index_parts,
    leave_one_out,
    rank_ranges,
    weigh_domains,
    what_flips,
)
from sightline.errors import BadInput, Refused

IOD_DOMAINS_2019 = {
    "Income": 0.225,
    "Employment": 0.225,
    "Education": 0.135,
    "Health": 0.135,
    "Crime": 0.093,
    "Housing_and_Access": 0.093,
    "Environment": 0.093,
}
IOD_DOMAINS_2025 = {
    "Housing_and_Services" if name == "Housing_and_Access" else name: weight
    for name, weight in IOD_DOMAINS_2019.items()
}  # the published weights sum to 0.999


def values_of(**indicators: Iterable[float | None]) -> pd.DataFrame:
    """Indicator values of areas A, B, C … in that order."""
    return pd.DataFrame(
        [
            {"indicator": name, "area": chr(ord("A") + place), "value": value}
            for name, values in indicators.items()
            for place, value in enumerate(values)
        ]
    )


def two_domains(harm: float = 0.5) -> IndexDesign:
    return IndexDesign(
        (Domain("harm", "Harm", harm), Domain("risk", "Risk", 1 - harm)),
        (
            Indicator("admissions", "Admissions", "harm", Measures.NEED),
            Indicator("absence", "Absence", "risk", Measures.NEED),
        ),
    )


def test_an_area_worst_in_everything_has_100_points_and_rank_1():
    index = build_index(values_of(admissions=[1, 5, 3], absence=[2, 9, 4]), design=two_domains())
    assert index["area"].tolist() == ["A", "B", "C"]
    assert index["index_rank"].tolist() == [3, 1, 2]
    assert index["index_score"].tolist()[1] == pytest.approx(100)


def test_a_tenth_of_the_areas_have_more_than_half_of_the_points():
    """That is why much need in one domain is not cancelled by little in another."""
    points = exponential_points(np.arange(1, 1001) / 1000)
    assert 0.095 < (points > 50).mean() < 0.105


def test_an_area_worst_in_one_domain_ranks_above_one_that_is_bad_in_both():
    """J is worst in one and best in the other; I is second worst in one and third in the other."""
    values = values_of(admissions=range(1, 11), absence=[9, 10, 1, 2, 3, 4, 5, 6, 8, 0])
    index = build_index(values, design=two_domains()).set_index("area")
    assert index.loc["J", "index_rank"] < index.loc["I", "index_rank"]


def test_what_is_good_if_high_is_turned_round():
    design = IndexDesign(
        (Domain("school", "School", 1.0),),
        (Indicator("attendance", "Attendance", "school", Measures.NEED, more_is_worse=False),),
    )
    index = build_index(values_of(attendance=[90, 80, 95]), design=design)
    assert index["index_rank"].tolist() == [2, 1, 3]


def test_what_is_not_supplied_is_not_the_average():
    """C has no absences supplied: it stands on admissions alone, and the index says so."""
    index = build_index(
        values_of(admissions=[1, 5, 9], absence=[2, 9, None]), design=two_domains()
    ).set_index("area")
    assert index["weight_known"].tolist() == [1, 1, 0.5]
    assert index.loc["C", "index_score"] == pytest.approx(100)


def test_with_less_than_half_of_the_weights_known_there_is_no_score():
    index = build_index(
        values_of(admissions=[1, 5, None], absence=[2, 9, 4]), design=two_domains(harm=0.6)
    ).set_index("area")
    assert np.isnan(index.loc["C", "index_score"])
    assert np.isnan(index.loc["C", "index_rank"])
    assert index.loc["C", "weight_known"] == pytest.approx(0.4)


def test_the_parts_sum_to_the_score():
    scores = pd.DataFrame(
        [("harm", "A", 3.0), ("harm", "B", 1.0), ("risk", "A", 0.0), ("risk", "B", 2.0)],
        columns=["domain", "area", "domain_score"],
    )
    weights = {"harm": 0.75, "risk": 0.25}
    parts = index_parts(scores, weights=weights)
    index = weigh_domains(scores, weights=weights)
    assert parts.groupby("area")["weighted_points"].sum().tolist() == pytest.approx(
        index["index_score"].tolist()
    )


@pytest.mark.parametrize(
    ("measures", "error", "says"),
    [
        (Measures.ENFORCEMENT, BadInput, "found a count of enforcement"),
        (Measures.DEPRIVATION, Refused, "deprivation alone"),
    ],
)
def test_what_cannot_stand_for_need_is_refused(measures, error, says):
    with pytest.raises(error, match=says):
        IndexDesign((Domain("one", "One", 1.0),), (Indicator("thing", "Thing", "one", measures),))


def test_deprivation_with_all_of_the_weight_is_deprivation_alone():
    """Need that weighs nothing does not help."""
    with pytest.raises(Refused, match="deprivation alone"):
        IndexDesign(
            (Domain("harm", "Harm", 0.0), Domain("poverty", "Poverty", 1.0)),
            (
                Indicator("admissions", "Admissions", "harm", Measures.NEED),
                Indicator("income", "Income", "poverty", Measures.DEPRIVATION),
            ),
        )


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"luck": 1.0}, "found 'luck', wanted one of: harm, risk"),
        ({"harm": -1.0}, "found -1.0, wanted a number of 0 or more"),
        ({"harm": 0.0, "risk": 0.0}, "found none above zero"),
    ],
)
def test_weights_that_make_no_sense_get_one_message(weights, says):
    with pytest.raises(BadInput, match=says):
        two_domains().with_weights(weights)


@pytest.mark.parametrize(
    ("values", "found"), [([None, None, None], "no values"), ([4, 4, 4], "4 everywhere")]
)
def test_an_indicator_that_tells_nothing_is_named(values, found):
    with pytest.raises(BadInput, match=f"indicator Absence: found {found}"):
        build_index(values_of(admissions=[1, 5, 9], absence=values), design=two_domains())


def test_other_weights_show_who_flips():
    values = values_of(admissions=[9, 1, 5, 4], absence=[1, 9, 5, 4])
    before = build_index(values, design=two_domains(harm=0.9))
    after = build_index(values, design=two_domains(harm=0.1))
    flips = what_flips(before, after, top_share=0.25)
    assert flips[["area", "enters"]].to_numpy().tolist() == [["B", 1], ["A", 0]]


def test_each_indicator_is_left_out_in_turn():
    design = IndexDesign(
        (Domain("harm", "Harm", 1.0),),
        tuple(Indicator(name, name, "harm", Measures.NEED) for name in ("one", "two", "odd")),
    )
    values = values_of(one=[1, 2, 3, 4], two=[1, 2, 3, 4], odd=[9, 2, 3, 1])
    table = leave_one_out(values, design=design, top_share=0.25).set_index("indicator")
    assert table.loc["odd", "areas_entering"] == table.loc["odd", "areas_leaving"]
    assert table.index[0] in ("one", "two", "odd")
    assert (table["rank_correlation"] <= 1 + 1e-12).all()
    assert table["most_places_moved"].max() > 0


def test_ranks_under_other_weights_hold_the_rank_as_weighed():
    rng = np.random.default_rng(7)
    scores = pd.DataFrame(
        [
            (domain, f"A{place:02d}", rng.normal())
            for domain in ("harm", "risk", "place")
            for place in range(40)
        ],
        columns=["domain", "area", "domain_score"],
    )
    weights = {"harm": 0.5, "risk": 0.3, "place": 0.2}
    index = weigh_domains(scores, weights=weights)
    ranges = rank_ranges(scores, weights=weights, change=0.5)
    assert (ranges["rank_worst"] <= index["index_rank"]).all()
    assert (index["index_rank"] <= ranges["rank_best"]).all()
    assert (ranges["rank_worst"] < ranges["rank_best"]).any()


def test_a_factor_of_two_indicators_is_refused_with_the_remedy():
    design = IndexDesign(
        (Domain("harm", "Harm", 1.0, Combining.FACTOR),),
        (
            Indicator("one", "One", "harm", Measures.NEED),
            Indicator("two", "Two", "harm", Measures.NEED),
        ),
    )
    with pytest.raises(BadInput, match="found 2 indicators, wanted 3 or more for a factor"):
        build_index(values_of(one=[1, 2, 3], two=[2, 1, 3]), design=design)


def published(folder, name: str, domains: dict[str, float], code: str) -> pd.DataFrame:
    """The published ranks of an index, and the ranks built from those of its domains."""
    table = pd.read_csv(folder / "deprivation" / name)
    scores = table.melt(
        id_vars=code, value_vars=[f"{domain}_rank" for domain in domains], var_name="domain"
    )
    total = sum(domains.values())
    built = weigh_domains(
        pd.DataFrame(
            {
                "domain": scores["domain"].str.removesuffix("_rank"),
                "area": scores[code],
                "domain_score": -scores["value"],
            }
        ),
        weights={domain: weight / total for domain, weight in domains.items()},
    )
    return table[[code, "IMD_rank", "IMD_decile"]].merge(built, left_on=code, right_on="area")


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "domains", "code", "areas"),
    [
        ("iod2019_lsoa11.csv.gz", IOD_DOMAINS_2019, "lsoa11_code", 32_844),
        ("iod2025_lsoa21.csv.gz", IOD_DOMAINS_2025, "lsoa21_code", 33_755),
    ],
)
def test_the_published_index_of_deprivation_is_built_again(shared_data, name, domains, code, areas):
    """From the seven domain ranks: 99.6% of ranks equal, none off by more than two, all deciles."""
    both = published(shared_data, name, domains, code)
    off = (both["IMD_rank"] - both["index_rank"]).abs()
    decile = np.ceil(both["index_rank"] / areas * 10)
    assert len(both) == areas
    assert (off == 0).mean() >= 0.996
    assert off.max() <= 2
    assert (decile == both["IMD_decile"]).mean() >= 0.9999
