"""The kinds of assault method and of place, and the words by which receptions write them.

The words are those of the guideline of the Royal College of Emergency Medicine (place: pub, club,
school, street; weapon). A department that sends codes agrees with the partnership what they mean
and the reader is given that list instead.
"""

from __future__ import annotations

from collections.abc import Mapping

NOT_ON_THE_LIST = "not on the agreed list"  # the text is withheld: it may say anything
OTHER, NOT_KNOWN = "other", "not known"

Kinds = Mapping[str, tuple[str, ...]]  # a kind and the words that mean it

METHODS: Kinds = {
    "body part": (
        "body part", "body parts", "fist", "fists", "feet", "foot", "head", "punch", "punched",
        "kick", "kicked", "fist, feet or head", "push", "pushed", "unarmed",
    ),
    "blade": ("blade", "knife", "stabbing", "stabbed", "sharp object", "bladed weapon"),
    "glass or bottle": ("glass or bottle", "glass", "bottle", "glass/bottle"),
    "blunt object": ("blunt object", "blunt instrument", "bat", "bar", "stick"),
    "firearm": ("firearm", "gun", "air weapon", "shooting"),
    OTHER: ("other", "other (specify)", "other - specify"),
    NOT_KNOWN: ("not known", "unknown", "not recorded"),
}  # fmt: skip
LOCATION_TYPES: Kinds = {
    "street": ("street", "public street", "road", "public place", "outdoors"),
    "pub or club": ("pub or club", "pub", "club", "nightclub", "bar", "licensed premises"),
    "school or college": ("school or college", "school", "college"),
    "home": ("home", "house", "private home", "dwelling", "own home"),
    "park": ("park", "open space"),
    "public transport": ("public transport", "bus", "train", "station"),
    "workplace": ("workplace", "work"),
    OTHER: ("other", "other (specify)", "other - specify"),
    NOT_KNOWN: ("not known", "unknown", "not recorded"),
}


def kind_of(text: str, kinds: Kinds) -> str | None:
    """The kind that a word means, or None where it is not on the list.

    >>> kind_of(" Knife ", METHODS), kind_of("hit by a man called Sam", METHODS)
    ('blade', None)
    """
    plain = " ".join(text.casefold().split())
    for kind, words in kinds.items():
        if plain == kind or plain in words:
            return kind
    return None
