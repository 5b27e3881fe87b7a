"""The room `duplicates`: candidate pairs that may be the same."""
