"""The count policies of the vocabulary do what their sources say."""

from __future__ import annotations

import pandas as pd
import pytest

from sightline.analysis.disclosure import apply_policy
from sightline.exchange.vocabulary import count_policies, read_vocabularies


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("default", [0, None, None, None, None, 10, 13]),
        ("hospital", [0, None, None, None, 10, 10, 15]),
        ("schools-under-5", [0, None, 5, 7, 8, 10, 13]),
        ("schools-under-10", [0, None, None, None, None, 10, 13]),
    ],
)
def test_each_policy_hides_and_rounds_as_its_source_says(code, shown):
    policy = count_policies(read_vocabularies())[code]
    counts = pd.DataFrame({"site": list("ABCDEFG"), "count": [0, 1, 5, 7, 8, 10, 13]})
    seen = apply_policy(counts, policy=policy, dimensions=["site"])["shown_count"]
    assert [None if pd.isna(each) else int(each) for each in seen] == shown


def test_what_is_not_confirmed_is_marked_so():
    hospital = read_vocabularies()["count_policies"].terms["hospital"]
    assert [source.status for source in hospital.sources] == ["verified", "unverified"]
