"""The people who sign in, and their tries at it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


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


class Users(BaseUserManager["User"]):
    """Users, known by their e-mail address in small letters."""

    def add(self, *, email: str, name: str, role: Role, password: str | None) -> User:
        """Make and save a user; with no password they cannot sign in yet."""
        user = self.model(email=email.strip().lower(), name=name, role=role)
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


class SignInTry(models.Model):
    """One try at signing in, kept for thirty days to slow guessing down."""

    email = models.CharField(max_length=254)
    address = models.GenericIPAddressField(unpack_ipv4=True)
    tried_at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["address", "tried_at"], name="tries_by_address"),
            models.Index(fields=["email", "tried_at"], name="tries_by_email"),
        ]
