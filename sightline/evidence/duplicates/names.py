"""Names as they are compared: without legal forms, abbreviations written out, marks taken off."""

from __future__ import annotations

import re
import unicodedata

# What an organisation is in law says nothing of which one it is.
_LEGAL = frozenset(
    "ltd limited plc llp llc lp cic cio scio inc incorporated company co coop "
    "registered unincorporated uk".split()
)
_LEGAL_PHRASES = re.compile(
    r"\b(community interest company|charitable incorporated organisation|"
    r"limited liability partnership|registered charity( (no|number))?( \d+)?|"
    r"limited by guarantee|t a|trading as)\b"
)
_LITTLE = frozenset("a an and at by for from in of on the to with".split())
_LONG = {
    "acad": "academy", "admin": "administration", "assn": "association", "assoc": "association",
    "ave": "avenue", "bgc": "boys girls club", "bldg": "building", "boro": "borough",
    "cc": "county council", "ch": "church", "cncl": "council", "coll": "college",
    "comm": "community", "commun": "community", "cttee": "committee", "ctr": "centre",
    "center": "centre", "cntr": "centre", "dept": "department", "dist": "district",
    "dv": "domestic violence", "edn": "education", "educ": "education", "fc": "football club",
    "fdn": "foundation", "fndn": "foundation", "fed": "federation", "gp": "group", "grp": "group",
    "hosp": "hospital", "hse": "house", "inst": "institute", "intl": "international",
    "mgmt": "management", "natl": "national", "nhs": "health", "org": "organisation",
    "organization": "organisation", "pct": "precinct", "prim": "primary", "prog": "programme",
    "program": "programme", "proj": "project", "ptnrs": "partner", "rd": "road", "sch": "school",
    "sec": "secondary", "soc": "society", "sq": "square", "st": "saint", "str": "street",
    "svc": "service", "svcs": "service", "serv": "service", "trg": "training", "tst": "trust",
    "univ": "university", "vol": "voluntary", "yth": "youth", "yng": "young", "yp": "young people",
    "ym": "youth", "yc": "youth club", "yot": "youth offending team",
    "yjs": "youth justice service",
}  # fmt: skip
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_POSSESSIVE = re.compile(r"['’`]s?\b")
_LONGEST_PLURAL = 4  # shorter words keep their s: gas, bus


def words_of(name: str) -> list[str]:
    """The words of a name that tell it from others, in its order, each once.

    >>> words_of("The Harbour-Lane Yth. Ctr (Registered Charity No. 12345) Ltd")
    ['harbour', 'lane', 'youth', 'centre']
    >>> words_of("St. Mary's Boys' Club & Friends"), words_of("The Company Ltd")
    (['saint', 'mary', 'boy', 'club', 'friend'], ['the', 'company', 'ltd'])
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = _POSSESSIVE.sub(" ", plain) if "'" in plain or "`" in plain else plain
    plain = _NOT_WORDS.sub(" ", plain).strip()
    every = plain.split()
    kept: dict[str, None] = {}
    for word in _LEGAL_PHRASES.sub(" ", plain).split():
        if word not in _LEGAL and word not in _LITTLE:
            for each in _LONG.get(word, word).split():
                kept[_singular(each)] = None
    return list(kept) or every


def _singular(word: str) -> str:
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural and len(word) >= _LONGEST_PLURAL else word
