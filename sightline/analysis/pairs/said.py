"""How activities, their money and their organisations are named in what is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sightline.analysis.provision import KEPT_TO_ITSELF, Activity, Visibility, parts_of
from sightline.analysis.words import NOT_SUPPLIED

MOST_NAMED = 4  # names one by one in a sentence; the rest are counted


def called(activity: Activity) -> str:
    """The activity's name, or that it is one its organisation keeps to itself.

    >>> from sightline.analysis.provision import Status
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT)
    >>> called(club)
    "'Club'"
    """
    return f"'{activity.name}'" if is_told(activity) else KEPT_TO_ITSELF


def at_first(words: str) -> str:
    """Words at the beginning of a sentence.

    >>> at_first("an activity"), at_first("'boxing club'")
    ('An activity', "'boxing club'")
    """
    return words[:1].upper() + words[1:]


def is_told(activity: Activity) -> bool:
    """Whether others than its organisation and the unit may know of the activity."""
    return activity.visibility is not Visibility.ORGANISATION


def say_all(names: Iterable[str]) -> str:
    """Names in a row, each once, the first few of many.

    >>> say_all(["B", "A", "B"]), say_all("EDCBAF")
    ('B and A', 'E, D, C, B and 2 more')
    """
    each = list(dict.fromkeys(names))
    if len(each) > MOST_NAMED:
        return f"{', '.join(each[:MOST_NAMED])} and {len(each) - MOST_NAMED} more"
    return " and ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def say_pounds(pounds: float | None) -> str:
    """Money as people write it.

    >>> say_pounds(12_500.0), say_pounds(None)
    ('£12,500', 'not supplied')
    """
    return NOT_SUPPLIED if pounds is None else f"£{pounds:,.0f}"


def money_together(activities: Sequence[Activity]) -> float | None:
    """Pounds a year of all, None if any does not say, or is kept to itself.

    >>> money_together([])
    0.0
    """
    known = [money for one in activities if (money := _money_told(one)) is not None]
    return float(sum(known)) if len(known) == len(activities) else None


def _money_told(activity: Activity) -> float | None:
    return activity.funding_gbp if is_told(activity) else None


def say_money(activities: Sequence[Activity]) -> str:
    """The money of each, by name; that of any that does not say is not supplied."""
    said = [f"{called(one)} {say_pounds(_money_told(one))}" for one in activities]
    total = money_together(activities)
    if total is None:
        known = sum(_money_told(one) or 0.0 for one in activities)
        return f"Money a year: {say_all(said)}; together at least {say_pounds(known)}."
    return f"Money a year: {say_all(said)}; together {say_pounds(total)}."


def funders_of(activity: Activity) -> frozenset[str]:
    """Who pays, by name in one case of letters; none if it is not supplied or nobody does."""
    return frozenset(" ".join(part.name.split()).casefold() for part in parts_of(activity.funders))


def who(activities: Iterable[Activity]) -> tuple[str, ...]:
    """The organisations of activities that others may know of, each once, in order of names."""
    return tuple(sorted({one.organisation for one in activities if is_told(one)}))
