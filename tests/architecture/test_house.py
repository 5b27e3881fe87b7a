"""Small files, small functions, pages that lead somewhere, recipes that exist."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 60, 100
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def modules() -> Iterator[Path]:
    return (path for path in ROOT.glob("sightline/**/*.py") if "migrations" not in path.parts)


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


def test_no_template_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in ROOT.glob("sightline/service/**/*.html")
        if (lines := len(path.read_text().splitlines())) > LONGEST_TEMPLATE
    }
    assert long == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    here = [target for target in targets if "://" not in target]
    assert [target for target in here if not (page.parent / target).exists()] == []


def test_every_page_of_the_docs_can_be_reached_from_its_index() -> None:
    listed = set(re.findall(r"\]\(([^)#\s]+)", (ROOT / "docs/README.md").read_text()))
    pages = {str(page.relative_to(ROOT / "docs")) for page in PAGES if "docs" in page.parts}
    assert pages - listed - {"README.md"} == set()


def test_every_recipe_is_listed_and_every_recipe_the_readme_names_exists() -> None:
    shown = subprocess.run([ROOT / "run"], capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^  ([a-z-]+): ", shown, re.MULTILINE))
    written = set(re.findall(r"^([a-z-]+)\)", (ROOT / "run").read_text(), re.MULTILINE))
    named = set(re.findall(r"\./run ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert listed == written
    assert named <= written


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = re.findall(r'^    "[^"]+[><=~][^"]*",(.*)$', text, re.MULTILINE)
    assert len(listed) > 20
    assert [line for line in listed if not re.search(r"# \S", line)] == []


def test_every_decision_is_titled_and_dated() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert decisions
    for page in decisions:
        first, *rest = page.read_text().splitlines()
        assert re.fullmatch(r"# \S.*", first), page.name
        assert any(re.match(r"(Decided|Date): \d{1,2} \w+ \d{4}", line) for line in rest), page.name
