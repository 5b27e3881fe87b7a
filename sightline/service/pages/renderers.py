"""How form fields are drawn: GOV.UK Frontend's markup from Django's own forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from sightline.service.pages.markup import Pattern

# The class of each kind of control, by its widget type; the others have templates of their own.
CLASSES = {
    "select": "govuk-select",
    "selectmultiple": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "clearablefile": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "checkbox": "govuk-checkboxes__input",
    "radioselect": "",
    "checkboxselectmultiple": "",
    "hidden": "",
}
# The controls that are one tag: Django's template of each includes that of an input alone.
INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in "text checkbox hidden number email date password search tel url".split()
)
_INPUT = Pattern('<input type="{}" name="{}"{}>')
_ATTRIBUTE = Pattern(' {}="{}"')
_BARE = Pattern(" {}")


class Field(BoundField):
    """A field that knows its class and where a link to it should lead."""

    def build_widget_attrs(self, attrs: Any, widget: Widget | None = None) -> Any:
        """Django's attributes with our class; never `required`, as messages are our own."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        own_class = CLASSES.get(self.widget_type, "govuk-input")
        if own_class:
            given = (widget or self.field.widget).attrs.get("class", "")
            error_class = f"{own_class.split()[0]}--error" if self.errors else ""
            built["class"] = " ".join(filter(None, [own_class, given, error_class]))
        if self.widget_type == "password":
            built = {"spellcheck": "false", "autocapitalize": "none", **built}
        return built

    @property
    def first_id(self) -> str:
        """The id of the control that the error summary leads to: the first, of several."""
        several = self.widget_type in {"radioselect", "checkboxselectmultiple"}
        return f"{self.auto_id}_0" if several else self.auto_id


class Fields(TemplatesSetting):
    """Draws forms and fields with the patterns of the gallery."""

    form_template_name = "pages/forms/form.html"
    field_template_name = "pages/forms/field.html"
    bound_field_class = Field

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """A control as markup: a single tag is drawn here, the others by their templates.

        The two templates of an input took a sixth of the time of a page of the list.
        """
        if template_name in INPUTS:
            return draw_input(context["widget"])
        return super().render(template_name, context, request)


def draw_input(widget: Mapping[str, Any]) -> SafeString:
    """An input, as Django's own template has it.

    widget: its type, name, value (None is not given) and attributes (False leaves one out, True
    gives it without a value), as Django's widgets tell them.

    >>> told = {"type": "text", "name": "q", "value": 'a "b"', "attrs": {"id": "q", "disabled": 1}}
    >>> draw_input(told)
    '<input type="text" name="q" value="a &quot;b&quot;" id="q" disabled="1">'
    """
    value = widget.get("value")
    told = "" if value is None else _ATTRIBUTE.draw("value", str(value))
    told += "".join(_attributes(widget["attrs"]))
    return _INPUT.draw(widget["type"], widget["name"], SafeString(told))


def _attributes(attrs: Mapping[str, Any]) -> Iterator[str]:
    for name, value in attrs.items():
        if value is True:
            yield _BARE.draw(name)
        elif value is not False:
            yield _ATTRIBUTE.draw(name, str(value))
