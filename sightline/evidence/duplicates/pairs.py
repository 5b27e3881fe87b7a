"""Pairs of records that may be the same: few candidates by rare words, weighed by Splink."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pandas as pd
import pyarrow as pa

from sightline.evidence.duplicates.model import Model, model_of, splink_settings
from sightline.evidence.duplicates.records import Kind, prepare

ENGINE = {
    "threads": "2",
    "memory_limit": "1GB",
    "temp_directory": "",  # nothing is written to disk: what does not fit is refused
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
LEAST_PROBABILITY = 0.1  # pairs less likely than this are not told
MOST_SHARING = 100  # a key that more records have tells too little to compare them all
RARE = 12  # a word that at most so many records have is a key by itself
MOST_AT_A_PLACE = 30  # records with one postcode that are all compared with each other
_ONE_AT_A_TIME = threading.Lock()  # two searches would take twice the memory

# Each key: the records that have it are compared with each other, if they are few enough.
KEYS = {
    "the two rarest words": (
        "'w' || least(rarest, second) || ' ' || greatest(rarest, second)",
        "second <> ''",
        MOST_SHARING,
    ),
    "the rarest word, if few have it": ("'r' || rarest", "true", RARE),
    "the second rarest word, if few have it": ("'r' || second", "second <> ''", RARE),
    "the rarest word and the postcode sector": (
        "'s' || rarest || ' ' || sector",
        "sector <> ''",
        MOST_SHARING,
    ),
    "the second rarest word and the postcode sector": (
        "'s' || second || ' ' || sector",
        "sector <> '' and second <> ''",
        MOST_SHARING,
    ),
    "the rarest word and the district": (
        "'d' || rarest || ' ' || district",
        "district <> ''",
        MOST_SHARING,
    ),
    "the whole postcode": ("'p' || postcode", "postcode <> ''", MOST_AT_A_PLACE),
    "a public identifier": ("'i' || unnest(identifiers)", "len(identifiers) > 0", MOST_SHARING),
    "the web site": ("'h' || web", "web <> ''", RARE),
}


def find_pairs(
    records: pd.DataFrame,
    *,
    kind: Kind,
    model: Model | None = None,
    least_probability: float = LEAST_PROBABILITY,
) -> pd.DataFrame:
    """Pairs of the records that may be the same, the likeliest first.

    records: a row each, columns as in records.COLUMNS (only `record` and `name` must be there).
    Returns first, second (keys, the smaller first), probability, weight (bits) and for each
    comparison of the model level_FIELD (the number of its level; -1 where one does not say), to be
    put into words with `model.evidence_of`. A pair that is not told may be the same all the same:
    two names without a rare word, a place or an identifier in common are never compared.

    >>> records = pd.DataFrame({"record": ["a", "b", "c"], "postcode": ["ZZ1 1AA"] * 3,
    ...     "name": ["Harbour Lane Yth Club", "Harbour Lane Youth Club Ltd", "Hilltop School"]})
    >>> find_pairs(records, kind=Kind.ORGANISATION)[["first", "second"]].values.tolist()
    [['a', 'b']]
    """
    model = model or model_of(kind)
    prepared = prepare(records)
    if len(prepared) < 2:
        return _as_told(_nothing(model), model)
    with engine() as connection:
        candidates = candidate_pairs(connection, prepared)
        if not candidates:
            return _as_told(_nothing(model), model)
        return _as_told(weigh(connection, model, least_probability), model)


@contextmanager
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory under limits, one at a time in a process; nothing is left of it."""
    with _ONE_AT_A_TIME:
        connection = duckdb.connect(":memory:", config=ENGINE)
        try:
            yield connection
        finally:
            connection.close()


def candidate_pairs(connection: duckdb.DuckDBPyConnection, prepared: pa.Table) -> int:
    """Make the tables `prepared` and `candidates`, of pairs that share a key; how many pairs."""
    connection.register("given", prepared)
    connection.execute("create table prepared as select * from given")
    connection.unregister("given")
    parts = " union all ".join(
        f"select unique_id, {key} as key, {most} as most from prepared where {when}"  # noqa: S608
        for key, when, most in KEYS.values()
    )
    connection.execute(f"create table keys as select distinct * from ({parts})")  # noqa: S608
    connection.execute(
        "create table few as select key from keys group by key "
        "having count(*) between 2 and max(most)"
    )
    connection.execute(
        "create table candidates as select distinct "
        "a.unique_id as join_key_l, b.unique_id as join_key_r, '0' as match_key "
        "from keys a join few using (key) join keys b using (key) "
        "where a.unique_id < b.unique_id"
    )
    connection.execute("drop table keys; drop table few")
    # all of it is fetched: a result that is not read to its end holds the connection
    return int(connection.execute("select count(*) from candidates").fetchall()[0][0])


def weigh(
    connection: duckdb.DuckDBPyConnection, model: Model, least_probability: float
) -> pd.DataFrame:
    """The candidates as Splink weighs them with the model, those that are likely enough."""
    from splink import DuckDBAPI, Linker  # takes a while, and only searches need it

    api = DuckDBAPI(connection)
    linker = Linker(
        api.register("prepared", dataset_display_name="records"),
        splink_settings(model),
        log_level=None,
        validate_settings=False,  # ours are the same each time, and tested
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register("candidates"))
    found = linker.inference.predict(
        threshold_match_probability=least_probability, warning_mode="never"
    )
    wanted = ", ".join(_columns(model))
    told: pd.DataFrame = connection.execute(
        f"select {wanted} from {found.physical_name}"  # noqa: S608 - names of our own
    ).df()
    del found, linker, api
    gc.collect()  # Splink's objects point at each other, and hold the tables
    return told


def _nothing(model: Model) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in _columns(model)})


def _columns(model: Model) -> list[str]:
    """The columns that we take of Splink's."""
    levels = [f"gamma_{each.field}" for each in model.comparisons]
    return ["unique_id_l", "unique_id_r", "match_probability", "match_weight", *levels]


def _as_told(found: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Splink's table in our words. It counts levels from the last; ours count from the first."""
    told = pd.DataFrame(
        {
            "first": found["unique_id_l"].astype(str),
            "second": found["unique_id_r"].astype(str),
            # a probability of 1 - 1e-12 and one of 1 - 2e-12 are the same to anybody
            "probability": found["match_probability"].astype("float64").round(9),
            "weight": found["match_weight"].astype("float64").round(9),
        }
    )
    for each in model.comparisons:
        gamma = found[f"gamma_{each.field}"].astype("int64")
        last = len(each.levels) - 1
        told[f"level_{each.field}"] = gamma.where(gamma < 0, last - gamma)
    order = ["weight", "first", "second"]
    told = told.sort_values(order, ascending=[False, True, True], kind="stable")
    return told.reset_index(drop=True)
