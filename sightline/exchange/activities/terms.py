"""Terms of a vocabulary as people write them: by code or by name, in any case of letters."""

from __future__ import annotations

from sightline.analysis.framework import Vocabulary
from sightline.exchange.sheets import BadCell, nearest, show, split_list

_FEW = 12  # so many terms are listed whole


class TermFinder:
    """The terms of one vocabulary by every word for them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._codes: dict[str, str] = {}
        for term in vocabulary.terms.values():
            self._codes.setdefault(term.name.casefold(), term.term)
        for term in vocabulary.terms.values():  # a code wins over a name
            self._codes[term.term.casefold()] = term.term

    def find(self, text: str) -> str:
        """The code of one term; BadCell that lists the nearest."""
        code = self._codes.get(text.strip().casefold())
        if code is None:
            raise self._unknown(text)
        return code

    def find_many(self, text: str) -> tuple[str, ...]:
        """The codes of a list of terms, each once."""
        return tuple(dict.fromkeys(self.find(item) for item in split_list(text)))

    def _unknown(self, text: str) -> BadCell:
        if ";" in text:
            return BadCell(show(text), "one term", "Leave the one that fits best.")
        names = [term.name for term in self.vocabulary.terms.values()]
        near = nearest(text, [*names, *self.vocabulary.terms])
        shown = list(dict.fromkeys(self.vocabulary.terms[self.find(word)].name for word in near))
        title = f"a term of '{self.vocabulary.title}'"
        if shown:
            return BadCell(show(text), title, f"The nearest are: {'; '.join(shown)}.")
        listed = "; ".join(names[:_FEW]) + ("; …" if len(names) > _FEW else "")
        return BadCell(show(text), title, f"Write one of: {listed}.")
