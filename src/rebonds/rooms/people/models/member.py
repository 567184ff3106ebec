"""Members: a person in a workspace, with a role."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models.workspace import Authority, Workspace


class Role(models.TextChoices):
    """What a person is in a workspace; what it allows stands in the tables ``access.toml``."""

    FACILITATOR = "facilitator", _("Facilitation")
    INVESTIGATOR = "investigator", _("Enquête")
    PARTICIPANT = "participant", _("Participation")
    ELECTED = "elected", _("Élu ou élue")
    PARTNER = "partner", _("Partenaire")
    OBSERVER = "observer", _("Observation")
    GUEST = "guest", _("Invité ou invitée")


def mark_of(token: str) -> str:
    """Return the mark that is kept of a random token: its SHA-256, never the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


class Members(models.QuerySet["Member"]):
    """Members of workspaces."""

    def present(self) -> Members:
        """Keep those who have not left."""
        return self.filter(left_at=None)


class Member(models.Model):
    """A person in a workspace.

    A guest has no account: her browser keeps a random token in its session, of which ``guest_mark`` is the
    hash. An erased person keeps her line, without a name: what she made stays, by nobody known.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="memberships"
    )
    name = models.CharField(_("nom"), max_length=120)
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    authority = models.ForeignKey(
        Authority, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.SET_NULL
    )
    consents_to_be_named = models.BooleanField(
        _("accepte que son nom soit cité dans les comptes rendus"), default=False
    )
    guest_mark = models.CharField(max_length=64, blank=True, default="", editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = Members.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "account"),
                condition=models.Q(left_at=None, account__isnull=False),
                name="member_once_per_workspace",
            ),
        )
        indexes = (models.Index(fields=("workspace", "guest_mark"), name="people_guest"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_guest(self) -> bool:
        """Tell whether the person came by a code or a link, without an account."""
        return self.account_id is None and bool(self.guest_mark)

    @property
    def facilitates(self) -> bool:
        """Tell whether the person runs the workspace."""
        return self.role == Role.FACILITATOR
