"""The frontier as a picture: people reached for every budget, with its range and what bounds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from sightline.analysis.words import say_people

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 80, 48, 24, 64
TICKS = 4


def draw_frontier(frontier: pd.DataFrame, *, budget_gbp: float) -> str:
    """SVG of FRONTIER: people counted (line with dots), their range (band), the bound (dashes).

    The budget asked for is marked. Title and description say the same in words.
    """
    rows = frontier.sort_values("budget_gbp")
    most_gbp = float(rows["budget_gbp"].max()) or 1.0
    top = float(rows[["people_high", "bound"]].to_numpy().max()) or 1.0

    def x(gbp: float) -> float:
        return LEFT + gbp / most_gbp * (WIDTH - LEFT - RIGHT)

    def y(people: float) -> float:
        return HEIGHT - BOTTOM - people / top * (HEIGHT - TOP - BOTTOM)

    def line(column: str) -> list[tuple[float, float]]:
        return [(x(gbp), y(n)) for gbp, n in zip(rows["budget_gbp"], rows[column], strict=True)]

    band = _points([*line("people_high"), *reversed(line("people_low"))])
    dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4"/>' for a, b in line("people"))
    here = x(budget_gbp)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            'aria-labelledby="frontier-title frontier-words" font-family="sans-serif" '
            'font-size="14">',
            '<title id="frontier-title">People reached, by budget</title>',
            f'<desc id="frontier-words">{escape(frontier_words(rows))}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            *_axes(most_gbp, top, x, y),
            f'<polygon points="{band}" fill="#1d70b8" fill-opacity="0.18"/>',
            f'<polyline points="{_points(line("bound"))}" fill="none" stroke="#505a5f" '
            'stroke-width="2" stroke-dasharray="6 5"/>',
            f'<polyline points="{_points(line("people"))}" fill="none" stroke="#1d70b8" '
            'stroke-width="3"/>',
            f'<g fill="#1d70b8">{dots}</g>',
            f'<line x1="{here:.1f}" x2="{here:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
            'stroke="#0b0c0c" stroke-dasharray="2 4"/>',
            f'<text x="{min(here + 6, WIDTH - 150):.1f}" y="{TOP + 12}">'
            "the budget asked for</text>",
            "</svg>",
            "",
        ]
    )


def frontier_words(frontier: pd.DataFrame) -> str:
    """What the picture shows, for those who cannot see it."""
    rows = frontier.sort_values("budget_gbp")
    told = "; ".join(
        f"£{row['budget_gbp']:,.0f}: {say_people(row['people'])} people"
        for _, row in rows.iterrows()
    )
    return (
        f"A line of people reached for each budget, with a band for how sure that is and a dashed "
        f"line that no plan can pass. {told}."
    )


def _axes(
    most_gbp: float, top: float, x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    marks = [f'<g stroke="#0b0c0c"><path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" '
             'fill="none"/></g>']  # fmt: skip
    for step in range(TICKS + 1):
        gbp, people = most_gbp * step / TICKS, top * step / TICKS
        marks.append(
            f'<text x="{x(gbp):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
            f"£{gbp:,.0f}</text>"
        )
        marks.append(
            f'<text x="{LEFT - 8}" y="{y(people) + 5:.1f}" text-anchor="end">'
            f"{say_people(people)}</text>"
        )
    marks.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">'
        "budget, pounds a year (up: people short who are reached in a year)</text>"
    )
    return marks


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
