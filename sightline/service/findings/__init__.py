"""Findings: what was found worth an answer, who answered what, and what came of it."""
