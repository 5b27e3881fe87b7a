"""The frame of every page, the pages for errors, and what is kept beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.utils.html import escape

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound, Refused, SightlineError
from sightline.service.pages import errors
from sightline.service.pages import urls as pages_urls

ROOT = Path(__file__).resolve().parents[2]
SERVICE = ROOT / "sightline/service"
TEMPLATES = sorted(SERVICE.glob("*/templates/**/*.html"))
VENDOR = SERVICE / "pages/static/vendor"
FAMILIES = [(NotFound, 404), (NotAllowed, 403), (BadInput, 400), (Conflict, 409), (Refused, 422)]


def names(templates: list[Path]) -> list[str]:
    return [str(template.relative_to(SERVICE)) for template in templates]


def fail_with(error: Exception):
    def view(_request):
        raise error

    return view


class OneView:
    """The addresses of the frame, with a home page that fails."""

    handler403 = "sightline.service.pages.errors.not_allowed"
    handler500 = "sightline.service.pages.errors.our_fault"

    def __init__(self, error: Exception) -> None:
        others = [route for route in pages_urls.urlpatterns if route.name != "home"]
        home = path("", fail_with(error), name="home")
        self.urlpatterns = [
            path("", include(([home, *others], "pages"))),
            path("", include("sightline.service.accounts.urls")),
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(("family", "status"), FAMILIES)
def test_each_family_of_error_has_its_page_with_its_own_words(client, settings, family, status):
    settings.ROOT_URLCONF = OneView(family("row 14: found 'SS1', wanted a <postcode>."))
    answer = client.get("/")
    assert answer.status_code == status
    assert escape("row 14: found 'SS1', wanted a <postcode>.") in answer.text
    assert errors.PAGES[family].heading in answer.text
    assert answer.text.count("<h1") == 1


def test_every_family_of_error_has_a_page():
    assert set(errors.PAGES) == set(SightlineError.__subclasses__())
    assert {page.status for page in errors.PAGES.values()} == {status for _, status in FAMILIES}


@pytest.mark.django_db
def test_an_error_nobody_foresaw_says_nothing_of_itself(client, settings):
    settings.ROOT_URLCONF = OneView(RuntimeError("secret detail"))
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Sorry, something went wrong" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [("/no-such-page", {}, 404), ("/", {"host": "elsewhere.example"}, 400)],
)
def test_errors_found_before_any_view_have_pages_too(client, address, headers, status):
    answer = client.get(address, headers=headers)
    assert answer.status_code == status
    assert "Go to the home page" in answer.text


@pytest.mark.django_db
def test_django_s_own_refusal_has_the_same_page(client, settings):
    settings.ROOT_URLCONF = OneView(PermissionDenied("words for the log"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert errors.PAGES[NotAllowed].says in answer.text
    assert "words for the log" not in answer.text


def test_an_error_without_words_gets_the_words_of_its_family(rf: RequestFactory, db):
    assert errors.PAGES[NotFound].says in errors.page_for(rf.get("/"), NotFound()).text


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_keeps_to_the_four_blocks_and_the_policy(template):
    text = template.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert len(lines) <= 100
    if "{% extends" in text:
        of_a_room = f'{{% extends "{template.parent.name}/base.html" %}}'  # what its pages share
        assert '{% extends "base.html" %}' in text or of_a_room in text
        blocks = set(re.findall(r"{% block (\w+)", text))
        assert blocks <= {"title", "crumbs", "heading", "content"}
        assert {"title", "heading", "content"} <= blocks or template.name == "base.html"
        assert "<h1" not in text, "the frame has the one h1; a page fills the block heading"
    assert not re.search(r"\sstyle=|<style|\son(?!ce)\w+=", text), (
        "the policy allows no inline style"
    )
    assert not re.search(r'(src|href)="(https?:)?//', text), "nothing is loaded from elsewhere"
    assert "|safe" not in text
    scripts = re.findall(r"<script[^>]*>", text)
    assert all("nonce=" in script or "src=" in script for script in scripts)


def test_the_vendored_files_are_those_of_the_manifest():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/vendor.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_vendored_file_that_was_changed_by_hand_is_found(tmp_path):
    import runpy

    vendor = runpy.run_path(str(ROOT / "tools/vendor.py"))
    vendor["faults"].__globals__["FOLDER"] = tmp_path
    (tmp_path / "a.js").write_text("changed")
    package = {
        "files": [{"to": "a.js", "sha256": "0"}, {"to": "b.js", "sha256": "0"}],
        "licence_file": "LICENSE.txt",
    }
    assert [said.split(":")[0] for said in vendor["faults"](package)] == [
        "a.js",
        "b.js",
        "LICENSE.txt",
    ]


def test_nothing_of_the_crown_and_no_source_maps_are_vendored():
    for file in VENDOR.rglob("*"):
        if file.suffix in {".css", ".js", ".mjs"}:
            text = file.read_text(encoding="utf-8")
            assert "sourceMappingURL=" not in text, file.name
        if file.suffix == ".css":
            assert "GDS Transport" not in text
            assert "crest" not in text
            assert "@font-face" not in text
            assert text.count("{") == text.count("}"), "the style sheet is whole"
    assert not list(VENDOR.rglob("*.woff*"))
    kinds = {file.suffix for file in VENDOR.rglob("*") if file.is_file()}
    assert kinds == {".css", ".js", ".mjs", ".json", ".txt"}


def test_cleaning_takes_out_the_font_the_crest_and_the_map_and_nothing_else():
    import runpy

    clean = runpy.run_path(str(ROOT / "tools/vendor.py"))["clean"]
    sheet = (
        b"/* Copyright. This font, GDS Transport, is not free */"
        b"@font-face{font-family:GDS Transport;src:url(a.woff2)}"
        b".a{font-family:GDS Transport,arial}.b{background:url(govuk-crest.svg)}"
        b"@media print{.c{color:red}.d{background:url(govuk-crest.svg)}}"
        b"/*# sourceMappingURL=a.css.map */"
    )
    assert clean(sheet, suffix=".css") == b".a{font-family:arial}@media print{.c{color:red}}\n"
    assert clean(b"let a = 1;\n//# sourceMappingURL=a.js.map", suffix=".js") == b"let a = 1;\n"
    assert clean(b"GDS Transport", suffix=".txt") == b"GDS Transport"


def test_a_view_that_answers_is_left_alone(rf: RequestFactory):
    answer = HttpResponse("as it is")
    assert errors.ErrorPages(lambda _request: answer)(rf.get("/")) is answer
