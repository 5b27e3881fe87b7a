"""A page of questions, as people fill it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from sightline.exchange.activities import BY_HEADING, says_none
from sightline.service.entry.forms.rows import ADD, REMOVE, SIDES, PartsField
from sightline.service.entry.queries import StepPage
from sightline.service.entry.questions import (
    LONGEST_ANSWER,
    TOLD_IN_WORDS,
    UNKNOWN,
    Question,
    Shape,
)

I_DO_NOT_KNOW = "i-do-not-know"  # stands for the answer in lists
Given = dict[str, str | None]
Check = Callable[[Given], Mapping[str, list[str]]]


# Characters that an answer needs, by its kind in the sheet; of other kinds the whole line.
WIDTHS = {
    "age in completed years": 3, "months": 3, "date": 10, "pounds": 10, "number of people": 10,
    "postcode": 10, "degrees": 10,
}  # fmt: skip


class StepForm(forms.Form):
    """One page of questions. `given` has the answers as the draft keeps them, right or wrong."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, page: StepPage, check: Check) -> None:
        super().__init__(data, initial={"version": page.version})
        self.page, self.check = page, check
        self.given: Given | None = None
        for question in page.questions:
            self.fields[question.heading] = self._field(question)
            if _has_box(question):
                self.fields[_box(question)] = forms.BooleanField(
                    label=f"{UNKNOWN} ({question.label.lower()})", required=False
                )
            if question.none:
                self.fields[_none_box(question)] = forms.BooleanField(
                    label=question.none, required=False
                )
            self._set_initial(question)

    def _field(self, question: Question) -> forms.Field:
        words: Any = {"label": question.asks, "help_text": question.help, "required": False}
        if question.shape is Shape.PARTS:
            return PartsField(**words, side=SIDES[question.heading], names=self.page.names)
        if question.shape not in TOLD_IN_WORDS:
            words["error_messages"] = {"invalid_choice": "Choose among the answers given here."}
        choices = list(self.page.choices[question.heading])
        if question.may_be_unknown:
            choices.append((I_DO_NOT_KNOW, UNKNOWN))
        if question.shape is Shape.BOXES:
            return forms.MultipleChoiceField(
                **words, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        if question.shape is Shape.RADIOS:
            return forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect)
        if question.shape is Shape.SELECT:
            return forms.ChoiceField(**words, choices=[("", "Choose"), *choices])
        return forms.CharField(**words, max_length=LONGEST_ANSWER, widget=_widget(question))

    def _set_initial(self, question: Question) -> None:
        text = self.page.answers.get(question.heading)
        if text is None:
            return
        known: Any = text
        if _has_box(question):
            self.initial[_box(question)] = not text
        elif question.may_be_unknown and not text:
            known = I_DO_NOT_KNOW
        if question.none and says_none(question.heading, text):
            self.initial[_none_box(question)] = True
            known = ""
        if question.shape is Shape.BOXES:
            known = [item.strip() for item in known.split(";")]
        self.initial[question.heading] = known

    @property
    def has_rows(self) -> bool:
        """Whether some question on the page is answered row by row."""
        return any(question.shape is Shape.PARTS for question in self.page.questions)

    @property
    def asks_for_rows(self) -> bool:
        """Whether a button asked for one row more or less, and not to save."""
        return self.has_rows and (ADD in self.data or REMOVE in self.data)

    def as_typed(self) -> StepForm:
        """The form with what was typed so far, and nothing said about it yet."""
        self._errors = ErrorDict()
        return self

    @property
    def needed(self) -> list[forms.BoundField]:
        """The fields of the required questions, in order."""
        return self._of(question for question in self.page.questions if question.required)

    @property
    def optional(self) -> list[forms.BoundField]:
        """The fields behind "Add more if you know it"."""
        return self._of(question for question in self.page.questions if not question.required)

    @property
    def opens(self) -> bool:
        """Whether what is behind it has something to be seen: an answer, or something wrong."""
        return self.asks_for_rows or any(
            field.errors or field.name in self.initial or field.data for field in self.optional
        )

    def _of(self, questions: Iterable[Question]) -> list[forms.BoundField]:
        return [self[name] for question in questions for name in _names_of(question)]

    def clean(self) -> dict[str, Any]:
        """Gather the answers; then say what the reader of the sheet finds wrong with them."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = {each.heading: self._answer(each, cleaned) for each in self.page.questions}
        if self.errors:
            return cleaned
        self.given = given
        found = self.check(given)
        for question in self.page.questions:
            if question.required and given[question.heading] is None:
                self.add_error(question.heading, question.missing)
            else:
                for says in found.get(question.heading, []):
                    self.add_error(question.heading, says)
        for says in found.get("", []):
            self.add_error(None, says)
        return cleaned

    def _answer(self, question: Question, cleaned: Mapping[str, Any]) -> str | None:
        """An answer as the draft keeps it: empty for not known, None for not answered."""
        said = cleaned.get(question.heading) or ""
        if question.shape is Shape.BOXES:
            if I_DO_NOT_KNOW in said and len(said) > 1:
                self.add_error(question.heading, f"Choose what you know, or “{UNKNOWN}” alone.")
            said = "; ".join(said)
        said = str(said).replace("\r\n", "\n")
        if question.none and cleaned.get(_none_box(question), False):
            if said:
                what = "a day" if BY_HEADING[question.heading].kind == "date" else "an answer"
                self.add_error(
                    question.heading, f"Give {what}, or tick “{question.none}”, not both."
                )
            if _has_box(question) and cleaned.get(_box(question), False):
                self.add_error(
                    question.heading, f"Tick “{question.none}” or “{UNKNOWN}”, not both."
                )
            return question.none_answer
        if said == I_DO_NOT_KNOW:
            return ""
        unknown = _has_box(question) and cleaned.get(_box(question), False)
        if unknown and said:
            self.add_error(question.heading, f"Give an answer, or tick “{UNKNOWN}”, not both.")
        return said or ("" if unknown else None)


def _widget(question: Question) -> forms.Widget:
    """As wide as what is asked for: a day or a number needs less than a name."""
    if question.shape is Shape.LINES:
        return forms.Textarea(attrs={"rows": 3})
    width = WIDTHS.get(BY_HEADING[question.heading].kind)
    return forms.TextInput(attrs={"class": f"govuk-input--width-{width}"} if width else {})


def _has_box(question: Question) -> bool:
    """Whether "I do not know" is a box of its own beside the answer."""
    return question.may_be_unknown and question.shape in TOLD_IN_WORDS


def _box(question: Question) -> str:
    return f"{question.heading}_unknown"


def _none_box(question: Question) -> str:
    return f"{question.heading}_none"


def _names_of(question: Question) -> list[str]:
    """The fields of one question, in order."""
    boxes = [(_has_box(question), _box(question)), (question.none, _none_box(question))]
    return [question.heading, *(name for is_there, name in boxes if is_there)]
