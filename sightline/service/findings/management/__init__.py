"""Commands of the room `findings`."""
