"""Changes in words that do not make more of them than they are."""

from __future__ import annotations


def say_way(share: float) -> str:
    """A change as so many per cent more or fewer.

    >>> say_way(0.204), say_way(-0.018), say_way(0.004), say_way(-0.001)
    ('20% more', '2% fewer', 'as many', 'as many')
    """
    percent = round(100 * share)
    if percent == 0:
        return "as many"
    return f"{abs(percent):,}% {'more' if percent > 0 else 'fewer'}"


def say_change(change: float, low: float, high: float, unit: str = "") -> str:
    """A change and the bounds it lies between.

    >>> say_change(-0.018, -0.11, 0.083)
    '2% fewer (from 11% fewer to 8% more)'
    """
    each = f" {unit}" if unit else ""
    return f"{say_way(change)}{each} (from {say_way(low)} to {say_way(high)})"
