"""The framework as reviewed data: one TOML file a vocabulary, refused where any of it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from sightline.analysis.disclosure import CountPolicy
from sightline.analysis.framework import Term, Theme, Vocabulary
from sightline.errors import BadInput
from sightline.exchange.vocabulary.agreement import check_agreement
from sightline.exchange.vocabulary.reading import Draft, read_draft
from sightline.exchange.vocabulary.reference import reference_page
from sightline.exchange.vocabulary.shapes import SHAPES

__all__ = [
    "count_policies", "packaged_folder", "read_vocabularies", "reference_page", "themes",
    "with_thematic_groups",
]  # fmt: skip

_PACKAGE = Path(__file__).resolve().parents[2]


def packaged_folder() -> Path:
    """The vocabulary that came with this release; in a checkout, the one at its root."""
    installed = _PACKAGE / "vocabulary"
    return installed if installed.is_dir() else _PACKAGE.parent / "vocabulary"


def read_vocabularies(
    folder: Path | None = None, *, today: date | None = None
) -> Mapping[str, Vocabulary]:
    """Every vocabulary of a folder, by the name of its file without `.toml`.

    Facts that a file leaves out are None in `Term.facts`: not known, never "none". With `today`,
    a review dated later is refused.

    Raises BadInput with every problem, a line each: file, line, what was found, what was wanted
    and what to do.
    """
    place = packaged_folder() if folder is None else folder
    _check_files(place)
    drafts = {
        name: read_draft(name, (place / f"{name}.toml").read_bytes(), today=today)
        for name in SHAPES
    }
    _raise_problems(drafts)
    check_agreement(drafts)
    _raise_problems(drafts)
    return {name: draft.vocabulary for name, draft in drafts.items() if draft.vocabulary}


def with_thematic_groups(
    vocabularies: Mapping[str, Vocabulary], groups: Iterable[tuple[str, str, str]]
) -> Mapping[str, Vocabulary]:
    """The vocabularies with the groups a partnership defined itself: code, name and meaning each.

    No published text names them. A term of the file stays, and wins over a group of its code.

    >>> known = with_thematic_groups(read_vocabularies(), [("early-years", "Early years", "")])
    >>> known["thematic_groups"].find("early years").term
    'early-years'
    """
    file = vocabularies["thematic_groups"]
    own = {code: Term(code, name, meaning, ()) for code, name, meaning in groups}
    terms = {**own, **file.terms}
    return {**vocabularies, "thematic_groups": replace(file, terms=terms)}


def themes(vocabularies: Mapping[str, Vocabulary]) -> Mapping[str, Theme]:
    """The themes of need by code, ready for analysis.

    A theme that no police category measures has none, and begins `cannot_tell` with the reason.
    """
    found = {}
    for code, term in vocabularies["themes"].terms.items():
        why = term.facts["why_no_measure"]
        unseen = (*((str(why),) if why else ()), *_texts(term.facts["cannot_tell"]))
        categories = _texts(term.facts["police_categories"])
        found[code] = Theme(code, term.name, categories, unseen)
    return found


def count_policies(vocabularies: Mapping[str, Vocabulary]) -> Mapping[str, CountPolicy]:
    """What may be shown of small counts inside the partnership, by the code of the policy.

    >>> count_policies(read_vocabularies())["hospital"].words
    'Counts from 1 to 7 are not shown; others are rounded to the nearest 5.'
    """
    return {
        code: CountPolicy(
            term.name,
            hides_to=int(str(term.facts["hides_to"])),
            rounds_to=int(str(term.facts["rounds_to"])),
            shows_zero=term.facts["zero"] == "shown",
        )
        for code, term in vocabularies["count_policies"].terms.items()
    }


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()


def _check_files(folder: Path) -> None:
    """The folder holds every vocabulary, and no file that nothing reads."""
    found = {path.stem for path in folder.glob("*.toml")}
    wanted = ", ".join(f"{name}.toml" for name in SHAPES)
    for name in SHAPES:
        if name not in found:
            raise BadInput(
                f"{folder.name}: found no {name}.toml, wanted {wanted}. "
                "Put the file back, or copy it from the release."
            )
    for name in sorted(found - SHAPES.keys()):
        raise BadInput(
            f"{folder.name}: found {name}.toml, wanted only {wanted}. Rename it, or take it out."
        )


def _raise_problems(drafts: Mapping[str, Draft]) -> None:
    problems = [str(problem) for draft in drafts.values() for problem in draft.problems]
    if problems:
        raise BadInput("\n".join(problems))
