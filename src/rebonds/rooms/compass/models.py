"""What the room keeps: the compass of a workspace with its versions, and local strategies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models import Shared


class OwnCompass(Shared):
    """The compass of a workspace, as a file (TOML): each version is kept in its history."""

    content = models.TextField(editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace",), condition=models.Q(deleted_at=None), name="one_compass_of_a_workspace"
            ),
        )

    def __str__(self) -> str:
        return str(_("Boussole de l’espace"))


class LocalStrategy(Shared):
    """A local strategy: the models whose aim it takes up, the instruments that it uses."""

    name = models.CharField(_("nom"), max_length=160)
    date = models.CharField(_("date"), max_length=40, blank=True, default="")
    aims = models.JSONField(_("finalités reprises"), default=list, blank=True)
    tools = models.JSONField(_("instruments utilisés"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True, default="")

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "local strategies"

    def __str__(self) -> str:
        return self.name
