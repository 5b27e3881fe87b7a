"""Pure functions from tables to tables: no web, file, network, clock or dice."""
