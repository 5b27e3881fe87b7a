"""Need: the records that show need, area by area, and where every one of them came from."""
