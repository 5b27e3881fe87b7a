"""Names in a list: who else takes part in an activity, and who pays what share of it."""

from __future__ import annotations

import re

from sightline.analysis.provision import Part, total_share
from sightline.exchange.sheets import NONE, BadCell, show, split_list

_LONGEST_NAME = 200  # characters of one name in a list


def read_names(text: str) -> tuple[str, ...]:
    """Names with semicolons between them, or the word none alone.

    >>> read_names("Fable Police (referrer); Northmere Council"), read_names("None")
    (('Fable Police (referrer)', 'Northmere Council'), ('none',))
    """
    names = split_list(text)
    if len(names) > 1 and NONE in map(str.casefold, names):
        raise BadCell(show(text), "names, or the word none alone", "Remove one or the other.")
    for name in names:
        if len(name) > _LONGEST_NAME:
            raise BadCell(
                f"a name of {len(name)} characters",
                f"at most {_LONGEST_NAME}",
                "Put a semicolon between names.",
            )
    return (NONE,) if text.casefold() == NONE else names


def read_funders(text: str) -> tuple[str, ...]:
    """Who pays: a share that cannot be read is no part of a name; all are at most the whole.

    >>> read_funders("County Council 60%; Lottery")
    ('County Council 60%', 'Lottery')
    """
    names = read_names(text)
    for name in names:
        if re.search(r"(?:%|per ?cent)$", name.casefold()) and Part.parse(name).share is None:
            raise BadCell(
                show(name),
                "a share such as 60% after the name",
                "Correct the share, or leave it out if it is not known.",
            )
    if (total := total_share(names)) > 1.000_001:
        raise BadCell(
            f"shares of {total * 100:.6g}% together", "at most 100%", "Correct the shares."
        )
    return names
