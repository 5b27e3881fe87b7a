"""Commands of the duplicates room."""
