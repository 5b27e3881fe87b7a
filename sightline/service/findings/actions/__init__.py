"""What is changed about findings: they are worked out, answered, asked about, shared, acted on."""

from sightline.service.findings.actions.acting import change_action, finish_action
from sightline.service.findings.actions.answering import Plan, accept, open_again, put_away
from sightline.service.findings.actions.asking import answer_by_link, answer_question, ask_partner
from sightline.service.findings.actions.remarks import remark, withdraw_remark
from sightline.service.findings.actions.runs import begin_run, find_now, work_out
from sightline.service.findings.actions.sharing import set_sharing, share

__all__ = [
    "Plan",
    "accept",
    "answer_by_link",
    "answer_question",
    "ask_partner",
    "begin_run",
    "change_action",
    "find_now",
    "finish_action",
    "open_again",
    "put_away",
    "remark",
    "set_sharing",
    "share",
    "withdraw_remark",
    "work_out",
]
