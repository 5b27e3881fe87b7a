"""Which factors stand out in a place, against whom, and how sure that is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.stats import norm

from sightline.analysis.need.factors import (
    INDICATORS,
    Compared,
    Direction,
    Place,
    Way,
    apart,
    carried_forward,
    chance_range,
    compare_indicators,
    in_order,
    indicator_trend,
    read_span,
    stand_out,
    usual_spread,
    what_may_help,
)
from sightline.errors import BadInput
from sightline.exchange.vocabulary import read_vocabularies

OTHERS = tuple(f"X{number}" for number in range(1, 22))
USUAL = tuple(8 + 0.2 * number for number in range(21))  # 8 to 12, middle 10


def indicators(*rows):
    """indicator, worse, measures, factor; a share of pupils unless it says otherwise."""
    names = ["indicator", "worse", "measures", "factor"]
    table = pd.DataFrame([row[:4] for row in rows], columns=names)
    return INDICATORS.check(
        table.assign(
            name=table["indicator"].str.capitalize(),
            source="made-up",
            published_as=table["indicator"],
            unit="% of pupils",
            per=100,
            factor_name=table["factor"].str.capitalize(),
        )
    )


def readings(rows, why=""):
    """indicator, area, period, value."""
    table = pd.DataFrame(rows, columns=["indicator", "area", "period", "value"])
    missing = table["value"].isna()
    return table.assign(
        source="made-up", why_missing=np.where(missing, why or "left empty by the publisher", "")
    )


def around(own, *, indicator="absence", period="2024/25", england=None):
    rows = [(indicator, code, period, value) for code, value in zip(OTHERS, USUAL, strict=True)]
    rows += [(indicator, "E92", period, england)] if england is not None else []
    return readings([*rows, (indicator, "HERE", period, own)])


ONE = indicators(("absence", "higher", "need", "missing-from-education"))
GROUP = Compared("other districts", OTHERS)


def place_of(own, *, people=None, comparison=GROUP, **more):
    behind = None
    if people is not None:
        behind = pd.DataFrame(
            [("absence", "HERE", people)], columns=["indicator", "area", "people"]
        )
    return compare_indicators(
        readings=around(own, **more), indicators=ONE, area="HERE", comparison=comparison,
        people=behind,
    )[0]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "people", "place", "sure"),
    [
        (10.1, None, Place.LIKE, "fairly sure"),
        (20.0, None, Place.ABOVE, "fairly sure"),
        (1.0, None, Place.BELOW, "fairly sure"),
        (12.5, None, Place.CANNOT_TELL, "farther out than most"),
        (20.0, 10_000, Place.ABOVE, "sure: more than chance"),
        (20.0, 20, Place.CANNOT_TELL, "chance alone"),
        (10.1, 10_000, Place.LIKE, "sure: most areas differ"),
        (10.1, 20, Place.CANNOT_TELL, "chance alone"),
        (13.0, 100_000, Place.ABOVE, "sure: more than chance"),
        (10.5, 100_000, Place.LIKE, "sure: most areas"),  # beyond chance, but as usual
    ],
)
def test_what_stands_out(own, people, place, sure):
    found = place_of(own, people=people)
    assert found.place is place
    assert found.how_sure.startswith(sure)
    assert found.figure == pytest.approx(10)
    assert found.areas_compared == 21


def test_the_words_name_the_comparison():
    assert place_of(20.0).words == "stands out above other districts"
    assert place_of(10.1).words == "like other districts"
    assert place_of(12.5).words == "cannot tell"


@pytest.mark.parametrize(
    ("worse", "own", "way"),
    [
        ("higher", 20.0, Way.WORSE),
        ("higher", 1.0, Way.BETTER),
        ("lower", 20.0, Way.BETTER),
        ("lower", 1.0, Way.WORSE),
        ("lower", 10.0, Way.NEITHER),
    ],
)
def test_which_way_is_worse(worse, own, way):
    asked = indicators(("absence", worse, "need", "missing-from-education"))
    found = compare_indicators(
        readings=around(own), indicators=asked, area="HERE", comparison=GROUP
    )
    assert found[0].way is way


def test_a_published_figure_is_the_comparison():
    found = place_of(20.0, england=11.0, comparison=Compared("England", OTHERS, "E92"))
    assert (found.figure, found.words) == (11.0, "stands out above England")


def test_a_published_figure_beyond_all_its_areas_is_of_another_kind():
    found = place_of(20.0, england=1258.0, comparison=Compared("England", OTHERS, "E92"))
    assert found.place is Place.CANNOT_TELL
    assert "beyond those of all its areas" in found.how_sure


def test_without_a_published_figure_nobody_can_tell():
    found = place_of(20.0, comparison=Compared("England", OTHERS, "E92"))
    assert found.how_sure == "no figure of England for that period"


def test_too_few_areas_cannot_show_what_is_usual():
    found = place_of(20.0, comparison=Compared("neighbours", OTHERS[:4]))
    assert found.place is Place.CANNOT_TELL
    assert found.how_sure == "too few of the areas compared have a value"


def test_with_a_figure_and_people_chance_alone_can_be_ruled_out():
    few = Compared("the region", OTHERS[:4], "E92")
    found = place_of(20.0, people=10_000, england=8.1, comparison=few)
    assert found.place is Place.ABOVE
    assert found.how_sure.startswith("fairly sure: more than chance")
    assert place_of(20.0, england=8.1, comparison=few).place is Place.CANNOT_TELL


def test_where_all_areas_are_equal_nothing_is_said_of_the_spread():
    rows = [("absence", code, "2025", 3.0) for code in OTHERS]
    found = compare_indicators(
        readings=readings([*rows, ("absence", "HERE", "2025", 3.1)]),
        indicators=ONE, area="HERE", comparison=GROUP,
    )  # fmt: skip
    assert found[0].place is Place.CANNOT_TELL


def test_not_supplied_is_not_zero():
    nothing = readings([("absence", "HERE", "2024/25", None)], why="suppressed to protect people")
    found = compare_indicators(
        readings=nothing, indicators=ONE, area="HERE", comparison=GROUP
    )[0]  # fmt: skip
    assert (found.place, found.value, found.words) == (Place.NOT_SUPPLIED, None, "not supplied")
    assert found.how_sure == "suppressed to protect people"
    elsewhere = place_of(0.0)
    assert (elsewhere.place, elsewhere.value) == (Place.BELOW, 0.0)
    none = compare_indicators(
        readings=around(1.0), indicators=ONE, area="NOWHERE", comparison=GROUP
    )[0]  # fmt: skip
    assert none.how_sure == "no reading of this place"


def test_the_latest_period_with_a_value_is_compared_with_the_same_of_others():
    old, new = around(20.0, period="2023/24"), around(None, period="2024/25")
    found = compare_indicators(
        readings=pd.concat([old, new]), indicators=ONE, area="HERE", comparison=GROUP
    )[0]  # fmt: skip
    assert (found.period, found.place) == ("2023/24", Place.ABOVE)


def test_a_comparison_has_a_name_and_areas():
    with pytest.raises(BadInput, match="found no name or no areas"):
        Compared("", ("X1",))


def summary(values, *rows):
    asked = indicators(*rows)
    table = pd.concat([around(value, indicator=name) for name, value in values.items()])
    found = compare_indicators(readings=table, indicators=asked, area="HERE", comparison=GROUP)
    return stand_out(found, indicators=asked, comparison=GROUP.name)


def test_a_factor_that_stands_out_comes_first_with_its_indicators():
    first, second = summary(
        {"absence": 10.0, "exclusions": 20.0, "suspensions": 10.0},
        ("absence", "higher", "need", "absence"),
        ("exclusions", "higher", "need", "exclusion"),
        ("suspensions", "higher", "need", "exclusion"),
    )
    assert (first.factor, first.stands_out) == ("exclusion", True)
    assert first.words == (
        "Stands out the worse way, against other districts. Exclusions stands out above other "
        "districts, the worse way. The other 1 of 2 do not stand out."
    )
    assert (second.verdict, second.stands_out) == ("like other districts", False)


def test_indicators_that_disagree_are_said_to():
    (found,) = summary(
        {"absence": 1.0, "severe": 20.0},
        ("absence", "higher", "need", "missing-from-education"),
        ("severe", "higher", "need", "missing-from-education"),
    )
    assert found.verdict == "its indicators disagree, against other districts"
    assert not found.stands_out


def test_enforcement_is_told_and_not_judged():
    (found,) = summary({"entrants": 20.0}, ("entrants", "higher", "enforcement", "justice"))
    assert (found.verdict, found.stands_out) == ("not judged", False)
    assert found.indicators[0].place is Place.ABOVE


def test_enforcement_does_not_tip_the_scales():
    (found,) = summary(
        {"entrants": 20.0, "absence": 10.0},
        ("entrants", "higher", "enforcement", "justice"),
        ("absence", "higher", "need", "justice"),
    )
    assert found.verdict == "like other districts"


def test_deprivation_is_never_need_by_itself():
    (found,) = summary({"poverty": 20.0}, ("poverty", "higher", "deprivation", "poverty"))
    assert found.words.endswith("It is deprivation, which is never need by itself.")


@pytest.mark.parametrize(("own", "verdict"), [(12.5, "cannot tell"), (None, "not supplied")])
def test_a_factor_nobody_can_tell_of_says_so(own, verdict):
    (found,) = summary({"absence": own}, ("absence", "higher", "need", "missing"))
    assert found.verdict == verdict


def test_the_better_way_does_not_stand_out():
    (found,) = summary({"absence": 1.0}, ("absence", "higher", "need", "missing"))
    assert (found.verdict, found.stands_out) == (
        "stands out the better way, against other districts", False,
    )  # fmt: skip


# Periods and trends


@pytest.mark.parametrize("period", ["", "0", "2015-13", "spring", "1999"])
def test_periods_that_are_none(period):
    assert read_span(period) is None


def test_periods_in_order_and_apart():
    assert in_order(["2017", "2015 (Rev)", "odd", "2016/17"]) == ["2015 (Rev)", "2016/17", "2017"]
    rolling = ["2013/14-15/16", "2014/15-16/17", "2015/16-17/18", "2016/17-18/19"]
    assert apart(rolling) == ["2013/14-15/16", "2016/17-18/19"]
    assert read_span("2016-17 (OT)").last_year == 2016


def trend(*values, first=2015, **more):
    table = pd.DataFrame({"period": [str(first + n) for n in range(len(values))], "value": values})
    return indicator_trend(table, **more)


def test_a_short_series_cannot_tell():
    found = trend(1.0, 2.0, 3.0, 4.0)
    assert found.direction is Direction.CANNOT_TELL
    assert found.words.startswith("cannot tell: 4 periods, 2015 to 2018")
    assert trend().words.startswith("cannot tell: 0 periods")
    assert trend(3.0).words == "cannot tell: 1 period, 2015, wanted 5 that share no year"


def test_a_steady_way_is_told():
    assert trend(1.0, 2.0, 3.0, 4.0, 5.0).direction is Direction.RISING
    assert trend(5.0, 4.0, 3.0, 2.0, 1.0).words == "falling over 5 periods, 2015 to 2019"


def test_ups_and_downs_and_no_change_are_no_way():
    assert trend(1.0, 3.0, 2.0, 3.5, 1.5, 2.2).direction is Direction.CANNOT_TELL
    assert trend(*[2.0] * 6).words == "no change over 6 periods, 2015 to 2020"


def test_periods_that_repeat_the_one_before_are_left_out():
    found = trend(1.0, 2.0, 3.0, 4.0, 4.0, not_measured=["2019"])
    assert found.periods == ("2015", "2016", "2017", "2018")
    assert found.direction is Direction.CANNOT_TELL


def test_what_is_carried_forward_is_found():
    rows = [("a", area, period, value) for area in "XY" for period, value in
            (("2019", 1.0), ("2020", 2.0), ("2021", 2.0))]  # fmt: skip
    table = pd.DataFrame(rows, columns=["indicator", "area", "period", "value"])
    assert carried_forward(table).to_numpy().tolist() == [["a", "2021"]]
    assert carried_forward(table[table["area"] == "X"]).empty  # one area proves nothing


# Laws


@pytest.mark.parametrize("how_many", [5, 10, 30, 150])
def test_places_like_the_others_seldom_stand_out(how_many):
    """Where the place is one of the same kind, at most about one in twenty is said to differ."""
    rng = np.random.default_rng(2026)
    said = 0
    for _ in range(2_000):
        values = rng.normal(size=how_many)
        spread = usual_spread(values)
        said += abs(rng.normal() - spread.middle) / spread.spread >= spread.far
    assert said / 2_000 <= 0.06


@pytest.mark.parametrize("how_many", [5, 6, 9, 12])
def test_noise_is_seldom_called_a_trend(how_many):
    rng = np.random.default_rng(2026)
    said = sum(
        trend(*rng.normal(size=how_many)).direction is not Direction.CANNOT_TELL for _ in range(600)
    )
    assert said / 600 <= 0.06


@given(st.floats(0, 100), st.integers(1, 10**6), st.sampled_from([100, 10_000, 100_000]))
@example(1.1125369292536007e-308, 1, 10_000)  # too small a number for scipy's quantiles
def test_chance_leaves_the_value_itself_open(value, people, per):
    assume(value <= per)
    low, high = chance_range(value, per=per, people=people)
    assert 0 <= low <= value + 1e-6
    assert value - 1e-6 <= high


@given(st.floats(0.5, 99.5), st.integers(10, 10**5))
def test_more_people_leave_less_to_chance(value, people):
    low, high = chance_range(value, per=100, people=people)
    less, more = chance_range(value, per=100, people=10 * people)
    assert more - less < high - low


def test_wilson_interval_as_published():
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263."""
    low, high = chance_range(100 * 81 / 263, per=100, people=263)
    assert (round(low / 100, 4), round(high / 100, 4)) == (0.2553, 0.3662)
    assert norm.ppf(0.975) == pytest.approx(1.96, abs=1e-2)


