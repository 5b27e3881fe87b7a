"""Two small pictures of an area, as numbers for SVG: monthly bars, and an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BARS_HEIGHT = 100
BAR_STEP = 40
BAR_WIDTH = 28
LINE_WIDTH = 400
ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, how high it is, what it says and its value beside it."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    value: str


@dataclass(frozen=True)
class Bars:
    """Bars on one line. Numbers are units of the picture."""

    width: int
    height: int
    base: int
    items: tuple[Bar, ...]


@dataclass(frozen=True)
class Interval:
    """An estimate with its range, beside what is expected, on one scale from 0."""

    width: int
    low: int
    high: int
    span: int
    estimate: int
    expected: int
    end_words: str


def make_bars(counts: Sequence[tuple[str, int]]) -> Bars:
    """A bar for each label and count, the tallest as high as the picture.

    >>> [bar.height for bar in make_bars([("Jan", 2), ("Feb", 0), ("Mar", 4)]).items]
    [50, 0, 100]
    """
    most = max((count for _, count in counts), default=0) or 1
    bars = []
    for place, (label, count) in enumerate(counts):
        height = round(BARS_HEIGHT * count / most)
        x = place * BAR_STEP + (BAR_STEP - BAR_WIDTH) // 2
        y = 20 + BARS_HEIGHT - height
        bars.append(Bar(x, y, BAR_WIDTH, height, x + BAR_WIDTH // 2, label, str(count)))
    return Bars(BAR_STEP * len(bars), BARS_HEIGHT + 45, 20 + BARS_HEIGHT, tuple(bars))


def make_interval(
    *, low: float, estimate: float, high: float, expected: float, to: float = 0.0
) -> Interval:
    """The range on a scale that starts at 0 and ends at a round number past everything.

    to: what the scale reaches at least, so that several pictures have one scale.

    >>> make_interval(low=5, estimate=10, high=20, expected=8).end_words
    '20'
    """
    end = _round_up(max(high, expected, estimate, to))
    place = {
        name: round(LINE_WIDTH * value / end)
        for name, value in {"low": low, "high": high, "at": estimate, "like": expected}.items()
    }
    return Interval(
        LINE_WIDTH,
        place["low"],
        place["high"],
        max(1, place["high"] - place["low"]),
        place["at"],
        place["like"],
        f"{end:,g}",
    )


def _round_up(value: float) -> float:
    """The next round number: 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15 …"""
    unit = 1.0
    while unit * ROUND[-1] < value:
        unit *= 10
    return unit * next(step for step in ROUND if unit * step >= value)
