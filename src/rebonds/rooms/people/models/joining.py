"""Ways to join a workspace: a link that is kept as a hash, or the short code of a workshop."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models.member import Member, Role
from rebonds.rooms.people.models.workspace import Authority, Workspace


class Invitation(models.Model):
    """A link (any role, an account is asked for but of guests) or a code (guests only, for a workshop).

    The secret of a link is shown once and kept as a hash. A code has to be projected and dictated, so it is
    kept as it is: it is short-lived, gives the role of guest only, and tries are limited.
    """

    class Kind(models.TextChoices):
        """How one joins."""

        LINK = "link", _("Lien")
        CODE = "code", _("Code d’atelier")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.LINK)
    mark = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    code = models.CharField(max_length=8, unique=True, null=True, blank=True, editable=False)
    role = models.CharField(_("rôle"), max_length=12, choices=Role, default=Role.PARTICIPANT)
    authority = models.ForeignKey(
        Authority, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.SET_NULL
    )
    email = models.EmailField(_("adresse électronique"), blank=True, default="")
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="link") | models.Q(role="guest"), name="codes_make_guests_only"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.role} {self.workspace}"

    @property
    def usable(self) -> bool:
        """Tell whether it still lets someone in."""
        return self.revoked_at is None and self.uses < self.max_uses and timezone.now() < self.expires_at
