"""Accounts: whoever signs in, by email."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Accounts(BaseUserManager["Account"]):
    """Accounts by email, in lower case."""

    def create_user(self, email: str, password: str | None = None, name: str = "", **more: Any) -> Account:
        """Create an account; without a password it can only be entered by a reset link or OIDC."""
        account = self.model(email=email.strip().lower(), name=name.strip(), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of an email, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A person who signs in. What she may do depends on the workspaces she is a member of, never on the account.

    ``session_mark`` is part of what a session is tied to: drawing another one logs out everywhere.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="fr", choices=[("fr", "Français"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    session_mark = models.CharField(max_length=64, default=secrets.token_hex, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    objects = Accounts()

    class Meta:
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the email in lower case, and a name to be called by."""
        self.email = self.email.strip().lower()
        self.name = self.name.strip() or self.email.partition("@")[0]
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name."""
        return str(self)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        return salted_hmac(
            "rebonds.people.account", f"{self.password}{self.session_mark}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def log_out_everywhere(self) -> None:
        """End every session of the account."""
        self.session_mark = secrets.token_hex(16)
        self.save(update_fields=["session_mark"])
