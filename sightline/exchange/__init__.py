"""Outside formats, one module each: every good row, every problem, every row accounted for."""
