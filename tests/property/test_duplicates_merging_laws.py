"""Laws of what one record says once another is merged into it."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from factories.register import OTHER, bare, club
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Visibility
from sightline.errors import BadInput
from sightline.service.duplicates.merging import Take, differences, group_of, merge

FIELDS = {
    "name": st.sampled_from(["Boxing club", "Boxing at the hall"]),
    "people_a_year": st.none() | st.floats(0, 1_000),
    "funding_gbp": st.none() | st.floats(0, 1e6),
    "description": st.sampled_from(["", "Boxing.", "A mentor."]),
    "postcode": st.sampled_from(["", "ZZ1 1AA", "ZZ1 1AB"]),
    "partners": st.sampled_from([(), ("none",), ("Fable Police",), (OTHER, "Fable Police (host)")]),
    "funders": st.sampled_from([(), ("none",), ("Home Office 60%",), ("County Council",)]),
    "themes": st.sampled_from([("violence",), ("violence", "exploitation")]),
    "ages": st.sampled_from([None, AgeRange(10, 17), AgeRange(11, 18)]),
    "starts_on": st.sampled_from([None, date(2024, 1, 1)]),
    "ends_on": st.sampled_from([None, date(2026, 1, 1)]),
    "sensitive_site": st.booleans(),
    "visibility": st.sampled_from(list(Visibility)),
}
mine = st.builds(club, **FIELDS)
theirs = st.builds(club, organisation=st.sampled_from([OTHER, club().organisation]), **FIELDS)
takes = st.dictionaries(
    st.sampled_from(["name", "people_a_year", "description", "places", "ages"]),
    st.sampled_from([Take.KEPT, Take.GONE]),
)
AMOUNTS = ("people_a_year", "people_last_year", "places_free", "people_waiting", "funding_gbp")
OWN = ("reference", "organisation", "confirmed_on", "confirm_every_months")


@given(mine)
def test_merging_a_record_with_itself_changes_nothing(kept):
    merged = merge(kept, kept, {})
    assert merged == kept
    assert differences(kept, kept) == ()


@given(mine, theirs, takes)
def test_numbers_are_never_added_up_and_what_was_known_stays_known(kept, gone, take):
    merged = merge(kept, gone, take)
    for name in AMOUNTS:
        told = {getattr(kept, name), getattr(gone, name)}
        assert getattr(merged, name) in told
    for field in dataclasses.fields(kept):
        if field.name in ("places", "partners", "areas_served"):
            continue
        if getattr(kept, field.name) not in (None, "", ()) and group_of(field.name) not in take:
            assert getattr(merged, field.name) not in (None, "")


@given(mine, theirs, takes)
def test_it_is_shown_to_no_more_people_and_gives_no_site_away(kept, gone, take):
    merged = merge(kept, gone, take)
    order = list(Visibility)
    assert order.index(merged.visibility) == max(
        order.index(kept.visibility), order.index(gone.visibility)
    )
    assert merged.sensitive_site == (kept.sensitive_site or gone.sensitive_site)
    assert all(getattr(merged, name) == getattr(kept, name) for name in OWN)


@given(mine, theirs)
def test_what_is_asked_is_what_the_choice_changes(kept, gone):
    for each in differences(kept, gone):
        stays = merge(kept, gone, {each.field: Take.KEPT})
        taken = merge(kept, gone, {each.field: Take.GONE})
        if each.field != "partners":  # whoever told the other record takes part in both
            assert getattr(stays, each.field) == each.kept
            assert getattr(taken, each.field) == each.gone
        else:
            assert stays.organisation == taken.organisation


def test_whoever_told_the_other_record_takes_part_unless_named_already():
    kept = club(partners=())
    assert merge(kept, club(organisation=OTHER), {}).partners[-1] == OTHER
    assert merge(kept, bare(), {}).partners == (OTHER,)
    assert merge(club(partners=("none",)), bare(), {}).partners == (OTHER,)
    pays = club(partners=(), funders=(f"{OTHER} 40%",))
    assert merge(pays, bare(), {}).partners == ()
    assert merge(kept, bare(partners=(kept.organisation,)), {}).partners == (OTHER,)


def test_both_together_are_names_once_and_only_of_lists():
    kept = club(partners=("Fable Police (host)",), themes=("violence",))
    gone = club(partners=("Fable Police", "School"), themes=("exploitation", "violence"))
    merged = merge(kept, gone, {"partners": Take.BOTH, "themes": Take.BOTH})
    assert merged.partners == ("Fable Police (host)", "School")
    assert merged.themes == ("violence", "exploitation")
    neither = merge(club(funders=("none",)), club(funders=("Us",)), {"funders": Take.BOTH})
    assert neither.funders == ("Us",)
    with pytest.raises(BadInput, match="found both"):
        merge(club(name="A"), club(name="B"), {"name": Take.BOTH})
