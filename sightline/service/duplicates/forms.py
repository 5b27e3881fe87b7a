"""What people fill in about a pair: what it is, which record stays, and which facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from sightline.service.duplicates.merging import Take
from sightline.service.duplicates.queries import PairPage

LONGEST_REASON = 1_000
FIRST, SECOND, BOTH = "first", "second", "both"
WORDS = {
    "merged": "The same: merge them into one",
    "related": "Related, but not the same: such as one programme in two places",
    "different": "Different",
}


class AskedForm(forms.Form):
    """Which part of a list is wanted. What makes no sense is left out."""

    kind = forms.ChoiceField(
        required=False, choices=[("", ""), ("activity", ""), ("organisation", "")]
    )
    all = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def asked(self) -> dict[str, Any]:
        """What is asked of the list of pairs."""
        self.is_valid()
        good = self.cleaned_data
        return {
            "kind": good.get("kind", ""),
            "everything": bool(good.get("all")),
            "page": good.get("page") or 1,
        }


class UndoForm(forms.Form):
    """The version of the pair that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DecideForm(forms.Form):
    """A decision about one pair; the choices are those of its page."""

    use_required_attribute = False

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="What are they?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether the two are the same, related or different.",
            "invalid_choice": "Say whether the two are the same, related or different.",
        },
    )
    reason = forms.CharField(
        label="Why (optional)",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever looks at this later will read it.",
    )

    def __init__(self, data: Any = None, *, page: PairPage) -> None:
        super().__init__(data, initial={"version": page.version, "kept": FIRST})
        self.page = page
        words = {name: told for name, told in WORDS.items() if name != "merged" or page.may_merge}
        self._choices("decision", words)
        if page.may_merge:
            self._add("kept", "If they are merged, which record stays?", _records(page), FIRST)
            for each in page.choices:
                options = {FIRST: each.first, SECOND: each.second}
                options |= {BOTH: "Both together"} if each.lists else {}
                self._add(f"take_{each.field}", each.label, options, "")

    def facts(self) -> Iterable[forms.BoundField]:
        """The fields that choose between two facts."""
        return [self[name] for name in self.fields if name.startswith("take_")]

    def decided(self) -> dict[str, Any]:
        """What `actions.decide` is given."""
        good = self.cleaned_data
        kept_first = good.get("kept", FIRST) != SECOND
        return {
            "decision": good["decision"],
            "reason": good["reason"],
            "version": good["version"],
            "kept_id": self._key(first=kept_first),
            "take": {
                name.removeprefix("take_"): _take(value, kept_first=kept_first)
                for name, value in good.items()
                if name.startswith("take_") and value
            },
        }

    def _key(self, *, first: bool) -> UUID:
        return self.page.first.key if first else self.page.second.key

    def _add(self, name: str, label: str, options: dict[str, str], chosen: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, required=False, choices=list(options.items()), initial=chosen,
            widget=forms.RadioSelect,
        )  # fmt: skip

    def _choices(self, name: str, options: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = list(options.items())


def _records(page: PairPage) -> dict[str, str]:
    return {
        side: f"{one.name} ({one.owner})" if one.owner else one.name
        for side, one in ((FIRST, page.first), (SECOND, page.second))
    }


def _take(value: str, *, kept_first: bool) -> Take:
    """Which record a fact is taken from, seen from the one that stays."""
    if value == BOTH:
        return Take.BOTH
    return Take.KEPT if (value == FIRST) == kept_first else Take.GONE