@given(st.lists(st.floats(0, 100), min_size=5, max_size=30), st.floats(0, 100))
def test_turning_an_indicator_round_turns_the_verdict_round(values, own):
    def verdict(numbers, mine):
        rows = [("absence", f"Y{n}", "2025", value) for n, value in enumerate(numbers)]
        return compare_indicators(
            readings=readings([*rows, ("absence", "HERE", "2025", mine)]),
            indicators=ONE, area="HERE",
            comparison=Compared("others", tuple(f"Y{n}" for n in range(len(numbers)))),
        )[0].place  # fmt: skip

    turned = {Place.ABOVE: Place.BELOW, Place.BELOW: Place.ABOVE}
    whole = [float(round(value)) for value in values]
    straight = verdict(whole, float(round(own)))
    mirrored = verdict([-value for value in whole], -float(round(own)))
    assert turned.get(straight, straight) is mirrored


# What may help


@pytest.fixture(scope="module")
def vocabularies():
    return read_vocabularies()


def helpful(vocabularies, factor):
    return what_may_help(
        factor=vocabularies["risk_factors"].terms[factor],
        approaches=vocabularies["approaches"].terms,
        bands=vocabularies["impact_bands"].terms,
    )


def test_impact_and_confidence_are_two_things(vocabularies):
    (navigators,) = helpful(vocabularies, "emergency-attendance-for-violence")
    assert navigators.impact == "High: At least 30% less violence."
    assert navigators.confidence == "very low"
    assert navigators.why == "aimed at it"
    assert "two studies" in navigators.caution


def test_a_factor_of_the_neighbourhood_is_tied_by_its_setting(vocabularies):
    found = helpful(vocabularies, "neighbourhood-crime-and-drugs")
    assert [each.name for each in found] == ["Focused deterrence"]
    assert found[0].why == "works in the same setting (community)"


def test_no_tie_is_made_up(vocabularies):
    assert helpful(vocabularies, "poverty") == ()


def test_every_indicator_of_the_vocabulary_tells_of_a_factor_and_what_it_cannot(vocabularies):
    terms = vocabularies["indicators"].terms.values()
    assert {term.facts["measures"] for term in terms} == {"need", "deprivation", "enforcement"}
    for term in terms:
        assert term.facts["risk_factors"]
        assert term.facts["cannot_tell"]
        assert any(source.status == "derived" for source in term.sources)
