"""Gaps: where need and reach meet, and what is missing."""
