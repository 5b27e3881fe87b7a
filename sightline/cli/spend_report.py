"""The words and tables of the page that plan-spend writes: the same numbers as its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sightline.analysis.gaps import say_ages
from sightline.analysis.words import say_people, say_range, say_share
from sightline.exchange.spending import ReportTable, SpendingReport

if TYPE_CHECKING:
    from sightline.analysis.spending import SpendingPlan
    from sightline.cli.find_gaps import Inputs

LIMITS = (
    "People reached are room for people, not people who came, and not lives changed: a plan that "
    "reaches more is not proved to prevent more.",
    "The certificate is about these candidates at these costs. A better idea that is not on the "
    "list is not in it; costs that are wrong are not in it either.",
    "Ranges carry how sure need and reach are. They do not carry doubts about costs, or about "
    "whether a new place would fill its room.",
    "Whoever runs an activity has not been asked: a pick is where to begin to talk.",
)


def make_spending_report(inputs: Inputs, plan: SpendingPlan, picture: str) -> SpendingReport:
    """All that the page says."""
    question = inputs.question
    return SpendingReport(
        title=f"Where the next £{plan.budget_gbp:,.0f} does most: {question.theme.name}, "
        f"{say_ages(question.ages)}, {question.as_of.words}",
        fictional=inputs.geography.vintage == "fictional",
        words=(f"Who is short: the policy is to {question.policy.words}.", *plan.words),
        picture=picture,
        tables=(
            _frontier(plan.frontier),
            _picks(plan.picks),
            _floors(plan.floors),
            _prices(plan.prices),
            _not_costed(plan.not_costed),
        ),
        limits=(*LIMITS, *question.theme.cannot_tell),
    )


def _range(row: pd.Series) -> str:
    return (
        f"{say_people(row['people'])} "
        f"({say_range(say_people(row['people_low']), say_people(row['people_high']))})"
    )


def _gbp(amount: float) -> str:
    return f"£{amount:,.2f}"


def _frontier(frontier: pd.DataFrame) -> ReportTable:
    return ReportTable(
        title="People reached, by budget",
        headings=("Budget a year", "Spent", "Picks", "People reached", "None can pass", "At least"),
        rows=tuple(
            (
                _gbp(row["budget_gbp"]),
                _gbp(row["spent_gbp"]),
                f"{row['picks']:,.0f}",
                _range(row),
                say_people(row["bound"]),
                f"{100 * (1 - row['gap']):.1f}% of the best",
            )
            for _, row in frontier.iterrows()
        ),
        numbers=frozenset(range(6)),
        note="The same facts as the picture.",
    )


def _picks(picks: pd.DataFrame) -> ReportTable:
    return ReportTable(
        title="What to pay for",
        headings=("Order", "What", "Who", "Cost a year", "People reached", "Why"),
        rows=tuple(
            (
                f"{row['order']}",
                row["title"],
                row["organisation"] or "not known yet",
                _gbp(row["cost_gbp"]),
                _range(row),
                row["reasons"],
            )
            for _, row in picks.iterrows()
        ),
        numbers=frozenset({0, 3, 4}),
        note="Most people for the money first. Each counts people whom those above it leave.",
    )


def _floors(floors: pd.DataFrame) -> ReportTable:
    return ReportTable(
        title="Floors",
        headings=("Whom", "Fair share", "Asked", "Kept", "People"),
        rows=tuple(
            (
                row["floor"],
                say_share(row["fair_share"]),
                say_share(row["asked_share"]),
                say_share(row["kept_share"]),
                say_people(row["people"]),
            )
            for _, row in floors.iterrows()
        ),
        numbers=frozenset({1, 2, 3, 4}),
        note="Shares are of all people short (fair share), and of everybody counted as reached.",
    )


def _prices(prices: pd.DataFrame) -> ReportTable:
    return ReportTable(
        title="What changes when a floor is dropped",
        headings=("Floor", "People reached without it", "People fewer because of it"),
        rows=tuple(
            (
                row["floor"],
                say_people(row["people_without"]),
                say_range(say_people(row["price"]), say_people(row["price_high"])),
            )
            for _, row in prices.iterrows()
        ),
        numbers=frozenset({1, 2}),
    )


def _not_costed(table: pd.DataFrame) -> ReportTable:
    return ReportTable(
        title="Cannot be costed",
        headings=("What", "People it alone would reach", "What is not known"),
        rows=tuple(
            (row["title"], say_people(row["people"]), row["why"]) for _, row in table.iterrows()
        ),
        numbers=frozenset({1}),
        note="Not chosen and not dropped: whoever is named can tell what is missing.",
    )
