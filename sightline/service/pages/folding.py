"""Words as the search compares them. No Django here, and the same words on every database."""

from __future__ import annotations

import re
import unicodedata

LONGEST_WORD = 60  # letters; databases refuse very long words
MOST_WORDS = 20  # of a search; the rest adds nothing
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The words of a text in small letters, without accents and signs, a space between each.

    >>> fold("St Mary's  café: boxing/football (10–17s)")
    'st marys cafe boxing football 10 17s'
    """
    # taken apart before and after, for a sign may hide a capital and a small letter an accent
    loose = unicodedata.normalize("NFKD", text).replace("'", "").replace("’", "").casefold()
    apart = unicodedata.normalize("NFKD", loose)
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
    return " ".join(word[:LONGEST_WORD] for word in _WORD.findall(letters))


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for, each once.

    >>> words_of("boxing  BOXING club*")
    ('boxing', 'club')
    """
    return tuple(dict.fromkeys(fold(text).split()))[:MOST_WORDS]
