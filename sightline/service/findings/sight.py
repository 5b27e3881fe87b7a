"""Who sees a finding, and how much of it: by whom it names, and by every record behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.analysis.findings import FindingKind
from sightline.errors import NotFound
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.findings.models import (
    Action,
    Finding,
    FindingLink,
    LinkKind,
    Question,
    State,
)
from sightline.service.pages.once import once
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import visible_to

# Of these a record is one among many: who may not see one of them sees the rest. Any other
# finding is about each of its records, and is not told to who may not see one.
OF_MANY = (FindingKind.GAP.value, FindingKind.CLIFF.value)
FOR_THE_BOARD = (State.OPEN.value, State.ASKED.value, State.ACCEPTED.value)
_NOT_THERE = "There is no such finding among those you may see."


def findings_seen(viewer: Any, today: date) -> QuerySet[Finding]:
    """The findings that somebody may see on that day; gone ones are among them.

    The unit sees all, analysts all whose records they may see. A partner sees those that name an
    organisation of theirs from the beginning, and others once they are shared; the board and
    commissioners those shared that are open or accepted. Who was asked, or has something to do
    about one, sees it.
    """
    role = role_of(viewer)
    if role is Role.UNIT:
        return Finding.objects.all()
    found = Finding.objects.filter(_for_role(viewer, role, today))
    return found.exclude(_rests_on_hidden(hidden_records(viewer)))


def seen_finding(viewer: Any, finding_id: UUID, today: date) -> Finding:
    """One finding that somebody may see, or NotFound."""
    found = findings_seen(viewer, today).filter(pk=finding_id).first()
    if found is None or not Veil(viewer).shows(found):
        raise NotFound(_NOT_THERE)
    return found


def title_for(viewer: Any, finding: Finding, today: date) -> str:
    """The title of a finding that somebody was asked about or given to act on, if they see it."""
    try:
        return seen_finding(viewer, finding.pk, today).title
    except NotFound:
        return ""


def names_viewer(viewer: Any) -> Q:
    """Findings that name an organisation the viewer belongs to."""
    mine = [str(key) for key in voice_of(viewer).organisations]
    links = FindingLink.objects.filter(
        finding=OuterRef("pk"), kind=LinkKind.ORGANISATION.value, key__in=mine
    )
    return Q(Exists(links))


def _for_role(viewer: Any, role: Role, today: date) -> Q:
    if role is Role.ANALYST:
        return Q()
    shared, to_do = Q(shared_from__lte=today), Q(Exists(_own_actions(viewer)))
    if role is Role.PARTNER:
        asked = Question.objects.filter(
            finding=OuterRef("pk"), organisation__in=voice_of(viewer).organisations
        )
        return shared | to_do | names_viewer(viewer) | Q(Exists(asked))
    if role in (Role.BOARD, Role.COMMISSIONER):
        return (shared & Q(state__in=FOR_THE_BOARD)) | to_do
    return Q(pk__in=[])


def _own_actions(viewer: Any) -> QuerySet[Action]:
    return Action.objects.filter(finding=OuterRef("pk"), owner_id=viewer.pk)


def hidden_records(viewer: Any) -> frozenset[str]:
    """The keys of the records that the viewer may not see, withdrawn ones among them."""
    if role_of(viewer) is Role.UNIT:
        return frozenset()

    def find() -> frozenset[str]:
        hidden = Activity.objects.exclude(pk__in=visible_to(viewer).values("pk"))
        return frozenset(str(key) for key in hidden.order_by().values_list("pk", flat=True))

    return once(("records hidden from", viewer.pk), find)


def _rests_on_hidden(hidden: frozenset[str]) -> Q:
    if not hidden:
        return Q(pk__in=[])
    records = FindingLink.objects.filter(finding=OuterRef("pk"), kind=LinkKind.ACTIVITY.value)
    of_hidden = Exists(records.filter(key__in=hidden))
    of_others = Exists(records.exclude(key__in=hidden))
    return Q(of_hidden) & (~Q(kind__in=OF_MANY) | ~Q(of_others))


@dataclass(frozen=True)
class Veil:
    """What of a finding one viewer is not told: the parts of records that they may not see."""

    viewer: Any

    @cached_property
    def _hidden(self) -> frozenset[str]:
        return hidden_records(self.viewer)

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        """Of each record its organisation and its own name; none where nothing is hidden."""
        rows = Activity.objects.order_by().values_list("pk", "organisation__name", "name")
        return {str(key): (whose, own) for key, whose, own in rows} if self._hidden else {}

    def unnamed(self, finding: Finding) -> frozenset[str]:
        """The organisations that a finding tells of by hidden records alone."""
        return self._hidden_alone(finding, 0)

    def _hidden_alone(self, finding: Finding, which: int) -> frozenset[str]:
        records = [key for key in finding.content["activities"] if key in self._names]
        hidden = {self._names[key][which] for key in records if key in self._hidden}
        shown = {self._names[key][which] for key in records if key not in self._hidden}
        return frozenset(hidden - shown)

    def shows(self, finding: Finding) -> bool:
        """Whether it is not about a hidden record itself, and its title tells of none."""
        if self._hidden.intersection(finding.content["subject"]):
            return False
        return not _tells(finding.title, self.unnamed(finding))

    def shows_money(self, finding: Finding) -> bool:
        """Whether no hidden record has a part in its money: a sum less what is known tells it."""
        return not self._hidden.intersection(finding.content["activities"])

    def sentences(self, finding: Finding, said: Iterable[str]) -> tuple[str, ...]:
        """The sentences that name no hidden record, and no organisation by one alone.

        A run names none that was hidden then; a record may have been hidden since.
        """
        unnamed = self.unnamed(finding) | self._hidden_alone(finding, 1)
        return tuple(each for each in said if not _tells(each, unnamed))

    def hides(self, key: str) -> bool:
        """Whether a record is not for this viewer."""
        return key in self._hidden


def _tells(words: str, names: Iterable[str]) -> bool:
    folded = words.casefold()
    return any(name.casefold() in folded for name in names)
