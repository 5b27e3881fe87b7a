"""The room `sources`: who gives which data on what terms, and what of it may be shown."""
