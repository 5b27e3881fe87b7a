"""The command that opens the demonstration."""
