"""Which factors stand out in a place, against whom, and how sure that is."""
