"""`sightline plan-spend`: from files alone to where the next pound does most, and why."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.progress import say
from sightline.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from sightline.analysis.spending import FloorAsked, SpendingPlan
    from sightline.cli.find_gaps import Inputs


def add_plan_spend(verb: argparse.ArgumentParser) -> None:
    """The options of the verb that find-gaps does not have."""
    verb.description = (
        "Reads what find-gaps reads, and writes plan.csv, frontier.csv, frontier.svg, floors.csv, "
        "not_costed.csv, problems.csv, report.html and manifest.json: what to pay for, what it "
        "would reach, how near that is to the best there can be, and why."
    )
    verb.set_defaults(do=plan_spend_from_files)
    money = verb.add_argument_group("what to spend")
    money.add_argument("--budget", required=True, metavar="GBP", help="pounds a year to spend")
    money.add_argument(
        "--costs",
        type=Path,
        metavar="FILE",
        help="costs of new sites and of more of what there is: way, name, people_a_year, "
        "fixed_gbp, per_person_gbp, ages; CSV or XLSX. Else what activities cost now",
    )
    money.add_argument(
        "--floor",
        action="append",
        default=[],
        metavar="KIND=SHARE",
        help="at least so much of its fair share for each of a kind, such as district=0.6, or for "
        "one, such as district:Sageby=0.6; may be given again",
    )
    money.add_argument(
        "--labels",
        type=Path,
        metavar="FILE",
        help="kinds of area that floors are asked for beside districts: area, kind, label",
    )
    money.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of the search (default: %(default)s)"
    )


def read_budget(text: str) -> Decimal:
    """Pounds, as £250,000 or 250000.

    >>> read_budget("£250,000")
    Decimal('250000')
    """
    plain = text.strip().removeprefix("£").replace(",", "").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= Decimal(10) ** 10:
        raise BadInput(f"--budget: found {text!r}, wanted pounds a year, such as 250000.")
    return amount


def plan_spend_from_files(given: argparse.Namespace) -> None:
    """Do the whole journey, and print the plan's certificate."""
    from sightline.analysis.spending import FloorAsked  # the analysis loads slowly
    from sightline.cli.find_gaps import read_inputs

    out: Path = given.out
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out: found a file called {out.name}, wanted a folder. Name another.")
    budget = read_budget(given.budget)
    floors = [FloorAsked.parse(text) for text in given.floor]
    inputs = read_inputs(given)
    plan = _plan(given, inputs, budget, floors)
    write_plan(out, inputs=inputs, plan=plan, given=given)
    print("\n".join([*plan.words, f"Everything is in {out}."]))


def _plan(
    given: argparse.Namespace, inputs: Inputs, budget: Decimal, floors: Sequence[FloorAsked]
) -> SpendingPlan:
    from sightline.analysis.gaps import assess_gaps
    from sightline.analysis.provision import hide_sensitive_sites
    from sightline.analysis.spending import candidates_of, plan_spend, reaches_of, short_of
    from sightline.exchange.spending import read_costs

    question, areas = inputs.question, inputs.geography.areas
    rules = inputs.ledger.take("costs", given.costs, read_costs(given.costs)) if given.costs else ()
    labels = _labels(given, inputs)
    say("Working out need, reach and gaps")
    assessment = assess_gaps(
        question=question,
        geography=inputs.geography,
        population=inputs.people,
        cube=inputs.cube,
        activities=inputs.activities,
        partners=inputs.partners,
        deprivation=inputs.deprivation,
        months_supplied=inputs.months,
    )
    theme, ages = question.theme.theme, question.ages
    short = short_of(assessment.gaps, theme=theme, ages=ages)
    candidates = candidates_of(
        activities=hide_sensitive_sites(inputs.activities, inputs.geography),
        rules=rules,
        areas=areas,
        short=short,
        theme=theme,
        ages=ages,
        as_of=question.as_of,
    )
    say(f"Choosing among {len(candidates):,} candidates")
    reaches = reaches_of(
        candidates=candidates,
        areas=areas,
        population=inputs.people,
        theme=theme,
        ages=ages,
        as_of=question.as_of,
    )
    return plan_spend(
        short=short,
        reaches=reaches,
        candidates=candidates,
        budget_gbp=budget,
        floors=floors,
        labels=labels,
        seed=given.seed,
    )


def _labels(given: argparse.Namespace, inputs: Inputs) -> pd.DataFrame:
    from sightline.exchange.spending import read_labels

    areas = inputs.geography.areas
    labels = areas[["area", "area_name", "district_name"]].rename(
        columns={"district_name": "district"}
    )
    if given.labels:
        more = inputs.ledger.take("labels", given.labels, read_labels(given.labels, areas=areas))
        taken = [name for name in more.columns if name != "area" and name in labels.columns]
        if taken:
            raise BadInput(
                f"--labels: found the kind {taken[0]!r}, which comes from the boundaries, wanted "
                "another word for it."
            )
        labels = labels.merge(more, on="area", how="left")
    return labels


def write_plan(out: Path, *, inputs: Inputs, plan: SpendingPlan, given: argparse.Namespace) -> None:
    """Write every file whole, then put each in its place."""
    from sightline.cli.outputs import problems_table, write_csv
    from sightline.cli.spend_report import make_spending_report
    from sightline.exchange.spending import draw_frontier, write_spending_report

    out.mkdir(parents=True, exist_ok=True)
    picture = draw_frontier(plan.frontier, budget_gbp=float(plan.budget_gbp))
    writers: dict[str, Callable[[Path], object]] = {
        "plan.csv": lambda path: write_csv(path, plan.picks),
        "frontier.csv": lambda path: write_csv(path, plan.frontier),
        "frontier.svg": lambda path: path.write_text(picture, encoding="utf-8"),
        "floors.csv": lambda path: write_csv(path, plan.floors),
        "not_costed.csv": lambda path: write_csv(path, plan.not_costed),
        "problems.csv": lambda path: write_csv(path, problems_table(inputs.ledger)),
        "report.html": lambda path: write_spending_report(
            path, make_spending_report(inputs, plan, picture)
        ),
    }
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        made = Path(folder)
        for name, write in writers.items():
            write(made / name)
        manifest = make_plan_manifest(inputs, plan, given, {name: made / name for name in writers})
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (made / "manifest.json").write_text(text, encoding="utf-8")
        for name in (*writers, "manifest.json"):
            (made / name).replace(out / name)


def make_plan_manifest(
    inputs: Inputs, plan: SpendingPlan, given: argparse.Namespace, outputs: dict[str, Path]
) -> dict[str, object]:
    """Everything needed to check the plan, or to make it again."""
    question = inputs.question
    return {
        "sightline": version("sightline-vv"),
        "fictional": inputs.geography.vintage == "fictional",
        "question": {
            "theme": question.theme.theme,
            "ages": str(question.ages),
            "as_of": str(question.as_of),
            "target": question.policy.words,
            "budget_gbp": str(plan.budget_gbp),
            "floors": list(given.floor),
            "seed": given.seed,
        },
        "certificate": {
            "people": plan.plan.value,
            "bound": plan.plan.bound,
            "gap": plan.plan.gap,
            "method": plan.plan.method,
            "guarantee": plan.plan.guarantee.words,
            "in_words": list(plan.words),
        },
        "inputs": inputs.ledger.told(),
        "outputs": {
            name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in outputs.items()
        },
    }
