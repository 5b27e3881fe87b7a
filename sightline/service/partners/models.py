"""What is kept of partners: organisations, how they are known, and the people who belong."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role, User
from sightline.service.partners.identifiers import SCHEME_WORDS, PublicId, Scheme
from sightline.service.partners.kinds import KIND_WORDS, Kind

LONGEST_NAME = 200  # characters


class Organisation(models.Model):
    """An organisation of the partnership.

    It covers the whole county, or the areas listed; neither means that it has not said. One that
    was merged into another is kept so that the merger can be undone, and is shown nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=20, blank=True, choices=list(KIND_WORDS.items()))
    kind_words = models.CharField(
        max_length=LONGEST_NAME, blank=True, help_text="As it was said, where no kind matches."
    )
    website = models.URLField(max_length=200, blank=True)
    office_postcode = models.CharField(
        max_length=8, blank=True, help_text="Of its office; others see the district alone."
    )
    office_district = models.CharField(
        max_length=20, blank=True, help_text="Code of the district its office is in, if here."
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Leave empty while it lasts.")
    covers_all = models.BooleanField(default=False, help_text="It covers the whole county.")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="took_over_from"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_organisation_of_each_name",
                condition=Q(merged_into=None),
            ),
            models.CheckConstraint(name="an_organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="an_organisation_ends_on_or_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_kind_is_one_of_those_known",
                condition=Q(kind__in=["", *(kind.value for kind in Kind)]),
            ),
            models.CheckConstraint(
                name="an_organisation_is_not_part_of_itself",
                condition=Q(parent=None) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="an_organisation_with_a_successor_ends",
                condition=Q(successor=None) | (~Q(successor=F("id")) & Q(ends_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_organisation_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoveredArea(models.Model):
    """A small area or district that an organisation says it covers, by its code."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="covered")
    code = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="an_organisation_covers_an_area_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Alias(models.Model):
    """Another name of an organisation, an old one or a short one, that sheets use."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=LONGEST_NAME)
    plain_name = models.CharField(max_length=3 * LONGEST_NAME, unique=True)  # ΐ becomes three

    class Meta:
        ordering: ClassVar[list[str]] = ["plain_name"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="another_name_is_not_empty", condition=~Q(name="") & ~Q(plain_name="")
            )
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """A public identifier of an organisation, such as a charity number, as it is written here."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=10, choices=list(SCHEME_WORDS.items()))
    value = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["scheme", "value"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["scheme", "value"], name="an_identifier_is_of_one_organisation"
            ),
            models.CheckConstraint(
                name="an_identifier_is_of_a_known_register",
                condition=Q(scheme__in=[scheme.value for scheme in Scheme]) & ~Q(value=""),
            ),
        ]

    def __str__(self) -> str:
        return self.as_written().org_id

    def as_written(self) -> PublicId:
        """The identifier as others write it."""
        return PublicId(Scheme(self.scheme), self.value)


class Contact(models.Model):
    """Somebody to ask at an organisation. Never public: the database refuses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    visibility = models.CharField(
        max_length=12, default=Visibility.ORGANISATION.value, choices=[
            (Visibility.PARTNERSHIP.value, "Everybody in the partnership"),
            (Visibility.ORGANISATION.value, "The organisation itself and the unit"),
        ],
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_contact_is_never_public",
                condition=Q(
                    visibility__in=[Visibility.PARTNERSHIP.value, Visibility.ORGANISATION.value]
                ),
            ),
            models.CheckConstraint(
                name="a_contact_has_a_name_and_can_be_reached",
                condition=~Q(name="") & ~Q(email="", phone=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of one organisation who work together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                "organisation", Lower("name"), name="one_team_of_each_name_in_an_organisation"
            ),
            models.CheckConstraint(name="a_team_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class MemberRole(models.TextChoices):
    """What somebody does for their organisation."""

    EDITOR = "editor", "Editor: adds and changes its activities"
    LEAD = "lead", "Lead: an editor who also invites people and changes its details"


class Membership(models.Model):
    """Somebody who speaks for an organisation: they may change its activities."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(
        max_length=10, choices=MemberRole.choices, default=MemberRole.EDITOR.value
    )
    teams: models.ManyToManyField[Team, Any] = models.ManyToManyField(
        Team, blank=True, related_name="members"
    )
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="somebody_belongs_to_an_organisation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"

    @property
    def can_act(self) -> bool:
        """Whether they can still sign in, and as a partner."""
        return self.user.is_active and self.user.role == Role.PARTNER

    @property
    def leads(self) -> bool:
        """Whether they lead it, and can."""
        return self.role == MemberRole.LEAD and self.can_act


def leading(path: str = "") -> Q:
    """The memberships that lead, as `Membership.leads` has it. path: to them, such as members__."""
    wanted = {"role": MemberRole.LEAD, "user__is_active": True, "user__role": Role.PARTNER}
    return Q(**{f"{path}{name}": value for name, value in wanted.items()})


class InvitedMembership(models.Model):
    """What somebody who was invited will be, once they join."""

    invitation_id = models.UUIDField(db_index=True)
    email = models.EmailField(help_text="Whom the invitation was sent to.")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invited")
    role = models.CharField(
        max_length=10, choices=MemberRole.choices, default=MemberRole.EDITOR.value
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True)
    invited_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["invited_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                name="somebody_is_invited_to_an_organisation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"


class Merger(models.Model):
    """Two organisations that were found to be one: what moved, so that it can be moved back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    gone = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="merger")
    moved = models.JSONField(help_text="Keys of what moved, by kind, and what was filled in.")
    reason = models.TextField(blank=True)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-merged_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_merger_is_of_two_organisations", condition=~Q(kept=F("gone"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"
