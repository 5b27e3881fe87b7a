"""What changes places: a county's areas, people and postcodes are replaced whole."""

from sightline.service.places.actions.store import CountyPlaces, clear_places, store_places

__all__ = ["CountyPlaces", "clear_places", "store_places"]
