"""What is read of findings: the list, one of them, actions, questions, runs, files, parts."""

from sightline.service.findings.queries.asked import EVERYTHING, TO_ANSWER, Asked
from sightline.service.findings.queries.downloads import findings_file
from sightline.service.findings.queries.finding import FindingPage, finding_page
from sightline.service.findings.queries.inbox import InboxPage, inbox_page
from sightline.service.findings.queries.parts import (
    area_part,
    home_panel,
    organisation_link,
    profile_part,
    record_part,
)
from sightline.service.findings.queries.people import AskPage, ask_page
from sightline.service.findings.queries.questions import QuestionPage, asked_page, question_page
from sightline.service.findings.queries.runs import RunPage, RunsPage, run_page, runs_page
from sightline.service.findings.queries.sharing import SharingPage, sharing_page
from sightline.service.findings.queries.todo import (
    ActionPage,
    ActionsPage,
    action_page,
    actions_page,
)
from sightline.service.findings.queries.words import KINDS, STATES
from sightline.service.findings.queries.yours import YoursPage, yours_page

__all__ = [
    "EVERYTHING",
    "KINDS",
    "STATES",
    "TO_ANSWER",
    "ActionPage",
    "ActionsPage",
    "AskPage",
    "Asked",
    "FindingPage",
    "InboxPage",
    "QuestionPage",
    "RunPage",
    "RunsPage",
    "SharingPage",
    "YoursPage",
    "action_page",
    "actions_page",
    "area_part",
    "ask_page",
    "asked_page",
    "finding_page",
    "findings_file",
    "home_panel",
    "inbox_page",
    "organisation_link",
    "profile_part",
    "question_page",
    "record_part",
    "run_page",
    "runs_page",
    "sharing_page",
    "yours_page",
]
