"""The map of a report: outlines shaded by bands, drawn as SVG with no library."""

from __future__ import annotations

import pandas as pd
import shapely

from sightline.analysis.areas import Geography
from sightline.analysis.gaps import NO_BAND, Bands

# Lightest to darkest, told apart without colour by their darkness alone.
SHADES = ("#ffffff", "#d6e9e7", "#94c7c3", "#3f908b", "#0b4f4b")
NOT_SUPPLIED = "#e8e8e8"
WIDTH = 600.0


def legend(bands: Bands) -> tuple[tuple[str, str], ...]:
    """Each shade on the map and what it means, in the bands that the pages have too.

    >>> from sightline.analysis.gaps import bands_of_shortfall
    >>> legend(bands_of_shortfall(pd.Series([0.0, 1.0, 2.0])))
    (('#ffffff', 'No shortfall'), ('#3f908b', 'Under 2 people short'), ('#0b4f4b', '2 or more'))
    >>> legend(bands_of_shortfall(pd.Series([float("nan")])))
    (('#e8e8e8', 'Not supplied'),)
    """
    missing = [(NOT_SUPPLIED, "Not supplied")] if (bands.of_row == NO_BAND).any() else []
    lines = enumerate(zip(_shades(bands), bands.words, strict=True))
    return (*missing, *(line for band, line in lines if (bands.of_row == band).any()))


def _shades(bands: Bands) -> tuple[str, ...]:
    """The worst band is the darkest; white is for those that have none."""
    coloured = len(bands.words) - bands.first_is_none
    return (*SHADES[: bands.first_is_none], *SHADES[len(SHADES) - coloured :])


def draw_map(geography: Geography, areas: pd.Series, bands: Bands) -> str:
    """The areas as SVG, north upwards. areas: the area code of each value that bands has."""
    west, south, east, north = shapely.total_bounds(geography.shapes)
    scale = WIDTH / (east - west)
    height = (north - south) * scale
    shades = _shades(bands)
    shade_of = {
        area: NOT_SUPPLIED if band == NO_BAND else shades[band]
        for area, band in zip(areas, bands.of_row, strict=True)
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
