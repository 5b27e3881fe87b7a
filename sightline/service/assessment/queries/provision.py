"""What is provided, from the register; and the gaps, from the answer that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.timezone import localtime

from sightline.analysis.framework import Term
from sightline.analysis.freshness import months_later
from sightline.analysis.gaps import GapKind, count_short
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_range
from sightline.errors import NotFound
from sightline.exchange.assessment import Prompt, Provenance, Section, Table
from sightline.service.assessment.queries.asked import Ask
from sightline.service.gaps.queries.answers import Answer, kept_answer
from sightline.service.overview.queries import Question
from sightline.service.overview.queries.reading import Row, answer_to
from sightline.service.register.queries import NOT_GIVEN, Asked
from sightline.service.register.queries.matching import Counts, find_matches
from sightline.service.register.queries.words import vocabularies

CURRENT = Asked(statuses=("current",))
_SURE = "as partners reported; what was not reported is not in it"
SOON_MONTHS, ENDINGS_SHOWN, GAPS_SHOWN = 6, 60, 20


def current_counts(ask: Ask) -> Counts:
    """Current activities by filter and value, as the list counts them for this viewer."""
    return find_matches(CURRENT, viewer=ask.viewer, today=ask.today).counts


def provision(ask: Ask) -> tuple[Section, ...]:
    """Current activities by strand and level of prevention, and what ends soon."""
    return (
        Section(
            "What is provided",
            (
                "Nought means that nobody has reported such an activity; it does not mean that "
                "there is none.",
            ),
            tables=(_by_strand(ask), _endings(ask)),
            prompts=(
                Prompt(
                    "Say what works well, what is missing from the register, and what ends and "
                    "should not.",
                    "The register tells what partners report, not how well it is done.",
                ),
            ),
        ),
    )


def _by_strand(ask: Ask) -> Table:
    words = vocabularies()
    strands = {**_names(words["strands"].terms), NOT_GIVEN: f"Strand {NOT_SUPPLIED}"}
    when = {n: t for n, t in words["prevention_levels"].terms.items() if t.facts["axis"] == "when"}
    levels = {**_names(when), NOT_GIVEN: f"Level {NOT_SUPPLIED}"}
    told = current_counts(ask)
    # what is not in the framework (any longer) is shown as it was given, never left out
    strands |= {code: code for code in sorted(set(told["strand"]) - set(strands))}
    levels |= {code: code for code in sorted(set(told["level"]) - set(levels))}
    rows = []
    for code, name in strands.items():
        asked = Asked(statuses=CURRENT.statuses, strands=(code,))
        counts = find_matches(asked, viewer=ask.viewer, today=ask.today).counts["level"]
        cells = (f"{counts.get(level, 0):,}" for level in levels)
        rows.append((name, f"{told['strand'].get(code, 0):,}", *cells))
    return Table(
        "Current activities by strand and level of prevention",
        ("Strand", "All", *levels.values()),
        tuple(rows),
        ask.from_register(unit="activities that you may see", sureness=_SURE),
    )


def _names(terms: Mapping[str, Term]) -> dict[str, str]:
    return {code: term.name for code, term in terms.items()}


def _endings(ask: Ask) -> Table:
    soon = months_later(ask.today, SOON_MONTHS)
    answer = answer_to(Question(CURRENT), viewer=ask.viewer, today=ask.today)
    ending = [(min(days), row) for row in answer.rows if (days := _ends(row))]
    found = sorted(
        ((day, row) for day, row in ending if ask.today <= day <= soon),
        key=lambda pair: (pair[0], pair[1].order),
    )
    shown = found[:ENDINGS_SHOWN]
    caption = f"Current activities that end, or whose money does, by {soon:%-d %B %Y}"
    if len(found) > len(shown):
        caption += f": the first {len(shown)} of {len(found):,}"
    return Table(
        caption,
        ("Activity", "Organisation", "First to end", "Ends", "Money until"),
        tuple(
            (row.name, row.organisation, f"{day:%-d %B %Y}", _day(row.ends_on),
             _day(row.funded_until))
            for day, row in shown
        ),
        ask.from_register(unit="activities that you may see", sureness=_SURE),
    )  # fmt: skip


def _ends(row: Row) -> list[date]:
    return [day for day in (row.ends_on, row.funded_until) if day is not None]


def _day(day: date | None) -> str:
    return NOT_SUPPLIED if day is None else f"{day:%-d %B %Y}"


def gaps(ask: Ask) -> tuple[Section, ...]:
    """The gaps by the answer that is kept, for its own theme and ages."""
    heading, prompt = "Gaps", Prompt(
        "Say which gaps matter, which the partnership will meet, and what share of need it aims to "
        "reach.",
        "How much reach is enough is a policy, not a fact.",
    )  # fmt: skip
    try:
        answer = kept_answer()
    except NotFound as lack:
        return (Section(heading, prompts=(prompt,), missing=(str(lack),)),)
    run = answer.run
    return (
        Section(
            heading,
            (
                f"Worked out for {run.theme.name.lower()}, {run.ages_words}, {run.period}. "
                f"The policy: {answer.policy.words}.",
                _silence(answer),
            ),
            tables=(_kinds(ask, answer), *((_largest(ask, answer),) if run.reported else ())),
            prompts=(prompt,),
            missing=() if run.reported else ("Reports of activities. Partners can supply them.",),
        ),
    )


def _silence(answer: Answer) -> str:
    run = answer.run
    return (
        f"{run.partners_silent:,} of {run.partners_known:,} partners have not reported lately; "
        "silence is not a zero."
    )


def _kinds(ask: Ask, answer: Answer) -> Table:
    counted = answer.table.groupby("kind").size()
    short = count_short(answer.table)
    rows = [(str(kind).capitalize(), f"{counted.get(str(kind), 0):,}") for kind in GapKind]
    if answer.run.reported:
        rows.append(("Areas where too few are reached", f"{short.areas:,}"))
        rows.append(
            ("The same, at the least and at the most", f"{short.fewest:,} to {short.most:,}")
        )
        rows.append(("People a year short of the target there", say_people(short.people)))
    return Table(
        "Small areas by kind of gap",
        ("Kind", "How many"),
        tuple(rows),
        _worked_out(ask, answer, "small areas, and in the last row people a year"),
    )


def _largest(ask: Ask, answer: Answer) -> Table:
    rows = answer.table.head(GAPS_SHOWN)
    return Table(
        f"The {len(rows)} areas with the largest shortfall",
        ("Area", "District", "People to reach in a year", "Reached", "Shortfall", "Range", "Kind"),
        tuple(
            (
                row["area_name"],
                row["district_name"],
                say_people(row["people_to_reach"]),
                say_people(row["people_reached"]),
                say_people(row["shortfall"]),
                say_range(say_people(row["shortfall_low"]), say_people(row["shortfall_high"])),
                row["kind"],
            )
            for row in rows.to_dict("records")
        ),
        _worked_out(ask, answer, "people a year"),
    )


def _worked_out(ask: Ask, answer: Answer, unit: str) -> Provenance:
    police = ask.sources.get("police")
    return Provenance(
        unit=unit,
        period=answer.run.period,
        source=f"{police.source if police else NOT_SUPPLIED}; the activity register",
        freshness=f"worked out on {localtime(answer.run.made_at):%-d %B %Y}",
        sureness="ranges take need and the records of activities at their least and most "
        "favourable together",
    )
