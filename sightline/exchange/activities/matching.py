"""Terms of a vocabulary in free text: which a person may mean, how likely, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from sightline.analysis.framework import Term, Vocabulary
from sightline.analysis.provision import Status
from sightline.exchange.activities.term_words import CERTAIN, LIKELY
from sightline.exchange.sheets import show

SURE = 0.85  # from here on a term is taken, and a note says so; below it a person is asked
_POSSIBLE = 0.5
_LEAD = 0.05  # by so much the only term of a text must be likelier than the next
_MOST = 5
_STOP = frozenset("a an and at by for from in of on or the to with who young people".split())
_ITEMS = re.compile(r"\s*(?:[;,/\n|•+]|\s-\s)\s*")


@dataclass(frozen=True)
class Candidate:
    """A term that a text may mean: its code, its name, how likely from 0 to 1, and why."""

    term: str
    name: str
    score: float
    reason: str


@dataclass(frozen=True)
class Understood:
    """What a text was taken for: terms, why, and, where that is not sure, what it may mean."""

    terms: tuple[str, ...]
    note: str = ""
    unsure: tuple[tuple[str, tuple[Candidate, ...]], ...] = ()  # a part of the text, candidates


def status_vocabulary() -> Vocabulary:
    """How things stand with an activity, as if it were a vocabulary."""
    terms = {
        each.value: Term(each.value, each.value.capitalize(), each.value, ()) for each in Status
    }
    return Vocabulary("statuses", "Status", "", date(2026, 1, 1), terms)


def propose_terms(text: str, vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """Terms that a text may mean, likeliest first, each with the reason."""
    return TermMatcher(vocabulary).propose(text)


class TermMatcher:
    """Proposes the terms of one vocabulary; each distinct text is looked at once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        terms = vocabulary.terms.values()
        self._exact = {_plain(term.name): term.term for term in terms}
        self._exact |= {_plain(term.term): term.term for term in terms}
        self._stems = {term.term: _stems(term.name) for term in terms}
        self._phrases = [
            *self._known(CERTAIN.get(vocabulary.name, {}), 0.95),
            *self._known({term.term: (term.term, term.name) for term in terms}, 0.95),
            *self._known(LIKELY.get(vocabulary.name, {}), 0.6),
        ]
        self._choices = list(self._exact)
        self._seen: dict[str, tuple[Candidate, ...]] = {}

    def _known(self, words: Mapping[str, tuple[str, ...]], score: float) -> list[_Phrase]:
        return [
            _Phrase(_plain(phrase), term, score)
            for term, phrases in words.items()
            if term in self.vocabulary.terms
            for phrase in phrases
        ]

    def propose(self, text: str) -> tuple[Candidate, ...]:
        """Terms that a text may mean, likeliest first."""
        if text not in self._seen:
            best: dict[str, Candidate] = {}
            for each in self._candidates(text):
                if each.term not in best or each.score > best[each.term].score:
                    best[each.term] = each
            ranked = sorted(best.values(), key=lambda each: (-each.score, each.term))
            self._seen[text] = tuple(ranked[:_MOST])
        return self._seen[text]

    def one(self, text: str) -> Understood:
        """The one term of a text, if one is sure and no other is as likely."""
        found = self.propose(text)
        if not found or not _stands_out(found):
            return Understood((), unsure=((text, found),))
        return Understood((found[0].term,), _note(text, found[0]))

    def many(self, text: str) -> Understood:
        """Every term that a text surely names, and the parts that name none for sure."""
        whole = self.propose(text)
        if whole and whole[0].score == 1.0:
            return Understood((whole[0].term,), _note(text, whole[0]))
        terms: dict[str, str] = {}
        unsure = []
        for item in filter(None, (each.strip(" .") for each in _ITEMS.split(text))):
            found = self.propose(item)
            sure = [each for each in found if each.score >= SURE]
            if sure and sure[0].score == 1.0:
                sure = sure[:1]
            for each in sure:
                terms.setdefault(each.term, _note(item, each))
            if not sure:
                unsure.append((item, found))
        return Understood(tuple(terms), "; ".join(filter(None, terms.values())), tuple(unsure))

    def _candidates(self, text: str) -> list[Candidate]:
        plain = _plain(text)
        if not plain:
            return []
        if plain in self._exact:
            return [self._make(self._exact[plain], 1.0, "its name")]
        held = [*self._by_phrase(plain), *self._by_stems(plain)]
        kept = [
            each.candidate
            for each in held
            if not any(  # part of words that say more
                each.covers < other.covers and other.candidate.score >= each.candidate.score - 0.05
                for other in held
            )
        ]
        return [*kept, *self._by_likeness(plain)]

    def _by_phrase(self, plain: str) -> list[_Held]:
        found = []
        padded = f" {plain} "
        for each in self._phrases:
            if f" {each.words} " not in padded:
                continue
            score = each.score + (0.02 if each.words == plain else 0.0)
            likely = each.score < SURE
            reason = f"{show(each.words)} {'may mean it' if likely else 'is what people call it'}"
            found.append(_Held(self._make(each.term, score, reason), _stems(each.words)))
        return found

    def _by_stems(self, plain: str) -> list[_Held]:
        """Terms all of whose words, but for their endings, are in the text."""
        words = _stems(plain)
        found = []
        for term, stems in self._stems.items():
            shared = stems & words
            if stems and shared == stems:
                made = self._make(term, 0.92, "all words of its name are there")
                found.append(_Held(made, stems))
            elif len(shared) * 2 >= len(stems) > 1:
                share = len(shared) / len(stems)
                reason = f"{', '.join(sorted(shared))} of its name"
                found.append(_Held(self._make(term, 0.4 + 0.3 * share, reason), shared))
        return found

    def _by_likeness(self, plain: str) -> list[Candidate]:
        if len(plain) < 5:
            return []
        near = process.extract(plain, self._choices, scorer=fuzz.ratio, limit=3, score_cutoff=72)
        found = []
        for choice, ratio, _ in near:
            sure = ratio >= 85 and len(plain) >= 6 and choice[0] == plain[0]
            score = 0.9 if sure else ratio / 120
            found.append(self._make(self._exact[choice], score, "spelt alike"))
        return found

    def _make(self, term: str, score: float, reason: str) -> Candidate:
        return Candidate(term, self.vocabulary.terms[term].name, round(score, 2), reason)


@dataclass(frozen=True)
class _Phrase:
    words: str
    term: str
    score: float


@dataclass(frozen=True)
class _Held:
    candidate: Candidate
    covers: frozenset[str]  # the words of the text that it stands on


def _stands_out(found: tuple[Candidate, ...]) -> bool:
    if found[0].score < SURE:
        return False
    rivals = [each for each in found[1:] if each.score >= SURE]
    return not rivals or (found[0].score == 1.0 > rivals[0].score)


def _note(text: str, found: Candidate) -> str:
    return "" if found.score == 1.0 else f"{show(text)}: {found.name}, since {found.reason}"


def _plain(text: str) -> str:
    words = text.casefold().replace("’", "'").replace("-", " ").replace("_", " ")
    return " ".join(re.sub(r"[^\w&:' ]+", " ", words).split()).strip("' ")


def _stems(text: str) -> frozenset[str]:
    """The words of a text without their endings.

    >>> sorted(_stems("Mentoring for schools")), sorted(_stems("Mentors in a school"))
    (['mentor', 'school'], ['mentor', 'school'])
    """
    words = (word for word in _plain(text).split() if word not in _STOP)
    return frozenset(filter(None, map(_stem, words)))


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
