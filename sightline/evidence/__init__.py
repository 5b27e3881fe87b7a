"""Records too many for memory: event files in, cubes of area, month and category out."""
