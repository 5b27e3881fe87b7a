"""The framework's five ambitions, and the pages that answer each."""

from __future__ import annotations

# title, the question it answers, (words of the link, route) in order, what is said without one:
# why nothing leads on, or what is there where there is no page yet
AMBITIONS: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...] = (
    (
        "See what is being done",
        "Who does what, where, for whom and until when?",
        (
            ("Activities", "register:activities"),
            ("Overview", "overview:index"),
            ("Add a sheet of activities", "sheets:upload"),
        ),
        "Your sign-in does not cover the register.",
    ),
    (
        "More and better prevention",
        "Does what is done match what is known to work?",
        (),
        "Each activity says its approach and level of prevention. "
        "They are not yet set beside the evidence.",
    ),
    (
        "Add value",
        "Where would working together, spare places or a little money do most?",
        (("What was found", "findings:inbox"), ("What this means for you", "findings:yours")),
        "Your sign-in does not cover what was found.",
    ),
    (
        "Find the gaps",
        "Where are too few of the people who need it reached?",
        (
            ("Where is the gap?", "gaps:where"),
            ("Where is need?", "need:needs"),
            ("Draft a needs assessment", "assessment:draft"),
        ),
        "Your sign-in does not cover the gaps.",
    ),
    (
        "Work across borders",
        "What do neighbouring areas and counties share?",
        (("What was found", "findings:inbox"),),
        "Your sign-in does not cover what was found.",
    ),
)
