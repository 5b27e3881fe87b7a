"""What people fill in: the sheet they send, what its columns mean, that they looked it through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms

from sightline.exchange.activities import BY_DATES, BY_HEADING, Layout
from sightline.service.sheets.limits import LARGEST_SHEET_BYTES
from sightline.service.sheets.proposals import targets_of
from sightline.service.sheets.queries import (
    ColumnFound,
    column_found,
    say_heading,
    target_choices,
    term_names,
)

MB = 1024**2
LONGEST_PASTE = 1_000_000  # characters
_MOST_NAMED = 10  # sheets in one line
NOT_SAID, LEFT_OUT = "", "leave-out"  # of a question: passed over; known to say nothing


class UploadForm(forms.Form):
    """One sheet: a file, or cells pasted from one."""

    sheet = forms.FileField(
        label="Sheet of activities",
        help_text=f"XLSX, ODS or CSV, up to {LARGEST_SHEET_BYTES // MB} MB. It need not be our "
        "template: your own headings will do.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"}),
        error_messages={"empty": "The file is empty. Check that the right file was chosen."},
    )
    pasted = forms.CharField(
        label="Or paste cells, headings included",
        help_text="Copy them in your spreadsheet, or from a table in an e-mail.",
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean_sheet(self) -> Any:
        """Not too large: what comes in beyond the limit has not been kept at all."""
        sheet = self.cleaned_data["sheet"]
        if sheet and sheet.size > LARGEST_SHEET_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_SHEET_BYTES // MB} MB. Save it as CSV, or split "
                "it into smaller sheets."
            )
        return sheet

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = self.cleaned_data
        both = [bool(given.get("sheet")), bool(given.get("pasted", "").strip())]
        if "sheet" in given and "pasted" in given and sum(both) != 1:
            wanted = "a sheet or pasted cells, not both" if all(both) else "a sheet"
            self.add_error("sheet", f"Choose {wanted}: an XLSX, ODS or CSV file.")
        return given


class ColumnsForm(forms.Form):
    """What the columns of a partner's own sheet mean: as proposed, unless its sender says else."""

    def __init__(self, data: Any, *, proposal: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.proposal = proposal
        self.base = Layout.from_json(proposal["layout"])
        self.fields |= dict(self._made())

    def _made(self) -> Iterator[tuple[str, forms.Field]]:
        """Every field by its name; how a name starts says in which part of the page it stands."""
        for at, sheet in enumerate(self.proposal["sheets"]):
            if sheet["is_used"] and len(self.proposal["sheets"]) > 1:
                label = f"Use the sheet {sheet['name']}"
                yield f"sheet_{at}", _tick(label)
        for heading, those in self._constants().items():
            label = f"{say_heading(heading)}: {'; '.join(map(_say_constant, those[:_MOST_NAMED]))}"
            more = f" and {len(those) - _MOST_NAMED} more sheets" if those[_MOST_NAMED:] else ""
            yield f"constant_{heading}", _tick(label + more, those[0]["reason"])
        for at, column in enumerate(self.proposal["columns"]):
            field = forms.ChoiceField(
                label=column["heading"],
                required=False,
                choices=target_choices(),
                initial=column["target"],
            )
            yield f"column_{at}", field
        for each in self.proposal["missing"]:
            yield f"missing_{each['heading']}", _missing_field(each)
        for at, question in enumerate(self.proposal["questions"]):
            yield f"question_{at}", _question_field(question)

    def _constants(self) -> dict[str, list[Mapping[str, Any]]]:
        """What holds for whole sheets, by heading: sheets of one shape keep or drop it together."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for constant in self.proposal["constants"]:
            found.setdefault(constant["heading"], []).append(constant)
        return found

    @property
    def missing(self) -> list[forms.BoundField]:
        """What no column says."""
        return self._part("missing_")

    @property
    def questions(self) -> list[forms.BoundField]:
        """What words mean."""
        return self._part("question_")

    @property
    def whole_sheets(self) -> list[forms.BoundField]:
        """Which sheets are used, and what holds for a whole one."""
        return [*self._part("sheet_"), *self._part("constant_")]

    @property
    def columns(self) -> list[tuple[forms.BoundField, ColumnFound]]:
        """What each column is taken for, beside what was found in it."""
        found = map(column_found, self.proposal["columns"])
        return list(zip(self._part("column_"), found, strict=True))

    def _part(self, start: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(start)]

    def clean(self) -> dict[str, Any]:
        """Everything that must be there comes from a column, or from one answer for all rows."""
        given = self.cleaned_data
        taken = {heading for at, _ in enumerate(self.proposal["columns"])
                 for heading in targets_of(given.get(f"column_{at}", ""))}  # fmt: skip
        for each in self.proposal["missing"]:
            name = f"missing_{each['heading']}"
            if each["heading"] not in taken and not given.get(name):
                self.add_error(name, f"Say what stands for {say_heading(each['heading']).lower()}.")
        return given

    def layout(self) -> Layout:
        """The layout as it was confirmed."""
        given, layout = self.cleaned_data, self.base
        for at, column in enumerate(self.proposal["columns"]):
            targets = targets_of(given[f"column_{at}"])
            layout = layout.with_column(column["key"], *targets, occurrence=column["occurrence"])
        layout = self._without_dropped(layout)
        for each in self.proposal["missing"]:
            if said := given[f"missing_{each['heading']}"]:
                layout = layout.with_default(each["heading"], said)
        for at, question in enumerate(self.proposal["questions"]):
            said = given[f"question_{at}"]
            if said != NOT_SAID:
                means = "" if said == LEFT_OUT else said
                layout = layout.answered(question["target"], question["text"], means)
        return layout

    def seen(self) -> list[tuple[str, str]]:
        """The questions that were on the page, answered or passed over."""
        return [(each["target"], each["text"]) for each in self.proposal["questions"]]

    def _without_dropped(self, layout: Layout) -> Layout:
        """Without the sheets and the values for whole sheets that were unticked."""
        given = self.cleaned_data
        dropped = {each for each in self._constants() if not given[f"constant_{each}"]}
        unused = [
            sheet["name"]
            for at, sheet in enumerate(self.proposal["sheets"])
            if not given.get(f"sheet_{at}", True)
        ]
        shapes = tuple(
            replace(
                shape,
                constants=tuple(each for each in shape.constants if each.target not in dropped),
            )
            for shape in layout.shapes
        )
        return replace(layout, shapes=shapes, unused=(*layout.unused, *unused))


def _tick(label: str, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False, initial=True)


def _say_constant(constant: Mapping[str, Any]) -> str:
    return (
        f"{constant['text']} (sheet {constant['sheet']})" if constant["sheet"] else constant["text"]
    )


def _missing_field(each: Mapping[str, Any]) -> forms.Field:
    """One answer for all rows: chosen where there are few that it could be, else typed."""
    heading = each["heading"]
    label = f"{say_heading(heading)}, for all rows"
    hint = f"No column gives it. It is used for this: {each['used_for']}."
    if not each["could_be"]:
        return forms.CharField(label=label, help_text=hint, required=False, max_length=200)
    names = term_names(heading)
    words = {BY_DATES: "By the dates: planned before they start, ended after they end"}
    choices = [(code, words.get(code) or names.get(code, code)) for code in each["could_be"]]
    return forms.ChoiceField(
        label=label, help_text=hint, required=False, choices=[("", "Choose"), *choices]
    )


def _question_field(question: Mapping[str, Any]) -> forms.Field:
    """What a text means: the likely terms first, then every other one."""
    rows = f"{question['rows']:,} row{'' if question['rows'] == 1 else 's'}"
    unless = f"{rows} cannot be used" if question["is_required"] else f"it is left out of {rows}"
    names = term_names(question["target"])
    likely = {each["term"]: each["name"] for each in question["candidates"]}
    rest = {code: name for code, name in names.items() if code not in likely}
    passed = f"I cannot say: {unless}"
    choices: list[Any] = [(NOT_SAID, passed)]
    if not BY_HEADING[question["target"]].required:
        choices.append((LEFT_OUT, "It says nothing: not supplied"))
    if likely:
        choices.append(("Likely", list(likely.items())))
    if rest:
        choices.append(("All others" if likely else "One of", list(rest.items())))
    why = "; ".join(f"{each['name']}: {each['reason']}" for each in question["candidates"][:3])
    return forms.ChoiceField(
        label=f"What does “{question['text'][:120]}” mean, under {question['column']}?",
        help_text=why or f"Wanted: {question['wanted']}.",
        required=False,
        choices=choices,
    )


class CommitForm(forms.Form):
    """The newest audit event when the preview was opened."""

    seen_event = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
