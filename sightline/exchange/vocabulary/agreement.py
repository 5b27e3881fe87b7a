"""What must hold between vocabularies, and between the facts of one term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sightline.analysis.framework import Term, Vocabulary
from sightline.exchange.vocabulary.lines import Path
from sightline.exchange.vocabulary.reading import Draft
from sightline.exchange.vocabulary.shapes import NOT_KNOWN, SHAPES

Vocabularies = Mapping[str, Vocabulary]
Drafts = Mapping[str, Draft]


def check_agreement(drafts: Drafts) -> None:
    """Note on each draft where it contradicts itself or another; each must be sound by itself."""
    vocabularies = {name: draft.vocabulary for name, draft in drafts.items() if draft.vocabulary}
    _check_references(drafts, vocabularies)
    _check_addresses(drafts)
    _check_themes(drafts["themes"], vocabularies)
    _check_levels(drafts["prevention_levels"])
    _check_approaches(drafts["approaches"])
    _check_audience(drafts["audience"])
    _check_types(drafts["types_of_violence"])
    _check_local_definition(drafts, vocabularies)


def _placed(draft: Draft) -> Iterable[tuple[Path, Term]]:
    """Every term with its path; codes differ by now, so the order is the order of the file."""
    terms = draft.vocabulary.terms.values() if draft.vocabulary else ()
    return ((("term", number), term) for number, term in enumerate(terms))


def _check_references(drafts: Drafts, vocabularies: Vocabularies) -> None:
    """Every term that is named in another vocabulary exists there."""
    for name, draft in drafts.items():
        links = {key: fact.kind for key, fact in SHAPES[name].items() if fact.kind.refers_to}
        for key, kind in links.items():
            terms = vocabularies[kind.refers_to].terms
            known = [each.name for each in terms.values()] if kind.by_name else list(terms)
            for path, text in _values(draft, key):
                if text not in known:
                    draft.refuse(
                        path,
                        found=repr(text),
                        wanted=f"one of: {'; '.join(known)}",
                        remedy=f"Correct it, or add the term to {kind.refers_to}.toml.",
                    )


def _values(draft: Draft, key: str) -> Iterable[tuple[Path, str]]:
    """What every term says under a key, item by item, with the path of each."""
    for at, term in _placed(draft):
        yield from _texts(term.facts[key], (*at, key))


def _texts(value: object, path: Path) -> Iterable[tuple[Path, str]]:
    if isinstance(value, tuple):
        return [((*path, number), str(item)) for number, item in enumerate(value)]
    return [] if value is None else [(path, str(value))]


def _check_addresses(drafts: Drafts) -> None:
    """One text has one address, in whatever file; the one given most often holds."""
    given = [
        (draft, (*at, "sources", number, "address"), source)
        for draft in drafts.values()
        for at, term in _placed(draft)
        for number, source in enumerate(term.sources)
    ]
    counts = Counter((source.title, source.address) for _, _, source in given)
    usual = {title: address for (title, address), _ in reversed(counts.most_common())}
    for draft, path, source in given:
        if source.address != usual[source.title]:
            draft.refuse(
                path,
                found=repr(source.address),
                wanted=f"{usual[source.title]!r}, as elsewhere for {source.title!r}",
                remedy="Give one text one address everywhere, or another title.",
            )


def _check_themes(draft: Draft, vocabularies: Vocabularies) -> None:
    """A theme has categories or a reason for none; enforcement is never a measure of need."""
    counts = {
        term.name: term.facts["counts"] for term in vocabularies["police_categories"].terms.values()
    }
    for at, term in _placed(draft):
        categories = _texts(term.facts["police_categories"], (*at, "police_categories"))
        if bool(categories) == bool(term.facts["why_no_measure"]):
            draft.refuse(
                (*at, "why_no_measure"),
                found="categories and a reason for none"
                if categories
                else "neither categories nor a reason",
                wanted="police_categories, or why_no_measure where there are none",
                remedy="Remove the reason." if categories else 'Add why_no_measure = "...".',
            )
        for path, name in categories:
            if counts.get(name) == "enforcement":
                draft.refuse(
                    path,
                    found=f"{name!r}, which counts enforcement",
                    wanted="categories that count incidents",
                    remedy="Remove it: what the police look for is not what people need.",
                )


def _check_levels(draft: Draft) -> None:
    """The two axes of prevention match each other, one to one."""
    terms = draft.vocabulary.terms if draft.vocabulary else {}
    for at, term in _placed(draft):
        other = terms.get(str(term.facts["matches"]))
        if other is None:
            continue  # told as a reference to a term that is not there
        if other.facts["axis"] == term.facts["axis"] or other.facts["matches"] != term.term:
            draft.refuse(
                (*at, "matches"),
                found=repr(other.term),
                wanted="a level of the other axis that matches back",
                remedy=f'Correct it, or write matches = "{term.term}" under {other.term}.',
            )


def _check_approaches(draft: Draft) -> None:
    """A rating is dated by the pages it was seen on; no rating has no confidence and no date."""
    for at, term in _placed(draft):
        rated = term.facts["impact"] != "not-rated"
        if rated and term.facts["pages_dated"] is None:
            draft.refuse(
                (*at, "pages_dated"),
                found="a rating without a date",
                wanted="the years of the pages it was seen on",
                remedy='Add pages_dated = "2023-2025", or write impact = "not-rated".',
            )
        if not rated and term.facts["confidence"] != NOT_KNOWN:
            draft.refuse(
                (*at, "confidence"),
                found=repr(term.facts["confidence"]),
                wanted=f"{NOT_KNOWN!r}, since the impact is not rated",
                remedy=f'Write confidence = "{NOT_KNOWN}", or give the impact.',
            )


def _check_audience(draft: Draft) -> None:
    for at, term in _placed(draft):
        if term.facts["kind"] == "age band" and term.facts["ages"] is None:
            draft.refuse(
                (*at, "ages"),
                found="an age band without ages",
                wanted="the ages of the band",
                remedy='Add ages = "10-24", or write kind = "group".',
            )


def _check_types(draft: Draft) -> None:
    """In or out is in or out of something; not known has no definition to be in or out of."""
    for at, term in _placed(draft):
        known = term.facts["in_local_definition"] != NOT_KNOWN
        if known != (term.facts["local_definition"] is not None):
            draft.refuse(
                (*at, "local_definition"),
                found="in or out of no definition" if known else "a definition it is not placed in",
                wanted="local_definition where in_local_definition is in or out, and only there",
                remedy='Add local_definition = "...".' if known else "Remove local_definition.",
            )


def _check_local_definition(drafts: Drafts, vocabularies: Vocabularies) -> None:
    """What a local definition includes and what says that it is in must be the same types."""
    types = vocabularies["types_of_violence"].terms.values()
    for at, term in _placed(drafts["definition_of_serious_violence"]):
        if term.facts["part"] != "local":
            continue
        inside = {
            each.term
            for each in types
            if each.facts["in_local_definition"] == "in"
            and each.facts["local_definition"] == term.term
        }
        includes = {text for _, text in _texts(term.facts["includes"], ())}
        if includes != inside:
            draft = drafts["definition_of_serious_violence"]
            draft.refuse(
                (*at, "includes"),
                found=", ".join(sorted(includes)) or "nothing",
                wanted=f"the types that say they are in it: {', '.join(sorted(inside)) or 'none'}",
                remedy="Correct this list, or in_local_definition in types_of_violence.toml.",
            )
