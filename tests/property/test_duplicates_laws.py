"""Laws of finding duplicates."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pytest
from factories.duplicates import activities, organisations
from hypothesis import given, settings
from hypothesis import strategies as st
from splink import DuckDBAPI, Linker

from sightline.evidence.duplicates import (
    Kind,
    band_number,
    find_pairs,
    known_records,
    learn,
    likely_same,
    model_of,
)
from sightline.evidence.duplicates.model import splink_settings
from sightline.evidence.duplicates.names import words_of
from sightline.evidence.duplicates.pairs import engine
from sightline.evidence.duplicates.records import prepare

MAKE = {Kind.ORGANISATION: organisations, Kind.ACTIVITY: activities}


@given(st.text(min_size=1).filter(str.strip))
def test_every_name_has_the_same_words_written_once_more(name):
    words = words_of(name)
    assert words_of(name.upper().lower()) == words_of(name.lower())
    assert len(set(words)) == len(words) or words == words_of(name)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(list(Kind)))
def test_the_order_of_records_changes_nothing(seed, kind):
    records = MAKE[kind](300, seed=seed).records
    found = find_pairs(records, kind=kind)
    again = find_pairs(records.sample(frac=1, random_state=seed), kind=kind)
    pd.testing.assert_frame_equal(found, again)
    assert (found["first"] < found["second"]).all()
    assert found["probability"].is_monotonic_decreasing


decisions = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


@given(decisions)
def test_a_higher_score_is_never_given_a_lower_chance(told):
    chances = [band.chance for band in learn(told)]
    assert all(low <= high + 1e-12 for low, high in pairwise(chances))
    assert all(0 < chance < 1 for chance in chances)


@given(decisions, st.floats(0, 1))
def test_deciding_that_a_pair_is_the_same_never_lowers_its_chance(told, score):
    number = band_number(score)
    before, after = learn(told)[number].chance, learn([*told, (score, True)])[number].chance
    assert after >= before - 1e-12
    assert learn([*told, (score, False)])[number].chance <= before + 1e-12


def splink_scores(new: dict, others: pd.DataFrame, kind: Kind) -> dict[str, float]:
    """What Splink itself makes of one record beside each of the others, by their keys."""
    known = known_records(others, kind=kind)
    both = prepare(pd.DataFrame([{**new, "record": "~new"}]), rarity=known.rarity)
    with engine() as connection:
        connection.register("given", pa.concat_tables([known.prepared, both]))
        connection.execute("create table prepared as select * from given")
        connection.execute(
            "create table candidates as select unique_id as join_key_l, '~new' as join_key_r, "
            "'0' as match_key from prepared where unique_id <> '~new'"
        )
        api = DuckDBAPI(connection)
        linker = Linker(
            api.register("prepared", dataset_display_name="records"),
            splink_settings(model_of(kind)),
            log_level=None,
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register("candidates"))
        found = linker.inference.predict(warning_mode="never")
        told = found.as_pandas_dataframe()
    return dict(zip(told["unique_id_l"], told["match_weight"], strict=True))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_look_up_ranks_as_splink_does(kind, seed):
    records = MAKE[kind](400, seed=seed).records
    known = known_records(records.iloc[5:], kind=kind)
    for _, new in records.iloc[:5].iterrows():
        given_fields = {name: value for name, value in new.items() if name != "record"}
        theirs = splink_scores(given_fields, records.iloc[5:], kind)
        ours = likely_same(given_fields, known, least_probability=0, most=1_000)
        assert ours, "a look-up without candidates proves nothing"
        for likely in ours:
            assert likely.weight == pytest.approx(theirs[likely.record], abs=1e-6)
        ranked = sorted(theirs, key=lambda key: (-round(theirs[key], 9), key))
        told = {likely.record for likely in ours}
        assert [key for key in ranked if key in told] == [likely.record for likely in ours]
        # what it does not bring up at all is not likely
        missed = [weight for key, weight in theirs.items() if key not in told]
        assert max(missed, default=-99) < 3
