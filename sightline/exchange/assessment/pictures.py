"""Plain pictures as SVG: bars with how sure, months as a line with gaps, a legend under a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sightline.exchange.assessment.document import plain

WIDE, NAMES, WORDS = 640.0, 190.0, 150.0  # of the picture, of names, of values in words
LINE, TALL = 20.0, 240.0
INK, BAR = "#0b0c0c", "#3f908b"
FONT = "Libertinus Serif"
LONGEST = 34  # characters of a name


@dataclass(frozen=True)
class Bar:
    """One bar: a name, a value from 0, its range if it has one, and its value in words."""

    name: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Point:
    """One month: its name, and its value or None where it was not supplied."""

    name: str
    value: float | None


def draw_bars(bars: Sequence[Bar], *, line: float | None = None, line_words: str = "") -> str:
    """Bars from the left, a whisker from low to high, and an upright line to compare with."""
    most = max([bar.high or bar.value for bar in bars] + [line or 0.0, 1e-9])
    scale = (WIDE - NAMES - WORDS) / most
    parts = []
    for number, bar in enumerate(bars):
        top = 10 + number * LINE
        parts.append(_text(NAMES - 8, top + 13, _short(bar.name), anchor="end"))
        width = max(bar.value * scale, 0.5)
        parts.append(
            f'<rect x="{NAMES:.1f}" y="{top:.1f}" width="{width:.1f}" height="14" fill="{BAR}"/>'
        )
        if bar.low is not None and bar.high is not None:
            ends = [NAMES + end * scale for end in (bar.low, bar.high)]
            parts.append(_stroke(ends[0], top + 7, ends[1], top + 7, 1.6))
        parts.append(_text(WIDE - 4, top + 12, bar.words, anchor="end"))
    height = 20 + len(bars) * LINE
    if line is not None:
        across = NAMES + line * scale
        parts.append(_stroke(across, 4, across, height - 6, 1.2, dashes=True))
        parts.append(_text(across, height + 8, line_words, anchor="middle"))
        height += 16
    return _svg(parts, height)


def draw_months(points: Sequence[Point]) -> str:
    """A line through the months, broken where one was not supplied, from 0."""
    told = [point.value for point in points if point.value is not None]
    most = max([*told, 1e-9])
    left, right, bottom = 50.0, WIDE - 20, TALL - 40
    step = (right - left) / max(len(points) - 1, 1)
    parts = [_stroke(left, bottom, right, bottom, 1), _stroke(left, 20, left, bottom, 1)]
    parts.append(_text(left - 6, bottom + 4, "0", anchor="end"))
    if told:
        parts.append(_text(left - 6, 24, f"{most:,.0f}", anchor="end"))
    before: tuple[float, float] | None = None
    for number, point in enumerate(points):
        across = left + number * step
        if number % max(1, len(points) // 6) == 0:
            parts.append(_text(across, bottom + 18, _short(point.name), anchor="middle"))
        here = None
        if point.value is not None:
            here = (across, bottom - (bottom - 20) * point.value / most)
            parts.append(f'<circle cx="{here[0]:.1f}" cy="{here[1]:.1f}" r="3" fill="{BAR}"/>')
            if before is not None:
                parts.append(_stroke(*before, *here, 1.6))
        else:
            parts.append(_text(across, bottom - 6, "?", anchor="middle"))
        before = here
    return _svg(parts, TALL)


def with_legend(svg: str, legend: Sequence[tuple[str, str]]) -> str:
    """A picture of our own with its shades explained below it. legend: shade, meaning."""
    box = svg.split('viewBox="', 1)[1].split('"', 1)[0]
    wide, tall = (float(number) for number in box.split()[2:])
    lines = "".join(
        f'<rect x="4" y="{tall + 12 + number * 22:.1f}" width="16" height="16" fill="{shade}" '
        f'stroke="#505a5f" stroke-width="0.6"/>'
        + _text(28, tall + 25 + number * 22, meaning, size=15)
        for number, (shade, meaning) in enumerate(legend)
    )
    height = tall + 20 + 22 * len(legend)
    inside = svg.replace("<svg ", f'<svg width="{wide:.0f}" height="{tall:.0f}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {height:.0f}">'
        f"{inside}{lines}</svg>"
    )


def _svg(parts: Sequence[str], height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:.0f} {height:.0f}">'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size}" fill="{INK}" '
        f'text-anchor="{anchor}">{escape(plain(words))}</text>'
    )


def _stroke(
    x1: float, y1: float, x2: float, y2: float, width: float, *, dashes: bool = False
) -> str:
    kind = ' stroke-dasharray="4 3"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{INK}" '
        f'stroke-width="{width}"{kind}/>'
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
