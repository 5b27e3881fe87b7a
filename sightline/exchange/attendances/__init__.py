"""Counts of attendances or ambulance calls by area, month, kind and age, small ones starred."""

from sightline.exchange.attendances.cells import CELLS
from sightline.exchange.attendances.reading import Attendances, read_attendances

__all__ = ["CELLS", "Attendances", "read_attendances"]
