"""Gaps in the months to come: what is covered now, what goes, and what then is missing.

In every area live 500 people of 10 to 24; the target is one in ten, so 50 are to be reached.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import GapKind, Sureness
from sightline.analysis.periods import Month
from tests.factories.gaps_ahead import ahead_of, need_rows, one_area
from tests.factories.small_answer import only_in
from tests.factories.small_tables import AS_OF


def months_of(ahead, area="A"):
    """The rows of one area, by month."""
    table = ahead.gaps.table() if hasattr(ahead, "gaps") else ahead.table()
    return table[table["area"] == area].set_index("month")


@pytest.mark.parametrize("after", [0, 3, 7])
def test_closing_an_activity_moves_it_from_cover_to_cliff_to_gap(after):
    """Covered to the month it ends in, a cliff in that month, and a gap from the next."""
    month = AS_OF.plus(after)
    found = ahead_of(only_in("A", people_a_year=60, ends_on=month.first_day))
    here = months_of(found)
    assert here.loc[: str(month), "shortfall"].eq(0).all()
    assert here.loc[str(month.plus(1)) :, "shortfall"].eq(50).all()
    assert set(here.loc[str(month.plus(1)) :, "kind"]) == {GapKind.NOTHING_THERE}
    soon = here.loc[str(month.plus(-5)) : str(month), "kind"]
    assert set(soon) == {GapKind.ENDS_SOON}
    earlier = here.loc[: str(month.plus(-6)), "kind"]
    assert set(earlier) <= {GapKind.TARGET_MET}
    assert found.cliffs[["activity", "month", "because"]].values.tolist() == [
        ["1", str(month), "the activity ends"]
    ]


def test_money_that_ends_is_a_gap_only_if_it_is_not_found():
    """What loses its money may find other money: two lines are kept, never one guess."""
    found = ahead_of(only_in("A", people_a_year=60, funded_until=date(2026, 3, 31)))
    april = months_of(found).loc["2026-04"]
    assert (april["shortfall"], april["shortfall_confirmed"]) == (0, 50)
    assert april["kind"] == GapKind.ENDS_SOON
    assert april["shortfall_high"] == 50


def test_an_activity_that_starts_later_closes_the_gap_from_then_on():
    """Planned cover counts from the month it starts in."""
    found = ahead_of(only_in("A", people_a_year=60, starts_on=date(2026, 2, 1)))
    assert months_of(found)["shortfall"].tolist() == [50, 50, 0, 0, 0, 0, 0, 0, 0]


def test_silent_partners_take_their_share_off_the_low_end():
    """One of four is silent: it may be reaching a quarter of the 50 untold, so 37.5 are sure."""
    found = one_area([0], silent=0.25).table().iloc[0]
    assert (found["shortfall"], found["shortfall_low"], found["shortfall_high"]) == (50, 37.5, 50)
    assert found["sure"] == Sureness.GAP


def test_the_low_end_takes_low_need_all_that_may_be_there_and_silence():
    """At 0.8 times the need 40 are to be reached; half of that is untold, and 15 may be reached."""
    need = need_rows("A", [500.0], low=0.8, high=1.2)
    found = one_area([10], silent=0.5, need=need, reach_high=15.0, reach_low=5.0)
    row = found.table().iloc[0]
    # The same share everywhere: need moves nothing, so the target is 50 at both ends.
    assert (row["shortfall_low"], row["shortfall_high"]) == (50 * 0.5 - 15, 45)


def test_zero_unknown_and_not_reported_are_three_things():
    """All four were heard and nothing is there; somebody tells no number; nobody was heard."""
    zero = one_area([0]).table().iloc[0]
    unknown = one_area([0], activities=1, activities_unknown=1, reach_high=500.0).table().iloc[0]
    silent = one_area([0], silent=1.0).table().iloc[0]
    no_partner = one_area([0], silent=None).table().iloc[0]
    assert (zero["kind"], zero["sure"]) == (GapKind.NOTHING_THERE, Sureness.GAP)
    assert (unknown["kind"], unknown["sure"]) == (GapKind.TOO_LITTLE, Sureness.PERHAPS_NONE)
    assert (silent["kind"], silent["sure"]) == (GapKind.NOBODY_REPORTED, Sureness.CANNOT_TELL)
    assert pd.isna(silent["shortfall"])
    assert pd.isna(silent["people_reached"])
    assert (no_partner["kind"], no_partner["sure"]) == (
        GapKind.NOTHING_THERE,
        Sureness.CANNOT_TELL,
    )
    assert (no_partner["shortfall"], no_partner["shortfall_low"]) == (50, 0)


def test_a_register_that_nobody_has_filled_in_tells_of_no_gap_in_any_month():
    """Missing everywhere, not zero and not the whole target."""
    table = one_area([0, 0], reported=False).table()
    assert set(table["kind"]) == {GapKind.NOBODY_REPORTED}
    assert table["shortfall_high"].isna().all()


def test_what_is_on_the_register_of_silent_partners_is_not_nothing():
    """They told once: what ends then leaves a gap, of which nobody can be sure."""
    april = one_area([60, 0], silent=1.0).table().iloc[1]
    assert (april["kind"], april["sure"]) == (GapKind.NOTHING_THERE, Sureness.CANNOT_TELL)
    assert (april["shortfall"], april["shortfall_low"]) == (50, 0)


def test_what_is_there_for_other_ages_is_the_wrong_group_while_it_runs():
    """An activity for older people ends in January: then nothing is there."""
    older = only_in("A", ages=AgeRange(25, 64), ends_on=date(2026, 1, 15))
    here = months_of(ahead_of(older), "A")
    assert here["kind"].tolist()[:3] == [
        GapKind.WRONG_GROUP,
        GapKind.WRONG_GROUP,
        GapKind.NOTHING_THERE,
    ]


def test_the_first_month_agrees_with_the_answer_for_that_month():
    """But for silence, which widens the interval here."""
    club = only_in("A", people_a_year=20)
    found = ahead_of(club)
    first = found.gaps.table([Month(2025, 12)]).set_index("area")
    assert first.loc["A", "shortfall"] == pytest.approx(30)
    assert first["kind"].to_dict() == {
        "A": GapKind.TOO_LITTLE,
        "B": GapKind.NOTHING_THERE,
        "C": GapKind.NOTHING_THERE,
    }
