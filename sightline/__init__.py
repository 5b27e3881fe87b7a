"""Sightline: one shared picture of need, activity and gaps for a violence and vulnerability partnership."""
