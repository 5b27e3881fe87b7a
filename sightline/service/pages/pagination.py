"""The pages of a long list: the first, the last, those beside the one shown, and gaps between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

BESIDE = 2  # pages on either side of the one shown


@dataclass(frozen=True)
class PageLink:
    """One page of a list; an empty number stands for pages left out."""

    number: str
    address: str
    here: bool


@dataclass(frozen=True)
class Pages:
    """The way to the pages of a list. previous and next are empty at its ends."""

    previous: str
    next: str
    items: tuple[PageLink, ...]


def make_pages(*, here: int, last: int, address: Callable[[int], str]) -> Pages | None:
    """The way to each page, or None where there is only one. address: of a page by its number.

    >>> [item.number for item in make_pages(here=5, last=9, address=str).items]
    ['1', '', '3', '4', '5', '6', '7', '', '9']
    >>> make_pages(here=1, last=1, address=str)
    """
    if last <= 1:
        return None
    near = {1, last, *range(here - BESIDE, here + BESIDE + 1)}
    items: list[PageLink] = []
    for page in range(1, last + 1):
        if page in near:
            items.append(PageLink(str(page), address(page), page == here))
        elif items[-1].number:
            items.append(PageLink("", "", here=False))
    return Pages(
        address(here - 1) if here > 1 else "",
        address(here + 1) if here < last else "",
        tuple(items),
    )
