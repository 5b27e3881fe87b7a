"""The picture of a network, as numbers for SVG. Every fact of it is in the tables before it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sightline.analysis.network import place_organisations

WIDTH, HEIGHT = 960, 640
MARGIN_X, MARGIN_Y = 110, 40
MOST_DRAWN = 40  # more names than that cannot be read
SEED = 20_261_124  # of the places: any number, but always the same
LINE, LETTER = 15, 7  # height of a line of a name, width of a letter
LONGEST_LINE = 22  # letters
ROUNDS = 400
DOT = 7


@dataclass(frozen=True)
class Dot:
    """One organisation: a dot with its name beneath."""

    x: int
    y: int
    lines: tuple[tuple[int, str], ...]  # where each line of its name stands, and its words
    words: str
    chosen: bool


@dataclass(frozen=True)
class Tie:
    """A line between two that share activities; the more, the thicker."""

    x1: int
    y1: int
    x2: int
    y2: int
    width: int
    words: str


@dataclass(frozen=True)
class Web:
    """A network as a picture."""

    width: int
    height: int
    words: str
    heading: str
    dots: tuple[Dot, ...]
    ties: tuple[Tie, ...]


def draw_web(pairs: pd.DataFrame, *, around: str) -> Web | None:
    """The network, or one organisation with those beside it; None if that is too much to draw."""
    chosen = _beside(pairs, around)
    names = sorted(set(chosen["organisation"]) | set(chosen["other"]))
    if not names or len(names) > MOST_DRAWN:
        return None
    places = _spread(_scaled(place_organisations(chosen, seed=SEED)), names)
    height = max(HEIGHT, max(y for _, y in places.values()) + 3 * LINE + MARGIN_Y)
    ties = tuple(_tie(places, *row) for row in chosen.itertuples(index=False))
    dots = tuple(_dot(name, *places[name], chosen=name == around) for name in names)
    heading = f"{around} and those it works with" if around in names else "Who works with whom"
    words = (
        f"Picture of {len(names):,} organisations and {len(ties):,} pairs that share activities. "
        "The tables above say the same."
    )
    return Web(WIDTH, height, words, heading, dots, ties)


def _beside(pairs: pd.DataFrame, around: str) -> pd.DataFrame:
    """The pairs among an organisation and those it works with; all, where none is chosen."""
    own = pairs[(pairs["organisation"] == around) | (pairs["other"] == around)]
    if own.empty:
        return pairs
    near = set(own["organisation"]) | set(own["other"])
    return pairs[pairs["organisation"].isin(near) & pairs["other"].isin(near)]


def _scaled(shares: pd.DataFrame) -> dict[str, tuple[float, float]]:
    return {
        str(name): (
            MARGIN_X + across * (WIDTH - 2 * MARGIN_X),
            MARGIN_Y + down * (HEIGHT - 2 * MARGIN_Y - 2 * LINE),
        )
        for name, across, down in shares.itertuples(index=False)
    }


def _spread(places: dict[str, tuple[float, float]], names: list[str]) -> dict[str, tuple[int, int]]:
    """The places moved apart until no name lies over another, as far as a few rounds can."""
    sizes = {name: _size(name) for name in names}
    for _ in range(ROUNDS):
        moved = False
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                moved |= _push(places, sizes, one, other)
        if not moved:
            break
    return {name: (round(x), round(y)) for name, (x, y) in places.items()}


def _size(name: str) -> tuple[float, float]:
    lines = _lines(name)
    return LETTER * max(len(line) for line in lines) + 8, LINE * len(lines) + 3 * DOT


def _push(
    places: dict[str, tuple[float, float]],
    sizes: dict[str, tuple[float, float]],
    one: str,
    other: str,
) -> bool:
    """Move two apart where their boxes overlap, the shorter way; whether they were moved."""
    (x1, y1), (x2, y2) = places[one], places[other]
    wide = (sizes[one][0] + sizes[other][0]) / 2 - abs(x1 - x2)
    high = (sizes[one][1] + sizes[other][1]) / 2 - abs(y1 - y2)
    if wide <= 0 or high <= 0:
        return False
    if wide < high:
        step = wide / 2 + 1 if x1 <= x2 else -wide / 2 - 1
        places[one], places[other] = (_inside(x1 - step), y1), (_inside(x2 + step), y2)
    else:
        step = high / 2 + 1 if y1 <= y2 else -high / 2 - 1
        places[one] = (x1, max(MARGIN_Y, y1 - step))
        places[other] = (x2, max(MARGIN_Y, y2 + step))
    return True


def _inside(x: float) -> float:
    return max(MARGIN_X, min(WIDTH - MARGIN_X, x))


def _lines(name: str) -> list[str]:
    """A name in two lines at most.

    >>> _lines("Northmere Borough Council youth service and more")
    ['Northmere Borough', 'Council youth service…']
    """
    words, first = name.split(), ""
    while words and len(f"{first} {words[0]}".strip()) <= LONGEST_LINE:
        first = f"{first} {words.pop(0)}".strip()
    if not words:
        return [first]
    rest = " ".join(words)
    if not first:
        first, rest = rest[:LONGEST_LINE], rest[LONGEST_LINE:]
    if len(rest) <= LONGEST_LINE:
        return [first, rest] if rest else [first]
    return [first, f"{rest[:LONGEST_LINE].rsplit(' ', 1)[0]}…"]


def _dot(name: str, x: int, y: int, *, chosen: bool) -> Dot:
    lines = tuple(
        (y + DOT + LINE * number, words) for number, words in enumerate(_lines(name), start=1)
    )
    return Dot(x, y, lines, name, chosen)


def _tie(places: dict[str, tuple[int, int]], one: str, other: str, count: int) -> Tie:
    (x1, y1), (x2, y2) = places[one], places[other]
    words = f"{one} and {other}: {count:,} shared"
    return Tie(x1, y1, x2, y2, min(8, 1 + int(count).bit_length()), words)
