"""Planted duplicates found: this package beside Splink with a plain prefix rule, and rapidfuzz.

    python benchmarks/duplicates.py            everything: 20,000 and 100,000 records
    python benchmarks/duplicates.py small      20,000 only

Prints, on the same made-up records in one run: seconds, processor seconds, candidate pairs,
precision, recall and F1 at the threshold that pages use. The peer is Splink with the same model and
the same cleaned names, but the usual rules: the first letters of the name, the postcode, the public
identifier, the web site. The baseline is rapidfuzz within blocks, names only. Then how long it
takes to look up one new activity among 20,000, and how much memory the largest search took. The
records come from tests/factories/duplicates.py: typing slips, abbreviations, legal forms, words in
another order, missing fields, moved postcodes; and sister branches and namesakes in other places,
which are not the same. Their seeds were not used to work out the model.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from factories.duplicates import Planted, activities, organisations

from sightline.evidence.duplicates import Kind, find_pairs, known_records, likely_same, model_of
from sightline.evidence.duplicates.model import splink_settings
from sightline.evidence.duplicates.pairs import engine
from sightline.evidence.duplicates.records import prepare

SEED = 4_117
THRESHOLD = 0.5
CUT_OFFS = (70, 75, 80, 85, 90, 95)  # rapidfuzz: names this much alike are taken for the same
PEER_RULES = ("substr({0}.name, 1, 4)", "{0}.postcode", "{0}.web")
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Run:
    """What one way of searching found, and what it took."""

    pairs: Pairs
    seconds: float
    cpu: float

    def scores(self, same: Pairs) -> tuple[float, float, float]:
        hits = len(self.pairs & same)
        precision, recall = hits / max(1, len(self.pairs)), hits / len(same)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    small = "small" in sys.argv[1:]
    heading = f"{'records':>28} {'how':<20} {'s':>7} {'cpu s':>7}"
    print(f"{heading} {'precision':>9} {'recall':>7} {'F1':>6}")
    for make, kind in ((organisations, Kind.ORGANISATION), (activities, Kind.ACTIVITY)):
        compare(make(20_000, seed=SEED), kind)
    if not small:
        mine, peer = compare(organisations(100_000, seed=SEED + 1), Kind.ORGANISATION)
        print(f"cpu of ours / Splink with prefixes: {mine[0] / peer[0]:.3f} (wanted 0.2 at most)")
        print(f"F1 lost against it: {peer[1] - mine[1]:+.4f} (wanted 0.02 at most)")
    form()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory of this process, peers and records included: {peak:,.0f} MB")


def compare(planted: Planted, kind: Kind) -> tuple[tuple[float, float], tuple[float, float]]:
    """Print the ways of searching; cpu seconds and F1 of ours and of the peer."""
    same = planted.same()
    label = f"{len(planted.records):,} {kind} records"
    ways: dict[str, Callable[[], Pairs]] = {
        "this package": lambda: ours(planted.records, kind),
        "rapidfuzz in blocks": lambda: rapidfuzz_in_blocks(planted.records, same),
        "Splink, prefix rule": lambda: splink_with_prefixes(planted.records, kind),
    }
    told = {}
    for name, way in ways.items():
        run = timed(way)
        precision, recall, f1 = run.scores(same)
        told[name] = (run.cpu, f1)
        print(
            f"{label:>28} {name:<20} {run.seconds:>7.2f} {run.cpu:>7.2f} "
            f"{precision:>9.3f} {recall:>7.3f} {f1:>6.3f}"
        )
    return told["this package"], told["Splink, prefix rule"]


def timed(way: Callable[[], Pairs]) -> Run:
    wall, cpu = time.perf_counter(), time.process_time()
    pairs = way()
    return Run(pairs, time.perf_counter() - wall, time.process_time() - cpu)


def ours(records: pd.DataFrame, kind: Kind) -> Pairs:
    found = find_pairs(records, kind=kind, least_probability=THRESHOLD)
    return set(zip(found["first"], found["second"], strict=True))


def splink_with_prefixes(records: pd.DataFrame, kind: Kind) -> Pairs:
    """The same model, pairs from the usual rules."""
    from splink import DuckDBAPI, Linker

    rules = [
        {"blocking_rule": f"{rule.format('l')} = {rule.format('r')} and {rule.format('l')} <> ''"}
        for rule in PEER_RULES
    ]
    rules.append(
        {
            "blocking_rule": "l.identifiers = r.identifiers",
            "arrays_to_explode": ["identifiers"],
        }
    )
    settings = {
        **splink_settings(model_of(kind)),
        "blocking_rules_to_generate_predictions": rules,
    }
    with engine() as connection:
        connection.execute("set memory_limit = '6GB'")
        load(connection, prepare(records))
        api = DuckDBAPI(connection)
        linker = Linker(
            api.register("prepared", dataset_display_name="records"), settings,
            log_level=None, validate_settings=False,
        )  # fmt: skip
        found = linker.inference.predict(
            threshold_match_probability=THRESHOLD, warning_mode="never"
        )
        rows = connection.execute(
            f"select unique_id_l, unique_id_r from {found.physical_name}"  # noqa: S608
        ).fetchall()
        return {(min(pair), max(pair)) for pair in rows}


def load(connection: object, prepared: pa.Table) -> None:
    connection.register("given", prepared)  # type: ignore[attr-defined]
    connection.execute("create table prepared as select * from given")  # type: ignore[attr-defined]


def rapidfuzz_in_blocks(records: pd.DataFrame, same: Pairs) -> Pairs:
    """Names alike within a postcode's outward part, at the cut-off that serves it best here."""
    table = prepare(records).select(["unique_id", "in_order", "outward"]).to_pandas()
    scored: list[tuple[float, tuple[str, str]]] = []
    for outward, rows in table.groupby("outward"):
        if outward and len(rows) > 1:
            scored += _alike(rows)
    tries = [{pair for score, pair in scored if score >= least} for least in CUT_OFFS]
    return max(tries, key=lambda pairs: Run(pairs, 0, 0).scores(same)[2])


def _alike(rows: pd.DataFrame) -> list[tuple[float, tuple[str, str]]]:
    names, keys = rows["in_order"].tolist(), rows["unique_id"].tolist()
    scores = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=min(CUT_OFFS), workers=1)
    found = zip(*np.nonzero(np.triu(scores, 1)), strict=True)
    return [(float(scores[a, b]), (min(keys[a], keys[b]), max(keys[a], keys[b]))) for a, b in found]


def form() -> None:
    """How long somebody who fills in a form waits."""
    planted = activities(20_000, seed=SEED + 2)
    wall = time.perf_counter()
    known = known_records(planted.records.iloc[200:], kind=Kind.ACTIVITY)
    made = time.perf_counter() - wall
    seconds = []
    for _, row in planted.records.iloc[:50].iterrows():
        wall = time.perf_counter()
        likely_same(row.to_dict(), known)
        seconds.append(time.perf_counter() - wall)
    worst, middle = max(seconds), statistics.median(seconds)
    print(
        f"one new activity among {len(planted.records) - 200:,}: {middle:.3f} s, at worst "
        f"{worst:.3f} s (wanted 0.3 at most); making ready, once: {made:.2f} s"
    )


if __name__ == "__main__":
    main()
