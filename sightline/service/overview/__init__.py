"""The room `overview`: timeline, calendar, matrices and network of the register."""
