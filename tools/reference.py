"""Write the pages of docs/ that are made from the code, or check that they are up to date."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from sightline.cli.main import parser
from sightline.exchange.activities import reference_page as activity_sheet_page
from sightline.exchange.vocabulary import read_vocabularies, reference_page

DOCS = Path(__file__).resolve().parents[1] / "docs"
PARTS = {
    "tutorials": ("Tutorials", "Learn by doing, from nothing."),
    "how-to": ("How-to guides", "Get one thing done."),
    "reference": ("Reference", "Look a thing up."),
    "explanation": ("Explanation", "Understand how and why."),
    "decisions": ("Decisions", "What a newcomer would ask “why?” about."),
}


def title_of(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def index_page() -> str:
    lines = [
        "# Documentation",
        "",
        "Start with the [README](../README.md); words are in the [glossary](../GLOSSARY.md).",
        "",
    ]
    for folder, (heading, purpose) in PARTS.items():
        lines += [f"## {heading}", "", purpose, ""]
        pages = sorted((DOCS / folder).glob("*.md"))
        lines += [f"- [{title_of(page)}]({folder}/{page.name})" for page in pages] + [""]
    return "\n".join(lines)


def verbs_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Each verb, and in place of one that has verbs of its own, those."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from list(verbs_of(verb)) or [verb]


def command_page() -> str:
    os.environ["COLUMNS"] = "100"  # the same page, however wide the terminal
    top = parser()
    lines = [
        "# The command",
        "",
        "`./run sightline VERB …`, or `sightline VERB …` where it is installed.",
        "",
    ]
    for verb in verbs_of(top):
        lines += [f"## {verb.prog}", "", "```", verb.format_help().rstrip(), "```", ""]
    lines += [
        "Exit codes: 0 done; 2 bad input; 3 not found; 4 not allowed; 5 conflict; "
        "6 refused (an honest “cannot tell”).",
        "",
        "What each file holds is in [What find-gaps writes](find-gaps-files.md).",
        "",
    ]
    return "\n".join(lines)


def pages() -> dict[Path, str]:
    """Every generated page; the index last, since it lists the others."""
    return {
        DOCS / "reference/vocabulary.md": reference_page(read_vocabularies()),
        DOCS / "reference/command.md": command_page(),
        DOCS / "reference/activity-sheet.md": activity_sheet_page(),
        DOCS / "README.md": index_page(),
    }


def main(check: bool) -> int:
    stale = []
    for path, text in pages().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale.append(path.relative_to(DOCS.parent))
        else:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path}: found a page older than the code, wanted it made again. Run ./run docs.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
