"""The room `deliveries`: what was held when, and how many came."""
