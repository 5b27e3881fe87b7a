"""A control that is one tag is drawn here as Django's own templates would draw it."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from sightline.service.pages.renderers import INPUTS, Fields, draw_input

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.one_of(words, st.integers(), st.booleans(), st.none())
widgets = st.fixed_dictionaries(
    {"type": words, "name": words, "attrs": st.dictionaries(words, values, max_size=4)},
    optional={"value": values},
)


@pytest.mark.parametrize("template", sorted(INPUTS))
@given(widget=widgets)
def test_an_input_is_drawn_as_its_template_draws_it(template, widget):
    theirs = TemplatesSetting().render(template, {"widget": widget})
    assert draw_input(widget) == theirs.strip()


class Both(forms.Form):
    """A field drawn here, and one that has a template."""

    name = forms.CharField(initial="<b>&\"'")
    about = forms.CharField(widget=forms.Textarea)


def test_a_form_draws_its_inputs_so_and_all_else_by_templates():
    form = Both(renderer=Fields())
    assert str(form["name"]) == (
        '<input type="text" name="name" value="&lt;b&gt;&amp;&quot;&#x27;" class="govuk-input" '
        'id="id_name">'
    )
    assert str(form["about"]).startswith('<textarea name="about"')


def test_what_is_marked_as_safe_is_printed_as_it_is():
    """Django's templates do so too: a text of our own may hold an entity."""
    value = mark_safe("a&nbsp;b")
    told = {"type": "text", "name": "q", "value": value, "attrs": {"title": value, "value": True}}
    theirs = TemplatesSetting().render("django/forms/widgets/text.html", {"widget": told})
    assert (
        draw_input(told)
        == theirs.strip()
        == ('<input type="text" name="q" value="a&nbsp;b" title="a&nbsp;b" value>')
    )
