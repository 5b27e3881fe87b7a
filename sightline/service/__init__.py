"""The web service: one Django app per room, each standing only on the rooms below it."""
