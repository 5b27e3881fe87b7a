"""Who may come in, and which pages each role may open."""
