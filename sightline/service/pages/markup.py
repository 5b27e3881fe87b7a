"""Small pieces of markup that a page holds by the hundred.

A template looks up every word of every row by name; of a list with 25 activities and 140 boxes to
tick that was most of the work of the page. Such a piece is a pattern with gaps here, filled in with
texts that are escaped first, and its template prints it whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


class Pattern:
    """A piece of markup with gaps, each written as `{}`.

    >>> item = Pattern('<li class="{}">{}</li>')
    >>> item.draw("one", '<b> & "c"')
    '<li class="one">&lt;b&gt; &amp; &quot;c&quot;</li>'
    >>> Pattern("<ul>{}</ul>").draw(item.draw_all([("a", "1"), ("b", "2")]))  # drawn is not escaped
    '<ul><li class="a">1</li><li class="b">2</li></ul>'
    """

    def __init__(self, markup: str) -> None:
        self._fill = markup.format

    def draw(self, *texts: str) -> SafeString:
        """The piece with its gaps filled in."""
        return SafeString(self._fill(*map(_safe, texts)))

    def draw_all(self, rows: Iterable[tuple[str, ...]]) -> SafeString:
        """The piece as often as there are rows, one after the other."""
        return SafeString("".join([self._fill(*map(_safe, texts)) for texts in rows]))


def _safe(text: str) -> str:
    """A text as markup; what was drawn already, or marked as safe, as it is."""
    return text if isinstance(text, SafeString) else escape(text)
