"""The map of a report: outlines shaded by size of shortfall, drawn as SVG with no library."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas import Geography

# Lightest to darkest, told apart without colour by their darkness alone.
SHADES = ("#ffffff", "#d6e9e7", "#94c7c3", "#3f908b", "#0b4f4b")
NOT_SUPPLIED = "#e8e8e8"
WIDTH = 600.0


def classes(shortfall: pd.Series) -> tuple[float, ...]:
    """Upper edges (people a year) of the classes above zero: quarters of the areas that have a gap.

    >>> classes(pd.Series([0.0, 1.0, 2.0, 3.0, 4.0]))
    (1.8, 2.5, 3.2, 4.0)
    """
    gaps = shortfall[shortfall > 0]
    if gaps.empty:
        return ()
    edges = np.quantile(gaps, (0.25, 0.5, 0.75, 1.0)).round(1)
    return tuple(float(edge) for edge in np.unique(edges))


def shade_of(shortfall: float, edges: tuple[float, ...]) -> str:
    """The shade of one area: grey where nothing was supplied, white where the target is met.

    >>> shade_of(0.0, (2.0,)), shade_of(float("nan"), (2.0,)) == NOT_SUPPLIED
    ('#ffffff', True)
    """
    if np.isnan(shortfall):
        return NOT_SUPPLIED
    if shortfall <= 0 or not edges:
        return SHADES[0]
    place = min(int(np.searchsorted(edges, round(shortfall, 1))), len(edges) - 1)
    return SHADES[len(SHADES) - len(edges) + place]  # the worst class is the darkest


def legend(shortfall: pd.Series) -> tuple[tuple[str, str], ...]:
    """Each shade on the map and what it means.

    >>> legend(pd.Series([0.0, 2.0, float("nan")]))
    (('#e8e8e8', 'not supplied'), ('#ffffff', 'target met'), ('#0b4f4b', 'up to 2.0 people'))
    """
    edges = classes(shortfall)
    lines = [(NOT_SUPPLIED, "not supplied")] if shortfall.isna().any() else []
    lines += [(SHADES[0], "target met")] if (shortfall <= 0).any() else []
    last = 0.0
    for edge in edges:
        words = f"over {last} to {edge} people" if last else f"up to {edge} people"
        lines.append((shade_of(edge, edges), words))
        last = edge
    return tuple(lines)


def draw_map(geography: Geography, shortfall: pd.Series) -> str:
    """The areas as SVG, north upwards. shortfall: people a year, indexed by area code."""
    west, south, east, north = shapely.total_bounds(geography.shapes)
    scale = WIDTH / (east - west)
    height = (north - south) * scale
    edges = classes(shortfall)
    fine = shapely.simplify(geography.shapes, 1.0 / scale)
    paths = []
    for area, shape in zip(geography.areas["area"], fine, strict=True):
        fill = shade_of(float(shortfall.get(area, np.nan)), edges)
        path = _path(shape, west, north, scale)
        paths.append(f'<path d="{path}" fill="{fill}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}">'
        f'<g stroke="#505a5f" stroke-width="0.25" fill-rule="evenodd">{"".join(paths)}</g></svg>'
    )


def _path(shape: shapely.Geometry, west: float, north: float, scale: float) -> str:
    rings = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)
            across, down = (points[:, 0] - west) * scale, (north - points[:, 1]) * scale
            rings.append(
                "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across, down, strict=True)) + "Z"
            )
    return "".join(rings)
