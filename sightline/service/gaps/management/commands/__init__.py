"""Commands about gaps."""
