"""Need with neighbours told: what is refused, covariates, the spread, and real counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest

from sightline.analysis.need import (
    COMPARED,
    RANKS,
    SPATIAL_NEED,
    SPREAD,
    Comparison,
    RateDraws,
    compare_rates,
    draw_rates,
    fit_rates,
    rank_areas,
    say_compared,
    shrink_rates,
    smooth_rates,
)
from sightline.analysis.need.bym2.exploring import spread_at
from sightline.errors import BadInput, Refused
from tests.factories.small_maps import grid, named


def tables_of(counts: list[int], people: list[float]) -> dict[str, pd.DataFrame]:
    area = named(len(counts))
    return {
        "incidents": pd.DataFrame({"area": area, "incidents": counts}),
        "people": pd.DataFrame({"area": area, "people": people}),
    }


TWELVE = tables_of([20, 22, 19, 8, 9, 7, 21, 20, 8, 9, 30, 4], [1000] * 12)

STRANGE = pd.DataFrame({"area": ["A0000"], "neighbour": ["Z"]})


def test_the_answer_has_the_shape_it_is_said_to_have():
    need = smooth_rates(**TWELVE, neighbours=grid(3, 4), years=1)
    assert SPATIAL_NEED.check(need).equals(need)
    assert need["neighbours"].tolist() == [2, 3, 3, 2, 3, 4, 4, 3, 2, 3, 3, 2]
    assert need["relative_rate"].to_numpy() * 177.5 / 12 == pytest.approx(need["need_per_1000"])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"interval": 0.4}, "interval: found 0.4"),
        ({"years": 0}, "years: found 0"),
        ({"compared_with_per_1000": 0}, "compared with: found 0"),
        (
            {"neighbours": pd.DataFrame({"area": ["A0000"], "neighbour": ["Z"]})},
            "neighbours: found Z",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(how, said):
    asked = {"neighbours": grid(3, 4), "years": 1} | how
    with pytest.raises(BadInput, match=said):
        smooth_rates(**TWELVE, **asked)


def test_without_people_anywhere_there_is_no_answer():
    with pytest.raises(Refused, match="no area where people"):
        smooth_rates(**tables_of([1, 2], [0, 0]), neighbours=grid(1, 2), years=1)


def test_a_covariate_must_be_known_everywhere():
    told = pd.DataFrame({"area": named(11), "deprivation": range(11)})
    with pytest.raises(BadInput, match=r"column deprivation: found none for 1 area\(s\), A0011"):
        fit_rates(**TWELVE, neighbours=grid(3, 4), years=1, covariates=told)


def test_a_covariate_that_goes_with_rates_is_found():
    """Rates double with each standard deviation: the log of 2 is 0.69."""
    dice = np.random.default_rng(4)
    standing = dice.normal(size=150)
    standing = (standing - standing.mean()) / standing.std()
    counts = dice.poisson(20 * 2**standing * np.exp(0.2 * dice.normal(size=150)))
    told = pd.DataFrame({"area": named(150), "deprivation": 50 + 9 * standing, "same": 1.0})
    tables = tables_of(list(counts), [1000] * 150)
    fit = fit_rates(**tables, neighbours=grid(10, 15), years=1, covariates=told)
    spread = fit.spread().set_index("what")
    assert spread.index.tolist() == ["sigma", "rho", "level", "deprivation", "same"]
    assert spread.loc["deprivation", "mean"] == pytest.approx(np.log(2), abs=0.06)
    wide = fit.spread(interval=0.99).set_index("what").loc["deprivation"]
    assert wide["low"] < np.log(2) < wide["high"]
    assert spread.loc["sigma", "low"] < 0.2 < spread.loc["sigma", "high"]
    assert spread.loc["same", "mean"] == pytest.approx(0, abs=1e-9)
    assert SPREAD.check(fit.spread()).equals(fit.spread())


def test_no_incidents_anywhere_still_has_a_finite_answer():
    need = smooth_rates(**tables_of([0] * 6, [900] * 6), neighbours=grid(2, 3), years=1)
    numbers = need[["need_per_1000", "need_low", "need_high"]].to_numpy()
    assert np.isfinite(numbers).all()
    assert (need["need_high"] < 2).all()


def test_one_area_keeps_its_count():
    need = smooth_rates(**tables_of([40], [1000]), neighbours=grid(1, 1), years=1).iloc[0]
    assert need["need_per_1000"] == pytest.approx(40, rel=0.05)
    assert need["need_low"] < 32 < 48 < need["need_high"]


def test_a_place_on_the_lattice_is_a_spread():
    assert spread_at(np.array([0.0, 0.0])).rho == 0.5
    assert spread_at(np.array([np.log(2), 3.0])).sigma == pytest.approx(2)


def drawn_of(rates: list[list[float]]) -> RateDraws:
    return RateDraws(np.array(named(len(rates[0])), dtype=object), np.array(rates * 50))


def test_a_group_is_compared_by_the_rate_of_its_people_together():
    """900 people with 10 and 100 with 50: (9,000 + 5,000) / 1,000 = 14, not 30."""
    drawn = drawn_of([[10.0, 50.0], [10.0, 50.0]])
    people = pd.DataFrame({"area": named(2), "people": [900, 100]})
    group = Comparison("the county", areas=("A0000", "A0001"))
    compared = compare_rates(draws=drawn, people=people, comparison=group)
    assert COMPARED.check(compared).equals(compared)
    assert compared["comparison_per_1000"].tolist() == pytest.approx([14, 14])
    assert compared["chance_above"].tolist() == [0, 1]
    assert compared["words"].iloc[0] == "Almost certainly below the county (more than 99 in 100)."


@pytest.mark.parametrize(
    ("name", "group", "people", "said"),
    [
        ("the county", ("A0000", "Z"), [900, 100], "found area Z, which was not drawn"),
        ("the county", ("A0000", "A0001"), [900], "found no people for A0001"),
        ("the county", ("A0000",), [0, 100], "found nobody who lives there"),
    ],
)
def test_a_group_that_cannot_be_compared_with_is_refused(name, group, people, said):
    lived = pd.DataFrame({"area": named(len(people)), "people": people})
    with pytest.raises((BadInput, Refused), match=said):
        compare_rates(
            draws=drawn_of([[10.0, 50.0], [11.0, 49.0]]),
            people=lived,
            comparison=Comparison(name, areas=group),
        )


@pytest.mark.parametrize(
    ("name", "how"),
    [(" ", {"rate_per_1000": 1.0}), ("x", {}), ("x", {"areas": ("A",), "rate_per_1000": 1.0})],
)
def test_a_comparison_has_a_name_and_one_of_the_two(name, how):
    with pytest.raises(BadInput, match="wanted a name and one of them"):
        Comparison(name, **how)


def test_a_rate_that_is_none_is_no_comparison():
    with pytest.raises(BadInput, match="found a rate of -1"):
        Comparison("England", rate_per_1000=-1)


def test_few_draws_are_refused():
    with pytest.raises(BadInput, match="draws: found 1, wanted 100"):
        RateDraws(np.array(["A"], dtype=object), np.ones((1, 1)))


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.995, "Almost certainly above Essex (more than 99 in 100)."),
        (0.99, "Almost certainly above Essex (99 in 100)."),
        (0.75, "Probably above Essex (75 in 100)."),
        (0.74, "Cannot tell whether it is above or below Essex (74 in 100 that it is above)."),
        (0.0, "Almost certainly below Essex (more than 99 in 100)."),
    ],
)
def test_words_follow_the_chance(chance, words):
    assert say_compared("Essex", chance) == words


def test_ranks_among_some_areas_only():
    ranks = rank_areas(draws=drawn_of([[3.0, 2, 1], [3.0, 1, 2]]), among=["A0001", "A0002"])
    assert RANKS.check(ranks).equals(ranks)
    assert ranks[["area", "rank_low", "rank_high", "among"]].values.tolist() == [
        ["A0001", 1, 2, 2],
        ["A0002", 1, 2, 2],
    ]
    with pytest.raises(BadInput, match="among: found area Z"):
        rank_areas(draws=drawn_of([[1.0], [2.0]]), among=["Z"])


def test_draws_without_neighbours_agree_with_the_table():
    drawn = draw_rates(**TWELVE, years=1, how_many=4000, seed=8)
    need = shrink_rates(**TWELVE, years=1)
    width = (need["need_high"] - need["need_low"]).to_numpy()
    assert np.abs(drawn.rates.mean(axis=0) - need["need_per_1000"]).max() < 0.04 * width.max()
    ends = np.quantile(drawn.rates, [0.05, 0.95], axis=0).T
    assert np.abs(ends - need[["need_low", "need_high"]]).to_numpy().max() < 0.08 * width.max()


@pytest.mark.real
def test_sudden_infant_deaths_share_something_with_their_neighbours(shared_data: Path):
    """North Carolina 1974-78: counties are alike as their neighbours are, and Anson stands out."""
    folder = shared_data / "methods" / "sids2"
    meta, _, _, fields = pyogrio.raw.read(folder / "sids2.dbf", read_geometry=False)
    columns = dict(zip(meta["fields"], fields, strict=True))
    lines = (folder / "sids2.gal").read_text().split("\n")[1:]
    told = [
        (head.split()[0], near.split()) for head, near in zip(lines[::2], lines[1::2], strict=False)
    ]
    pairs = [(one, other) for one, near in told for other in near]
    area = [str(code) for code in columns["FIPSNO"]]
    if pairs[0][0] not in area:
        area = [head for head, _ in told]
    fit = fit_rates(
        incidents=pd.DataFrame({"area": area, "incidents": columns["SID74"].astype(int)}),
        people=pd.DataFrame({"area": area, "people": columns["BIR74"]}),
        neighbours=pd.DataFrame(pairs, columns=["area", "neighbour"]),
        years=1,
    )
    need = fit.table()
    assert need["incidents"].sum() == 667
    assert need["chance_above"].max() > 0.99
    highest = need.loc[need["need_per_1000"].idxmax(), "area"]
    name = dict(zip(area, columns["NAME"], strict=True))[highest]
    assert name == "Anson"
    assert fit.spread().set_index("what").loc["rho", "mean"] > 0.4
