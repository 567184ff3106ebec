"""Influence maps: private to those who hold them, erased at their term, kept in no history.

They are no shared objects: not registered as a kind, hence out of the thread, of the history, of what is new and of
every list but that of their owners.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.people.models import Member, Workspace
from rebonds.rooms.people.models.shared import SharedQuery, new_uid


def term() -> Any:
    """Return the day when a map goes, unless its owners choose another."""
    return timezone.localdate() + timedelta(days=parameter("influence", "days"))


class Living(models.Manager.from_queryset(SharedQuery)):  # type: ignore[misc]
    """Maps whose term has not come: an expired one is seen by nobody, even before it is deleted."""

    def get_queryset(self) -> SharedQuery:
        return super().get_queryset().filter(expires_on__gte=timezone.localdate())


class InfluenceMap(models.Model):
    """A map of peers to convince."""

    uid = models.CharField(max_length=16, unique=True, default=new_uid, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", editable=False)
    created_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", editable=False)
    owners = models.ManyToManyField(Member, related_name="+", blank=True)
    title = models.CharField(_("titre"), max_length=160)
    aim = models.TextField(_("ce que l’on veut faire avancer"), max_length=2000, blank=True, default="")
    expires_on = models.DateField(_("s’efface le"), default=term)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SharedQuery.as_manager()
    kept = Living()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member is one of those who hold the map."""
        if member.pk is None:
            return False
        return self.created_by_id == member.pk or self.owners.filter(pk=member.pk).exists()

    @property
    def is_open(self) -> bool:
        """Tell whether the map may be written: as long as it lives."""
        return True


def _scale(low: int, high: int) -> list[Any]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class Peer(models.Model):
    """A person on a map."""

    map = models.ForeignKey(InfluenceMap, on_delete=models.CASCADE, related_name="peers", editable=False)
    name = models.CharField(_("personne"), max_length=120)
    position = models.SmallIntegerField(_("position"), default=0, validators=_scale(-2, 2))
    power = models.PositiveSmallIntegerField(_("poids"), default=1, validators=_scale(0, 3))
    openness = models.PositiveSmallIntegerField(_("ouverture"), default=1, validators=_scale(0, 3))
    tie = models.PositiveSmallIntegerField(_("lien avec nous"), default=0, validators=_scale(0, 3))
    ears = models.ManyToManyField("self", symmetrical=False, related_name="heard_by", blank=True)
    argument = models.CharField(_("argument"), max_length=40, blank=True, default="")
    format = models.CharField(_("format"), max_length=40, blank=True, default="")
    channel = models.CharField(_("canal"), max_length=40, blank=True, default="")
    note = models.TextField(_("ce qui compte pour cette personne"), max_length=1000, blank=True, default="")
    talked = models.BooleanField(_("conversation menée"), default=False)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
