"""Values as people write them in lists of their own, put into the words of the activity sheet.

Nothing is guessed: what a text does not say is BadCell, and what took understanding says how.
"""

from sightline.exchange.activities.said.ages import said_ages
from sightline.exchange.activities.said.counts import said_people
from sightline.exchange.activities.said.dates import (
    Period,
    is_ambiguous_date,
    is_day_first,
    is_month_first,
    said_day,
    said_period,
)
from sightline.exchange.activities.said.money import said_cost_and_funders, said_money
from sightline.exchange.activities.said.places import PlaceWords
from sightline.exchange.activities.said.words import (
    Said,
    is_not_known,
    said_days,
    said_names,
    said_yes_no,
)

__all__ = [
    "Period",
    "PlaceWords",
    "Said",
    "is_ambiguous_date",
    "is_day_first",
    "is_month_first",
    "is_not_known",
    "said_ages",
    "said_cost_and_funders",
    "said_day",
    "said_days",
    "said_money",
    "said_names",
    "said_people",
    "said_period",
    "said_yes_no",
]
