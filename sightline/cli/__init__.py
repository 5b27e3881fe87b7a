"""The same journeys from files alone, with no database: `sightline find-gaps …`."""
