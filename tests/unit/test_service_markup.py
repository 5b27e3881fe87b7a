"""Our partials give the same markup as GOV.UK Frontend's own examples.

The expected skeletons (tags, classes, roles; no texts) were made from the examples that the
package carries, and can be made again for a new version:
`python tests/unit/test_service_markup.py FOLDER` where FOLDER holds the unpacked npm package.
"""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

EXPECTED = Path(__file__).with_name("govuk_frontend_markup.json")
KEPT = {"class", "role", "data-module", "type", "rel", "scope", "hidden", "draggable", "checked"}
VOID = {"input", "br", "path"}


class Skeleton(HTMLParser):
    """The tags of some HTML with what matters of their attributes, indented by depth."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        kept = sorted(
            f"{name}={' '.join(sorted((value or '').split()))}"
            for name, value in attrs
            if self.matters(name)
        )
        described = [len(value.split()) for name, value in attrs if name == "aria-describedby"]
        self.lines.append(" ".join(["." * self.depth + tag, *kept, *map(str, described)]))
        self.depth += tag not in VOID

    def handle_endtag(self, tag):
        self.depth -= tag not in VOID

    @staticmethod
    def matters(name: str) -> bool:
        by_name = {"aria-describedby", "aria-invalid", "aria-controls", "aria-labelledby"}
        return name in KEPT or (name.startswith("aria-") and name not in by_name)


def skeleton(html: str, *, inside: str = "") -> list[str]:
    """The skeleton, or the part of it from the first such tag on, as deep as it goes."""
    reader = Skeleton()
    reader.feed(html)
    reader.close()
    assert reader.depth == 0, f"not every tag is closed in {html}"
    lines = reader.lines
    if not inside:
        return lines
    first = next(at for at, line in enumerate(lines) if line.lstrip(".").split()[0] == inside)
    depth = len(lines[first]) - len(lines[first].lstrip("."))
    deeper = lines[first + 1 :]
    end = next(
        (at for at, line in enumerate(deeper) if not line.startswith("." * (depth + 1))), None
    )
    return [line[depth:] for line in [lines[first], *deeper[:end]]]


PAGES = [{"number": str(at), "address": f"/page/{at}", "here": at == 2} for at in (1, 2, 3)]
GAP = {"number": "", "address": "", "here": False}
MANY = [1, 0, 8, 9, 10, 11, 12, 0, 40]
MONTHS = [
    [{"text": "January", "address": ""}]
    + [{"text": "£85", "numeric": True, "address": ""} for _ in range(2)]
    for _ in range(3)
]
# component, example of the package -> our partial and what it is given
PARTIALS = {
    ("button", "default"): ("button", {"text": "Save"}),
    ("button", "secondary"): ("button", {"text": "Save", "classes": "govuk-button--secondary"}),
    ("button", "warning"): ("button", {"text": "Save", "classes": "govuk-button--warning"}),
    ("button", "link"): ("button", {"text": "Go", "href": "/"}),
    ("tag", "default"): ("tag", {"text": "new"}),
    ("tag", "grey"): ("tag", {"text": "ended", "colour": "grey"}),
    ("details", "default"): ("details", {"summary": "Help", "text": "More"}),
    ("inset-text", "default"): ("inset_text", {"text": "Mind"}),
    ("warning-text", "default"): ("warning_text", {"text": "Mind"}),
    ("notification-banner", "default"): ("notification_banner", {"text": "Done"}),
    ("notification-banner", "with type as success"): (
        "notification_banner",
        {"text": "Done", "success": True},
    ),
    ("breadcrumbs", "default"): ("breadcrumbs", {"crumbs": [{"text": "A", "address": "/"}] * 4}),
    ("summary-list", "with falsy values"): (
        "summary_list",
        {"rows": [{"key": "a", "value": "b"}] * 2},
    ),
    ("pagination", "default"): (
        "pagination",
        {"pages": {"previous": "/1", "next": "/3", "items": PAGES}},
    ),
    ("pagination", "with many pages"): (
        "pagination",
        {
            "pages": {
                "previous": "/1",
                "next": "/3",
                "items": [
                    {"number": str(at), "address": "/", "here": at == 10} if at else GAP
                    for at in MANY
                ],
            }
        },
    ),
    ("error-message", "default"): ("error_message", {"id": "a", "text": "Mind"}),
    ("table", "with firstCellIsHeader true"): (
        "table",
        {"caption": "Money", "headings": [], "rows": MONTHS},
    ),
}
# component, example -> the field of the form below
FIELDS = {
    ("input", "default"): "plain",
    ("input", "with hint text"): "hinted",
    ("input", "with error message"): "wrong_plain",
    ("input", "with error and hint"): "wrong_hinted",
    ("select", "with hint text and error message"): "wrong_select",
    ("textarea", "with error message"): "wrong_textarea",
    ("radios", "default"): "radios",
    ("radios", "with hint and error message"): "wrong_radios",
    ("file-upload", "with error message and hint"): "wrong_file",
    ("password-input", "with error message"): "wrong_password",
}


def make_form():
    from django import forms

    yes_no = [("yes", "Yes"), ("no", "No")]
    three = [(str(at), f"Option {at}") for at in (1, 2, 3)]

    class Everything(forms.Form):
        plain = forms.CharField()
        hinted = forms.CharField(help_text="A hint")
        wrong_plain = forms.CharField()
        wrong_hinted = forms.CharField(help_text="A hint")
        wrong_select = forms.ChoiceField(choices=three, help_text="A hint")
        wrong_textarea = forms.CharField(widget=forms.Textarea)
        radios = forms.ChoiceField(choices=yes_no, widget=forms.RadioSelect)
        wrong_radios = forms.ChoiceField(
            choices=yes_no, widget=forms.RadioSelect, help_text="A hint"
        )
        boxes = forms.MultipleChoiceField(choices=three, widget=forms.CheckboxSelectMultiple)
        wrong_file = forms.FileField(help_text="A hint")
        wrong_password = forms.CharField(widget=forms.PasswordInput, help_text="A hint")

    return Everything(data={"plain": "a", "hinted": "b", "radios": "maybe"})


def expected(component: str, example: str) -> list[str]:
    return json.loads(EXPECTED.read_text(encoding="utf-8"))[component][example]


@pytest.mark.parametrize(("component", "example"), PARTIALS)
def test_a_partial_gives_the_markup_of_its_example(component, example):
    from django.template.loader import render_to_string

    name, given = PARTIALS[component, example]
    html = render_to_string(f"pages/components/{name}.html", given)
    # ours always has a caption and headings, and scrolls by itself: the body is the pattern's
    inside = "tbody" if component == "table" else ""
    wanted = expected(component, example)
    assert skeleton(html, inside=inside) == wanted


@pytest.mark.parametrize(("component", "example"), FIELDS)
def test_a_field_of_a_form_gives_the_markup_of_its_example(component, example):
    form = make_form()
    name = FIELDS[component, example]
    for field in form.fields:
        if not field.startswith("wrong_"):
            form.errors.pop(field, None)
    html = form[name].as_field_group()
    assert skeleton(html) == expected(component, example)


def test_an_error_summary_leads_to_the_first_control_of_each_field():
    from django.template.loader import render_to_string

    form = make_form()
    html = render_to_string("pages/components/error_summary.html", {"form": form})
    for target in ("id_wrong_plain", "id_wrong_radios_0", "id_boxes_0", "id_wrong_file"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in str(form)
    wanted = expected("error-summary", "default")
    found = skeleton(html)
    assert found[: len(wanted)] == wanted  # ours has more than the example's two messages


def write_expected(package: Path) -> None:
    """Make the expected skeletons again from an unpacked package."""
    found: dict[str, dict[str, list[str]]] = {}
    for component, example in [*PARTIALS, *FIELDS, ("error-summary", "default")]:
        file = package / f"dist/govuk/components/{component}/fixtures.json"
        cases = json.loads(file.read_text(encoding="utf-8"))["fixtures"]
        html = next(case["html"] for case in cases if case["name"] == example)
        inside = "tbody" if component == "table" else ""
        found.setdefault(component, {})[example] = skeleton(html, inside=inside)
    EXPECTED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_expected(Path(sys.argv[1]))
