"""Outlines of areas from GeoJSON, TopoJSON and GeoParquet, in metres of EPSG:27700."""

from sightline.exchange.boundaries.reading import read_boundaries, read_neighbours

__all__ = ["read_boundaries", "read_neighbours"]
