"""What somebody asks of an overview: the question of the list, and how to show the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.urls import reverse

from sightline.service.register.queries import Asked


@dataclass(frozen=True)
class Question:
    """A question to the register, and choices of how to show the answer, as names and values."""

    asked: Asked = field(default_factory=Asked)
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> int:
        """The page that was asked for, from 1."""
        return self.asked.page

    def choosing(self, **choices: str) -> Question:
        """The same question, shown another way, from its first page; an empty one is taken out."""
        pairs = [pair for pair in self.choices if pair[0] not in choices]
        pairs += [(name, value) for name, value in choices.items() if value]
        return replace(self, choices=tuple(pairs), asked=replace(self.asked, page=1))

    def on_page(self, page: int) -> Question:
        """Another page of the same answer."""
        return replace(self, asked=replace(self.asked, page=page))

    def narrowed(self, **fields: tuple[str, ...]) -> Question:
        """The question with one or more of its filters set to these values alone."""
        return replace(self, asked=replace(self.asked, page=1, **fields))  # type: ignore[arg-type]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Everything that was asked as names and values, without the page."""
        return *self.asked.pairs, *self.choices

    def query(self) -> str:
        """Everything that was asked, as the query of an address."""
        page = (("page", str(self.page)),) if self.page > 1 else ()
        return urlencode((*self.pairs, *page))

    def address(self, route: str, **parts: str) -> str:
        """Where this question is answered in that way."""
        query = self.query()
        return reverse(route, kwargs=parts) + (f"?{query}" if query else "")

    def without_choices(self) -> Question:
        """The question alone, for another kind of overview."""
        return replace(self, choices=(), asked=replace(self.asked, page=1))

    def chosen(self, name: str, default: str) -> str:
        """One of the choices of how to show the answer."""
        return dict(self.choices).get(name, default)

    def all_chosen(self, name: str) -> tuple[str, ...]:
        """Every value of a choice that takes several."""
        return tuple(value for each, value in self.choices if each == name)


def pairs_of(choices: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Choices as a question holds them: those that were made, in the order of their names.

    >>> pairs_of({"month": ["2026-04"], "date": ["starts", "ends"], "group": [""]})
    (('date', 'starts'), ('date', 'ends'), ('month', '2026-04'))
    """
    return tuple(
        (name, value) for name, values in sorted(choices.items()) for value in values if value
    )
