"""How form fields are drawn: GOV.UK Frontend's markup from Django's own forms."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting

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
