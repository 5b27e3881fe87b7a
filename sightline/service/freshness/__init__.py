"""The room `freshness`: what is due to be confirmed, and reminders."""
