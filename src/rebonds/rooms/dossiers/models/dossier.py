"""A dossier: a question, a team, a plan; everything else of an investigation is a part of one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models import Member, Shared
from rebonds.rooms.people.models.shared import Kept

LEAST_TEAM, MOST_TEAM = 2, 4


class KeptWithTeam(Kept):
    """Objects not put aside, with what tells whose they are: asked of each of them on every list."""

    joined: tuple[str, ...] = ()
    team = "team"

    def get_queryset(self) -> Any:
        """Return them with their team."""
        found = super().get_queryset().prefetch_related(self.team)
        return found.select_related(*self.joined) if self.joined else found


class KeptParts(KeptWithTeam):
    """Parts not put aside, with their dossier and its team."""

    joined = ("dossier",)
    team = "dossier__team"


class Dossier(Shared):
    """An investigation of a team of two to four."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("En cours")
        DONE = "done", _("Terminée")

    title = models.CharField(_("titre"), max_length=160)
    question = models.TextField(_("question"), max_length=1000)
    shift = models.CharField(_("changement de paradigme"), max_length=60, blank=True, default="")
    territory = models.CharField(_("code du territoire"), max_length=64, blank=True, default="")
    territory_name = models.CharField(max_length=160, blank=True, default="", editable=False)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.OPEN)
    team = models.ManyToManyField(Member, verbose_name=_("équipe"), related_name="dossiers", blank=True)

    kept = KeptWithTeam()

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member is of the team, or opened the dossier."""
        return super().owned_by(member) or (
            member.pk is not None and any(one.pk == member.pk for one in self.team.all())
        )

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.title}\n{self.question}"

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["dossier"], "shift": [self.shift], "territory": [self.territory_name]}


class Part(Shared):
    """What belongs to a dossier, and to its team."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+", editable=False)

    kept = KeptParts()

    class Meta:
        abstract = True

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member is of the team."""
        return self.dossier.owned_by(member)

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by: what the dossier is about."""
        shift: Any = getattr(self, "shift", "") or self.dossier.shift
        return {
            "type": [self._meta.model_name or ""],
            "shift": [shift],
            "territory": [self.dossier.territory_name],
        }


class Step(Part):
    """A step of the plan."""

    text = models.CharField(_("étape"), max_length=200)
    due = models.DateField(_("pour le"), null=True, blank=True)
    done = models.BooleanField(_("faite"), default=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text
