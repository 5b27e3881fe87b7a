"""The people who sign in, their tries at it, who was invited, and how much each has asked for."""

from __future__ import annotations

import uuid
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class Role(StrEnum):
    """What somebody is to the partnership. A stranger has not signed in."""

    STRANGER = "stranger"
    PARTNER = "partner"
    ANALYST = "analyst"
    COMMISSIONER = "commissioner"
    BOARD = "board"
    NEIGHBOUR = "neighbour"
    UNIT = "unit"
    ADMINISTRATOR = "administrator"


KNOWN_FOR = timedelta(days=30)  # how long tries at signing in are kept and count
ROLES_OF_USERS = tuple(role for role in Role if role is not Role.STRANGER)


def in_one_line(name: str) -> str:
    r"""A name as it stands in mails to others, where a line end would begin words of its own.

    >>> in_one_line(" Ana\r\nExample ")
    'Ana Example'
    """
    return " ".join(name.split())


class Users(BaseUserManager["User"]):
    """Users, known by their e-mail address in small letters."""

    def add(self, *, email: str, name: str, role: Role, password: str | None) -> User:
        """Make and save a user; with no password they cannot sign in yet."""
        user = self.model(email=email.strip().lower(), name=in_one_line(name), role=role)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with that e-mail address, however it is capitalised."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who may sign in. What they belong to is kept by the partners room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, help_text="As colleagues know them.")
    role = models.CharField(
        max_length=20, choices=[(role, role.title()) for role in ROLES_OF_USERS]
    )
    is_active = models.BooleanField(default=True, help_text="Untick when somebody leaves.")
    joined_at = models.DateTimeField(auto_now_add=True)
    second_factor_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the second factor was set up; empty if there is none.",
    )
    # Grows with every change to who they are to the service, and so ends their sessions.
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Users] = Users()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="email_is_in_small_letters", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="role_is_one_that_a_user_can_have",
                condition=Q(role__in=[role.value for role in ROLES_OF_USERS]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to, asked at each request: one with another is over.

        Django binds it to the password alone, by this name, for the secrets of before as well.
        """
        bound_to = [self.password, self.role, str(self.is_active), str(self.version)]
        return salted_hmac(
            "sightline.session", "|".join(bound_to), secret=secret, algorithm="sha256"
        ).hexdigest()


class Step(StrEnum):
    """What somebody had to give when they tried to sign in."""

    PASSWORD = "password"  # noqa: S105 - the word, not one
    SECOND = "second"


class SignInTry(models.Model):
    """One try at signing in, kept for thirty days to slow guessing down."""

    email = models.CharField(max_length=254)
    address = models.GenericIPAddressField(unpack_ipv4=True)
    tried_at = models.DateTimeField()
    succeeded = models.BooleanField()
    step = models.CharField(
        max_length=10, choices=[(step, step) for step in Step], default=Step.PASSWORD
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["address", "tried_at"], name="tries_by_address"),
            models.Index(fields=["email", "tried_at"], name="tries_by_email"),
        ]


class Invitation(models.Model):
    """An invitation to have a sign-in, sent by e-mail. Of its secret only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(
        max_length=20, choices=[(role, role.title()) for role in ROLES_OF_USERS]
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, cancelled_at=None),
                name="one_open_invitation_to_an_address",
            ),
            models.CheckConstraint(
                name="invitation_is_not_both_accepted_and_cancelled",
                condition=Q(accepted_at=None) | Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="invitation_is_to_an_address_in_small_letters",
                condition=Q(email=Lower("email")),
            ),
        ]


class Spent(models.Model):
    """How often somebody asked for something within one stretch of time."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=60)  # a person, or an address where nobody is signed in
    since = models.DateTimeField()  # when the stretch began
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["what", "who", "since"], name="one_count_a_stretch")
        ]
