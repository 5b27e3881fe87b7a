"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 - stands for a request without an address


def address_of(request: HttpRequest | None) -> str:
    """Where a request comes from, believing only the proxies that are known to stand in front."""
    if request is None:
        return NOWHERE
    passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if settings.PROXIES and len(passed_on) >= settings.PROXIES:
        found = whole_address(passed_on[-settings.PROXIES].strip())
        if found != NOWHERE:
            return found
    return whole_address(str(request.META.get("REMOTE_ADDR", "")))


def whole_address(text: str) -> str:
    """An address to count tries by: one IPv4 address, or the IPv6 network of one subscriber.

    >>> whole_address("192.0.2.7"), whole_address("2001:db8::7"), whole_address("a socket")
    ('192.0.2.7', '2001:db8::', '0.0.0.0')
    """
    try:
        address = ip_address(text)
    except ValueError:
        return NOWHERE
    if address.version == 4:
        return str(address)
    return str(ip_network((int(address), 64), strict=False).network_address)
