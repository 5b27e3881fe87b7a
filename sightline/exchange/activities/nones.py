"""Words which say that there is none of something, where a number or a day would stand.

That there is no limit, no waiting list or no end is known. It is not the same as a blank cell, nor
as zero.
"""

from __future__ import annotations

from collections.abc import Mapping

from sightline.analysis.provision import KNOWN_NONE

# What a sheet that Sightline writes says, by the heading; then other ways people say it.
NONE_WORDS: Mapping[str, tuple[str, ...]] = {
    "ends_on": ("open-ended", "open ended", "ongoing", "no end", "none"),
    "funded_until": ("no end", "open-ended", "open ended", "ongoing"),  # none may mean no money
    "people_a_year": ("no limit", "unlimited", "no maximum", "not limited"),
    "people_waiting": ("no waiting list", "no list"),
}
NONE_WORD: Mapping[str, str] = {heading: words[0] for heading, words in NONE_WORDS.items()}
FLAG_OF: Mapping[str, str] = {heading: flag for flag, heading in KNOWN_NONE.items()}


def says_none(heading: str, text: str) -> bool:
    """Whether a cell under a heading says that there is none of it.

    >>> says_none("people_a_year", "No limit"), says_none("people_waiting", "none")
    (True, False)
    """
    return " ".join(text.casefold().split()) in NONE_WORDS.get(heading, ())
