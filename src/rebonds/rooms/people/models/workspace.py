"""Workspaces, and the authorities and partners that take part in them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

SLUG_LENGTH = 40


def slug_of(name: str) -> str:
    """Return a readable slug with a random end: an address does not tell whether another workspace exists."""
    return f"{slugify(name)[:SLUG_LENGTH].strip('-') or 'espace'}-{secrets.token_hex(3)}"


class Workspace(models.Model):
    """Where people work together: a programme, one authority, or one workshop."""

    class Kind(models.TextChoices):
        """What a workspace is made for."""

        PROGRAMME = "programme", _("Programme (plusieurs collectivités)")
        AUTHORITY = "authority", _("Collectivité")
        WORKSHOP = "workshop", _("Atelier")

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("sorte"), max_length=12, choices=Kind, default=Kind.PROGRAMME)
    purpose = models.TextField(_("finalité"), blank=True, default="")
    retention_days = models.PositiveIntegerField(_("durée de conservation (jours)"))
    territory = models.CharField(_("code du territoire"), max_length=64, blank=True, default="")
    language = models.CharField(_("langue"), max_length=2, default="fr", choices=settings.LANGUAGES)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name", "slug")

    def __str__(self) -> str:
        return self.name

    @property
    def archived(self) -> bool:
        """Tell whether it can only be read."""
        return self.archived_at is not None


class Authority(models.Model):
    """An authority, a partner or a network that takes part in a workspace."""

    class Kind(models.TextChoices):
        """What the organisation is to the workspace."""

        AUTHORITY = "authority", _("Collectivité")
        PARTNER = "partner", _("Partenaire")
        NETWORK = "network", _("Réseau")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="authorities")
    name = models.CharField(_("nom"), max_length=120)
    territory = models.CharField(_("code du territoire"), max_length=64, blank=True, default="")
    kind = models.CharField(_("sorte"), max_length=12, choices=Kind, default=Kind.AUTHORITY)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("workspace", "name"), name="authority_once_per_workspace"),
        )

    def __str__(self) -> str:
        return self.name
