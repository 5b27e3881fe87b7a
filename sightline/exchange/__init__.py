"""Outside formats, one module each: every good row and every problem, and every row accounted for."""
