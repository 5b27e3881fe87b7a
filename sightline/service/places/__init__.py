"""Places: the small areas of the county and of its neighbours, who lives there, and postcodes."""
