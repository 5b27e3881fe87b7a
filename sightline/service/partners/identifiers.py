"""Public identifiers of organisations: their forms, and how each is written. No Django here.

A number is checked for its form alone: whether a register holds it is for a person to look up.
Codes of registers are those of org-id.guide, so that others can find the same organisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sightline.errors import BadInput


class Scheme(StrEnum):
    """The register that a number is of; a value is the register's code in an org-id."""

    CHARITY = "GB-CHC"
    CHARITY_SCOTLAND = "GB-SC"
    CHARITY_NORTHERN_IRELAND = "GB-NIC"
    COMPANY = "GB-COH"
    LOCAL_AUTHORITY = "GB-LAE"
    SCHOOL = "GB-EDU"
    NHS = "GB-NHS"
    OTHER = "org-id"  # of any other register, kept whole


SCHEME_WORDS = {
    Scheme.CHARITY: "Charity number (England and Wales)",
    Scheme.CHARITY_SCOTLAND: "Charity number (Scotland)",
    Scheme.CHARITY_NORTHERN_IRELAND: "Charity number (Northern Ireland)",
    Scheme.COMPANY: "Company number",
    Scheme.LOCAL_AUTHORITY: "Local authority code (England)",
    Scheme.SCHOOL: "School number (URN)",
    Scheme.NHS: "NHS organisation code (ODS)",
    Scheme.OTHER: "Other identifier (org-id)",
}
WANTED = {
    Scheme.CHARITY: "six or seven figures, such as 1234567",
    Scheme.CHARITY_SCOTLAND: "SC and six figures, such as SC012345",
    Scheme.CHARITY_NORTHERN_IRELAND: "NIC and six figures, such as NIC100123",
    Scheme.COMPANY: "eight figures, or two letters and six figures, such as 01234567 or SC123456",
    Scheme.LOCAL_AUTHORITY: "three or four letters, such as XYZ",
    Scheme.SCHOOL: "six figures, such as 123456",
    Scheme.NHS: "three to six letters and figures, such as RXX or 12A34",
    Scheme.OTHER: "a country, a register and a code, such as GB-MPR-12345",
}
_NOT_IN_A_CODE = re.compile(r"[\s.]+")


@dataclass(frozen=True, order=True)
class PublicId:
    """One identifier, as it is written here."""

    scheme: Scheme
    value: str

    @property
    def org_id(self) -> str:
        """The identifier as others write it.

        >>> PublicId.parse(Scheme.COMPANY, "1234567").org_id
        'GB-COH-01234567'
        """
        return self.value if self.scheme is Scheme.OTHER else f"{self.scheme}-{self.value}"

    @property
    def register(self) -> str:
        """The code of the register that gave it out.

        >>> PublicId(Scheme.OTHER, "GB-MPR-12-345").register, PublicId(Scheme.NHS, "RXX").register
        ('GB-MPR', 'GB-NHS')
        """
        return "-".join(self.org_id.split("-", 2)[:2])

    @classmethod
    def parse(cls, scheme: Scheme, text: str) -> PublicId:
        """An identifier as people write it, with its register's code before it or without.

        One of a register that has its own place here is taken as of that. BadInput if its form is
        not one the register gives out.

        >>> PublicId.parse(Scheme.CHARITY, " 123 4567 ")
        PublicId(scheme=<Scheme.CHARITY: 'GB-CHC'>, value='1234567')
        >>> PublicId.parse(Scheme.OTHER, "gb-chc-1234567").scheme
        <Scheme.CHARITY: 'GB-CHC'>
        """
        code = _NOT_IN_A_CODE.sub("", text).upper().replace("/", "-")
        for known in Scheme:
            if known is not Scheme.OTHER and code.startswith(f"{known}-"):
                if scheme not in (known, Scheme.OTHER):
                    raise _wrong(scheme, text)
                scheme, code = known, code.removeprefix(f"{known}-")
        value = _READ[scheme](code)
        if value is None:
            raise _wrong(scheme, text)
        return cls(scheme, value)


def _wrong(scheme: Scheme, text: str) -> BadInput:
    return BadInput(
        f"{SCHEME_WORDS[scheme]}: found {text.strip()[:60]!r}, wanted {WANTED[scheme]}."
    )


def _figures(
    least: int, most: int, prefix: str = "", *, keeps: bool = True
) -> Callable[[str], str | None]:
    """A reader of codes of so many figures after a prefix, which is kept in the code or not."""
    form = re.compile(rf"(?:{prefix})?([0-9]{{{least},{most}}})")

    def read(code: str) -> str | None:
        found = form.fullmatch(code)
        if found is None or not int(found[1]):
            return None
        return f"{prefix}{found[1]}" if keeps else found[1]

    return read


def _charity(code: str) -> str | None:
    """Six or seven figures; a linked charity has a number of its own after a hyphen."""
    found = re.fullmatch(r"([1-9][0-9]{5,6})(-[1-9][0-9]{0,2})?", code)
    return found[0] if found else None


def _company(code: str) -> str | None:
    """Figures are filled up to eight with noughts; two letters stand for another part or form."""
    code = code.replace("-", "")
    if re.fullmatch(r"[0-9]{1,8}", code) and int(code):
        return code.zfill(8)
    found = re.fullmatch(r"([A-Z]{2}|R0)([0-9]{1,6})|(IP|SP|RS|NP|NO)([0-9]{5}R)", code)
    if found is None:
        return None
    return f"{found[1]}{found[2].zfill(6)}" if found[1] else f"{found[3]}{found[4]}"


def _of_form(form: str) -> Callable[[str], str | None]:
    """A reader of codes of one form, which are kept as they are."""
    whole = re.compile(form)
    return lambda code: code if whole.fullmatch(code) else None


_READ: dict[Scheme, Callable[[str], str | None]] = {
    Scheme.CHARITY: _charity,
    Scheme.CHARITY_SCOTLAND: _figures(6, 6, "SC"),
    Scheme.CHARITY_NORTHERN_IRELAND: _figures(6, 6, "NIC", keeps=False),
    Scheme.COMPANY: _company,
    Scheme.LOCAL_AUTHORITY: _of_form(r"[A-Z]{3,4}"),
    Scheme.SCHOOL: _figures(6, 6),
    Scheme.NHS: _of_form(r"(?=.*[A-Z])[A-Z0-9]{3,6}"),
    Scheme.OTHER: _of_form(r"[A-Z]{2}-[A-Z0-9]{2,12}-[A-Z0-9][A-Z0-9_-]{0,59}"),
}
