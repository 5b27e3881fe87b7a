"""The room `sheets`: any spreadsheet in."""
