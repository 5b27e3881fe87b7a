"""The words of activities, brought up to date by the first search after a change.

They follow from records that others write in many ways (sheets, forms, merged organisations), so
this looks at what happened since, instead of trusting each writer to say so. It is a store of what
was worked out, and no change to the register: a question may do it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from sightline.exchange.vocabulary import read_vocabularies, with_thematic_groups
from sightline.service.audit.queries import Moved, moved_since
from sightline.service.pages.folding import fold
from sightline.service.partners.queries import by_plain_name
from sightline.service.register.contacts import without_contacts
from sightline.service.register.models import Activity, SearchEntry, SearchState, ThematicGroup

ROWS_AT_ONCE = 500
LONGEST_TEXT = 50_000  # letters of one part; databases index no endless texts
FIELDS = ("activity_version", "name", "organisation", "open_text", "shared_text")
_ACTIVITY = Activity._meta.label
# The terms whose names are words of an activity, by its field.
_TERMS = {
    "strand": "strands",
    "thematic_group": "thematic_groups",
    "approach": "approaches",
    "setting": "settings",
    "prevention_level": "prevention_levels",
}


def refresh_search() -> None:
    """Read what changed since the search was last asked; two questions where nothing did."""
    names = _term_names(_groups())
    if _since(SearchState.objects.first(), names) is None:
        return
    with transaction.atomic():
        SearchState.objects.get_or_create(id=1)
        state = SearchState.objects.select_for_update().get(id=1)
        moved = _since(state, names)  # somebody may have been quicker
        if moved is None:
            return
        renamed = state.vocabulary != names.digest
        _read(None if renamed else _keys(moved), names, renamed=renamed)
        state.number, state.own_hash = moved.number, moved.own_hash
        state.vocabulary = names.digest
        state.save()


def _since(state: SearchState | None, names: _TermNames) -> Moved | None:
    """What happened since; None if nothing did and the names of terms are the same."""
    number, own_hash = (state.number, state.own_hash) if state else (0, "")
    moved = moved_since(number, own_hash)
    is_same = moved.continues and moved.number == number > 0
    return None if is_same and state and state.vocabulary == names.digest else moved


def _keys(moved: Moved) -> set[UUID] | None:
    """The activities to read; None for all, where an organisation may have another name now."""
    if not moved.continues or any(kind.startswith("partners.") for _, kind, _ in moved.events):
        return None
    return {UUID(key) for _, about_type, key in moved.events if about_type == _ACTIVITY}


def _groups() -> tuple[tuple[str, str, str], ...]:
    """The groups that the partnership defined: code, name, what each looks after."""
    rows = ThematicGroup.objects.values_list("code", "name", "meaning")
    return tuple((code, name, meaning) for code, name, meaning in rows)


@lru_cache(maxsize=2)
def _term_names(groups: tuple[tuple[str, str, str], ...]) -> _TermNames:
    """They change with a release, and with the groups."""
    return _TermNames(groups)


class _TermNames:
    """The names of the terms that activities use."""

    def __init__(self, groups: tuple[tuple[str, str, str], ...]) -> None:
        self._known = with_thematic_groups(read_vocabularies(), groups)
        told = [
            f"{name}:{code}:{term.name}"
            for name, vocabulary in sorted(self._known.items())
            for code, term in vocabulary.terms.items()
        ]
        self.digest = hashlib.sha256("\n".join(told).encode()).hexdigest()

    def of(self, vocabulary: str, codes: Iterable[str]) -> list[str]:
        """What terms are called; nothing for a code that is not known."""
        terms = self._known[vocabulary].terms
        return [terms[code].name for code in codes if code in terms]


def _read(keys: set[UUID] | None, names: _TermNames, *, renamed: bool) -> None:
    """Write the entries of the activities with those keys, or of all that are not as they were.

    renamed: terms have other names, so that none is as it was.
    """
    called: dict[UUID, str] = {}
    for plain_name, key in by_plain_name().items():
        called[key] = f"{called.get(key, '')} {fold(plain_name)}".strip()
    known = {entry.activity_id: entry for entry in _entries(keys)}
    added, changed = [], []
    for record in _records(keys):
        entry = known.get(record.pk)
        organisation = called.get(record.organisation_id, fold(record.organisation.name))
        if not renamed and keys is None and entry and _is_as_it_was(entry, record, organisation):
            continue
        written = _written(record, organisation, names)
        if entry is None:
            added.append(SearchEntry(activity=record, **written))
        else:
            for field, value in written.items():
                setattr(entry, field, value)
            changed.append(entry)
    SearchEntry.objects.bulk_create(added, batch_size=ROWS_AT_ONCE)
    SearchEntry.objects.bulk_update(changed, FIELDS, batch_size=ROWS_AT_ONCE // len(FIELDS))


def _entries(keys: set[UUID] | None) -> Iterable[SearchEntry]:
    found = SearchEntry.objects.all()
    return found if keys is None else found.filter(activity_id__in=keys)


def _records(keys: set[UUID] | None) -> Iterable[Activity]:
    found = Activity.objects.select_related("organisation").prefetch_related("theme_rows")
    if keys is not None:
        found = found.filter(pk__in=keys)
    records: Iterable[Activity] = found.iterator(chunk_size=2_000)
    return records


def _is_as_it_was(entry: SearchEntry, record: Activity, organisation: str) -> bool:
    return entry.activity_version == record.version and entry.organisation == organisation


def _written(record: Activity, organisation: str, names: _TermNames) -> Mapping[str, str | int]:
    """The words of an activity, by who may see them.

    Of a sensitive site nothing that somebody wrote freely is open to everybody, and who may come is
    searched by nobody: it may tell where the site is.
    """
    terms = names.of("themes", (row.theme for row in record.theme_rows.all()))
    for field, vocabulary in _TERMS.items():
        terms += names.of(vocabulary, [getattr(record, field)])
    free = [record.description, *(record.partners or ())]
    if not record.sensitive_site:
        free.append(record.eligibility)
    public = "" if record.sensitive_site else without_contacts(" ".join(free))
    return {
        "activity_version": record.version,
        "name": fold(without_contacts(record.name)),
        "organisation": organisation,
        "open_text": fold(" ".join([*terms, public])[:LONGEST_TEXT]),
        "shared_text": fold(" ".join([record.name, *free])[:LONGEST_TEXT]),
    }
