"""Partners: the organisations that work together, what they cover, and who speaks for them."""
