"""The map of a report: outlines shaded by size of shortfall, drawn as SVG with no library."""

from __future__ import annotations

import pandas as pd
import shapely

from sightline.analysis.areas import Geography
from sightline.analysis.gaps import NO_BAND, bands_of_shortfall

# Lightest to darkest, told apart without colour by their darkness alone.
SHADES = ("#ffffff", "#d6e9e7", "#94c7c3", "#3f908b", "#0b4f4b")
NOT_SUPPLIED = "#e8e8e8"
WIDTH = 600.0


def legend(shortfall: pd.Series) -> tuple[tuple[str, str], ...]:
    """Each shade on the map and what it means, in the bands that the pages have too.

    >>> legend(pd.Series([0.0, 1.0, 2.0]))
    (('#ffffff', 'No shortfall'), ('#3f908b', 'Under 2 people short'), ('#0b4f4b', '2 or more'))
    >>> legend(pd.Series([float("nan")]))
    (('#e8e8e8', 'Not supplied'),)
    """
    bands = bands_of_shortfall(shortfall)
    missing = [(NOT_SUPPLIED, "Not supplied")] if shortfall.isna().any() else []
    shades = _shades(len(bands.words))
    lines = enumerate(zip(shades, bands.words, strict=True))
    return (*missing, *(line for band, line in lines if (bands.of_row == band).any()))


def _shades(how_many: int) -> tuple[str, ...]:
    """White for no shortfall, then up to the darkest for the worst.

    >>> _shades(2), _shades(5) == SHADES
    (('#ffffff', '#0b4f4b'), True)
    """
    return (SHADES[0], *SHADES[len(SHADES) - (how_many - 1) :])


def draw_map(geography: Geography, shortfall: pd.Series) -> str:
    """The areas as SVG, north upwards. shortfall: people a year, indexed by area code."""
    west, south, east, north = shapely.total_bounds(geography.shapes)
    scale = WIDTH / (east - west)
    height = (north - south) * scale
    bands = bands_of_shortfall(shortfall)
    shades = _shades(len(bands.words))
    shade_of = {
        area: NOT_SUPPLIED if band == NO_BAND else shades[band]
        for area, band in zip(shortfall.index, bands.of_row, strict=True)
    }
    fine = shapely.simplify(geography.shapes, 1.0 / scale)
    paths = []
    for area, shape in zip(geography.areas["area"], fine, strict=True):
        fill = shade_of.get(area, NOT_SUPPLIED)
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
