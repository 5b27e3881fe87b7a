"""Sightline: need, activity and gaps for a violence and vulnerability partnership."""
