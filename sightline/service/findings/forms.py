"""What people fill in about findings, and what the list may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms

from sightline.service.findings.models import LONGEST_WORDS, State
from sightline.service.findings.queries import EVERYTHING, KINDS, STATES, Asked, AskPage

ACCEPT, REJECT, KNOWN, OPEN_AGAIN = "accept", "reject", "known", "open"
_LONGEST_FILTER = 200
DATES = ["%d/%m/%Y", "%Y-%m-%d"]
_WORDS = forms.Textarea(attrs={"rows": 3})


class AskedForm(forms.Form):
    """Filters of the list, from the address. What cannot be used is left out."""

    state = forms.ChoiceField(
        required=False, choices=[(name, name) for name in (*STATES, EVERYTHING)]
    )
    kind = forms.ChoiceField(required=False, choices=[(name, name) for name in KINDS])
    place = forms.CharField(required=False, max_length=_LONGEST_FILTER)
    theme = forms.CharField(required=False, max_length=60)
    strand = forms.CharField(required=False, max_length=60)
    organisation = forms.CharField(required=False, max_length=_LONGEST_FILTER)
    commissioner = forms.CharField(required=False, max_length=_LONGEST_FILTER)
    area = forms.CharField(required=False, max_length=20)
    activity = forms.UUIDField(required=False)
    find = forms.CharField(required=False, max_length=80)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def asked(self) -> Asked:
        """What is asked, without what was wrong with it."""
        self.is_valid()
        good = {name: value for name, value in self.cleaned_data.items() if value}
        if "activity" in good:
            good["activity"] = str(good["activity"])
        return Asked(**good)


class PageForm(forms.Form):
    """Which page of a list, whose, and since which run."""

    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    whose = forms.ChoiceField(required=False, choices=[("all", "all")])
    since = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    def asked(self) -> dict[str, Any]:
        """What is asked, without what was wrong with it."""
        self.is_valid()
        return self.cleaned_data


class VersionForm(forms.Form):
    """The version of the finding that was looked at."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AnswerForm(VersionForm):
    """What is made of a finding: each answer asks for what it needs."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[(name, name) for name in (ACCEPT, REJECT, KNOWN, OPEN_AGAIN)],
        error_messages={"required": "Choose an answer.", "invalid_choice": "Choose an answer."},
    )
    text = forms.CharField(
        label="What will be done", required=False, max_length=LONGEST_WORDS, widget=_WORDS
    )
    owner = forms.ChoiceField(
        label="By whom",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    due_on = forms.DateField(
        label="Until when",
        required=False,
        input_formats=DATES,
        help_text="Such as 31/3/2026.",
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}, format=DATES[0]),
        error_messages={"invalid": "Write a day, such as 31/3/2026."},
    )
    reason = forms.CharField(label="Why", required=False, max_length=LONGEST_WORDS, widget=_WORDS)
    known_reason = forms.CharField(
        label="Where it is dealt with (optional)",
        required=False,
        max_length=LONGEST_WORDS,
        widget=_WORDS,
    )

    def __init__(
        self, data: Any, *, people: Sequence[tuple[str, str]], version: int, due_on: date
    ) -> None:
        first = {"version": version, "key": uuid4(), "due_on": due_on}
        super().__init__(data, initial=first)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 - for the type checker
        owner.choices = [("", "Choose a person"), *people]

    def clean(self) -> dict[str, Any]:
        """Each answer with what it needs: an action with its owner and day, or why."""
        given = self.cleaned_data
        answer = given.get("answer")
        if answer == ACCEPT:
            self._want("text", "Write what will be done.")
            self._want("owner", "Choose who will do it.")
            self._want("due_on", "Give the day by which it is to be done.")
        if answer == REJECT:
            self._want("reason", "Write why it is rejected.")
        return given

    def _want(self, name: str, words: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, words)

    @property
    def state(self) -> State:
        """What the finding is put away as, of an answer that does so."""
        return State.REJECTED if self.cleaned_data["answer"] == REJECT else State.KNOWN

    @property
    def why(self) -> str:
        """Why it is put away."""
        given = self.cleaned_data
        return str(given["reason"] if given["answer"] == REJECT else given["known_reason"])


class AskForm(VersionForm):
    """A question to somebody of an organisation."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label="Whom",
        help_text="They get one mail. Everybody of their organisation sees the finding from then.",
        error_messages={
            "required": "Choose whom to ask.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )
    text = forms.CharField(
        label="Your question",
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        error_messages={"required": "Write what you want to know."},
    )

    def __init__(self, data: Any, *, page: AskPage) -> None:
        super().__init__(data, initial={"version": page.version, "key": uuid4()})
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 - for the type checker
        to.choices = [("", "Choose a person"), *page.people]

    def asked(self) -> dict[str, Any]:
        """What is asked of whom, of a form that is valid."""
        given = self.cleaned_data
        organisation, _, person = given["to"].partition(":")
        return {
            "organisation_id": UUID(organisation),
            "user_id": UUID(person),
            "text": given["text"],
            "version": given["version"],
            "key": given["key"],
        }


class QuestionForm(forms.Form):
    """The answer to a question."""

    use_required_attribute = False
    answer = forms.CharField(
        label="Your answer",
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        error_messages={"required": "Write your answer."},
    )


class RemarkForm(forms.Form):
    """A comment."""

    use_required_attribute = False
    key = forms.UUIDField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label="Your comment",
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        help_text="Everybody who sees this finding reads it.",
        error_messages={"required": "Write what you want to say."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4()})


class ShareForm(VersionForm):
    """When others see a finding: in so many days, or not."""

    share = forms.ChoiceField(choices=[("now", "now"), ("days", "days"), ("no", "no")])
    days = forms.IntegerField(label="Days", required=False, min_value=0, max_value=365)

    def clean(self) -> dict[str, Any]:
        """After so many days wants the days: none said is not at once."""
        given = self.cleaned_data
        if given.get("share") == "days" and given.get("days") is None:
            self.add_error("days", "Write a number of days, such as 14.")
        return given

    def in_days(self) -> int | None:
        """In how many days, None for not at all; of a form that is valid."""
        given = self.cleaned_data
        if given["share"] == "no":
            return None
        return 0 if given["share"] == "now" else int(given["days"])


class SharingForm(forms.Form):
    """The rule for new findings."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    after_days = forms.IntegerField(
        label="Share new findings after so many days",
        required=False,
        min_value=0,
        max_value=365,
        help_text="0 shares them at once. Leave it empty to share each by hand.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Write a number of days, such as 14.",
            "min_value": "Write 0 or more days.",
            "max_value": "Write 365 days at most.",
        },
    )


class ActionForm(forms.Form):
    """What is to be done, by whom, until when."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label="What will be done",
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        error_messages={"required": "Write what will be done."},
    )
    owner = forms.ChoiceField(
        label="By whom",
        error_messages={
            "required": "Choose who will do it.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )
    due_on = forms.DateField(
        label="Until when",
        input_formats=DATES,
        help_text="Such as 31/3/2026.",
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}, format=DATES[0]),
        error_messages={"required": "Give a day.", "invalid": "Write a day, such as 31/3/2026."},
    )

    def __init__(self, data: Any, *, people: Sequence[tuple[str, str]], first: Any) -> None:
        super().__init__(data, initial=first)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 - for the type checker
        owner.choices = list(people)


class DoneForm(forms.Form):
    """That an action is done, and what came of it."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    outcome = forms.CharField(
        label="What came of it",
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        error_messages={"required": "Write what came of it."},
    )
