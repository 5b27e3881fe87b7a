"""What was done, by whom, when and why: one chain of events that only ever grows."""
