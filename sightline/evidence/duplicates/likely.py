"""One new record looked up among many that are known, quickly enough for a form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz, process

from sightline.evidence.duplicates.model import (
    Evidence,
    Model,
    evidence_of,
    level_sql,
    model_of,
    prior_bits,
    probability_of,
)
from sightline.evidence.duplicates.names import words_of
from sightline.evidence.duplicates.pairs import ENGINE, LEAST_PROBABILITY
from sightline.evidence.duplicates.records import Kind, Rarity, prepare

MOST_COMPARED = 200  # records that share a word or a key are weighed, those most alike by name
MOST_OF_A_KEY = 2_000  # a word that more records have finds nothing by itself
RAREST_WORDS = 4  # of the new record's words are looked up


@dataclass(frozen=True)
class Known:
    """Records made ready for looking new ones up. Made once, and used until they change."""

    model: Model
    prepared: pa.Table
    rarity: Rarity
    by_key: Mapping[str, Sequence[int]]  # rows of `prepared` by word, sector, identifier


@dataclass(frozen=True)
class Likely:
    """A known record that may be the same, how likely, and why."""

    record: str
    probability: float
    weight: float
    evidence: tuple[Evidence, ...]


def known_records(
    records: pd.DataFrame,
    *,
    kind: Kind,
    model: Model | None = None,
    rarity: Rarity | None = None,
) -> Known:
    """Records, as `find_pairs` takes them, made ready. Some seconds for every hundred thousand.

    rarity: of words among many more records, of which these are a few; their own if it is None.
    """
    prepared = prepare(records, rarity=rarity)
    columns = prepared.select(["words", "postcode", "identifiers", "web"]).to_pydict()
    words: dict[str, int] = defaultdict(int)
    names: dict[str, int] = defaultdict(int)
    by_key: dict[str, list[int]] = defaultdict(list)
    rows = zip(*columns.values(), strict=True)
    for row, (own, postcode, identifiers, web) in enumerate(rows):
        names[" ".join(own)] += 1
        for word in own:
            words[word] += 1
            by_key[word].append(row)
        for key in (postcode, web, *identifiers):
            if key:
                by_key[f"={key}"].append(row)
    return Known(model or model_of(kind), prepared, rarity or Rarity(words, names), by_key)


def likely_same(
    new: Mapping[str, Any],
    known: Known,
    *,
    least_probability: float = LEAST_PROBABILITY,
    most: int = 10,
) -> list[Likely]:
    """The known records that may be the same as a new one, the likeliest first.

    new: its fields, as in records.COLUMNS; only `name` must be there. What is compared and what it
    weighs are those of `find_pairs`; a record of the new one's own key is never told.

    >>> known = known_records(pd.DataFrame({"record": ["a", "b"], "postcode": ["ZZ1 1AA", ""],
    ...     "name": ["Harbour Lane Youth Club", "Hilltop School"]}), kind=Kind.ORGANISATION)
    >>> [one.record for one in likely_same({"name": "Harbour Lane Yth Club Ltd",
    ...     "postcode": "ZZ1 1AA"}, known)]
    ['a']
    """
    if not str(new.get("name", "")).strip():
        return []
    one = prepare(pd.DataFrame([{"record": "", **new}]), rarity=known.rarity)
    told = one.to_pylist()[0]
    rows = _candidates(told, known)
    if not rows:
        return []
    found = _weigh(one, known.prepared.take(rows), known.model)
    ranked = sorted(found, key=lambda likely: (-round(likely.weight, 9), likely.record))
    return [
        likely
        for likely in ranked
        if likely.probability >= least_probability and likely.record != told["unique_id"]
    ][:most]


def _candidates(told: Mapping[str, Any], known: Known) -> list[int]:
    """Rows of known records that share a key or a rather rare word with the new one."""
    keys = [f"={key}" for key in (told["postcode"], told["web"], *told["identifiers"]) if key]
    rows = {row for key in keys for row in known.by_key.get(key, ())}
    for word in known.rarity.rarest(words_of(told["name"]))[:RAREST_WORDS]:
        having = known.by_key.get(word, ())
        if len(having) <= MOST_OF_A_KEY:
            rows.update(having)
    if len(rows) <= MOST_COMPARED:
        return sorted(rows)
    ordered = sorted(rows)
    names = known.prepared["in_order"].take(ordered).to_pylist()
    alike = process.extract(
        told["in_order"], names, scorer=fuzz.token_set_ratio, processor=None, limit=MOST_COMPARED
    )
    return sorted(ordered[position] for _, _, position in alike)


def _weigh(new: pa.Table, others: pa.Table, model: Model) -> list[Likely]:
    """The same conditions as Splink is given, over one record and a few."""
    levels = ", ".join(
        f"{level_sql(each, left='a.', right='b.')} as {each.field}" for each in model.comparisons
    )
    with duckdb.connect(":memory:", config=ENGINE) as connection:
        connection.register("new", new)
        connection.register("others", others)
        rows = connection.execute(
            f"select b.unique_id, {levels} from new a cross join others b"  # noqa: S608
        ).fetchall()
    return [_likely(record, found, model) for record, *found in rows]


def _likely(record: str, found: Sequence[int], model: Model) -> Likely:
    fields = [each.field for each in model.comparisons]
    evidence = evidence_of(model, dict(zip(fields, found, strict=True)))
    weight = prior_bits(model) + sum(one.bits for one in evidence)
    return Likely(record, probability_of(weight), weight, evidence)
