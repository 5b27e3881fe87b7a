"""The reference page of the vocabulary, made from the files so that it cannot differ from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sightline.analysis.framework import Term, Vocabulary
from sightline.exchange.vocabulary.shapes import NOT_KNOWN, SHAPES, Shape


def reference_page(vocabularies: Mapping[str, Vocabulary]) -> str:
    """Every vocabulary as one page of Markdown, ending with a line break."""
    parts = [_opening(vocabularies), *(_section(each) for each in vocabularies.values())]
    return "\n\n".join(parts) + "\n"


def _opening(vocabularies: Mapping[str, Vocabulary]) -> str:
    listed = "\n".join(
        f"- [{each.title}](#{each.name}): {_count(len(each.terms))}"
        for each in vocabularies.values()
    )
    return (
        "# Vocabulary\n\n"
        "Made from the files in `vocabulary/`; change those, then make this page again.\n\n"
        "Each source carries how sure we are of it: **verified** was read in a published text, "
        "**derived** follows from such texts, **unverified** has not been confirmed. "
        "A fact shown as *not known* was not found in any text that was read; it never means none."
        f"\n\n{listed}"
    )


def _count(terms: int) -> str:
    return "no term is known" if not terms else "1 term" if terms == 1 else f"{terms} terms"


def _section(vocabulary: Vocabulary) -> str:
    reviewed = (
        f"File `{vocabulary.name}.toml`. Owner: {vocabulary.owner}. "
        f"Reviewed by: {vocabulary.reviewed_by}, {_day(vocabulary.reviewed_on)}. "
        f"Next review due: {_day(vocabulary.review_due_on)}."
    )
    parts = [f'<a id="{vocabulary.name}"></a>\n\n## {vocabulary.title}', reviewed]
    parts += [_bullets("Bear in mind", vocabulary.notes)] if vocabulary.notes else []
    parts += [_bullets("Not known", vocabulary.not_known)] if vocabulary.not_known else []
    parts += (
        [_table(vocabulary.terms.values(), SHAPES[vocabulary.name])] if vocabulary.terms else []
    )
    return "\n\n".join(parts)


def _bullets(heading: str, texts: Iterable[str]) -> str:
    return f"{heading}:\n\n" + "\n".join(f"- {text}" for text in texts)


def _table(terms: Iterable[Term], shape: Shape) -> str:
    rows = [
        ("Term", "Code", "Meaning", "Facts", "Sources"),
        ("---", "---", "---", "---", "---"),
        *(
            (each.name, f"`{each.term}`", each.meaning, _facts(each, shape), _sources(each))
            for each in terms
        ),
    ]
    return "\n".join(f"| {' | '.join(_cell(text) for text in row)} |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _facts(term: Term, shape: Shape) -> str:
    """The facts of a term; one that is left out is shown as what its absence says, if anything."""
    said = {
        key: f"*{shape[key].absent}*" if value is None and shape[key].absent else _say(value)
        for key, value in term.facts.items()
    }
    return "; ".join(f"{key.replace('_', ' ')}: {words}" for key, words in said.items() if words)


def _say(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {change:+g}%" for key, change in value.items())
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "none"
    return str(value)


def _sources(term: Term) -> str:
    return "; ".join(
        f"{each.title}{f' ({each.address})' if each.address else ''}: {each.status}"
        for each in term.sources
    )


def _day(day: date | None) -> str:
    return NOT_KNOWN if day is None else f"{day.day} {day:%B %Y}"
