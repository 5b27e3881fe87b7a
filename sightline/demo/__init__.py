"""A fictional county, generated from a seed: areas, people, crime, partners, activities, money.

Nothing here is about a real place, person or organisation.
"""
