"""When a run that says nothing is taken to be gone."""

from __future__ import annotations

from datetime import timedelta

SILENT = timedelta(minutes=10)  # without a word from a worker it is taken to be gone
STOPPED = "It stopped before the end, and nobody knows why."
