"""What the room keeps: maps, their nodes and links, and who supports each link."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rebonds.causal.parameters import load
from rebonds.causal.results import KINDS, SIGNS, WEIGHTS
from rebonds.rooms.people.models import Shared

_told = lazy(lambda text: text.to(get_language() or "fr"), str)
KIND_CHOICES = [(key, _told(text)) for key, text in KINDS.items()]
SIGN_CHOICES = [(1, _("renforce (+)")), (-1, _("réduit (−)"))]
WEIGHT_CHOICES = [(1, _("1 · faible")), (2, _("2 · net")), (3, _("3 · fort"))]
assert set(SIGNS) == {1, -1} and set(WEIGHTS) == {1, 2, 3}  # noqa: S101 (the core and the form tell one scale)


class CausalMap(Shared):
    """A map of a group."""

    title = models.CharField(_("titre"), max_length=160)
    group = models.CharField(_("groupe"), max_length=160, blank=True, default="")
    question = models.TextField(_("question posée au groupe"), max_length=1000, blank=True, default="")

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return self.title


class MapNode(Shared):
    """Something that can grow or shrink. Where it stands on the screen is no text: it has no history."""

    map = models.ForeignKey(CausalMap, on_delete=models.CASCADE, related_name="nodes", editable=False)
    label = models.CharField(_("nom"), max_length=160)
    kind = models.CharField(_("nature"), max_length=12, choices=KIND_CHOICES, default="factor")
    about_kind = models.CharField(max_length=40, blank=True, default="", editable=False)
    about_uid = models.CharField(max_length=16, blank=True, default="", editable=False)
    x = models.FloatField(null=True, editable=False)
    y = models.FloatField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label


class MapLink(Shared):
    """A link; its supports say who holds it, and on what ground."""

    map = models.ForeignKey(CausalMap, on_delete=models.CASCADE, related_name="links", editable=False)
    cause = models.ForeignKey(
        MapNode, verbose_name=_("cause"), on_delete=models.CASCADE, related_name="effects", editable=False
    )
    effect = models.ForeignKey(
        MapNode, verbose_name=_("effet"), on_delete=models.CASCADE, related_name="causes", editable=False
    )
    sign = models.SmallIntegerField(_("signe"), choices=SIGN_CHOICES, default=1)
    weight = models.FloatField(
        _("poids"),
        default=1,
        validators=[MinValueValidator(load().least_weight), MaxValueValidator(load().most_weight)],
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("cause", "effect"), condition=models.Q(deleted_at=None), name="one_link_from_to"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cause} → {self.effect}"

    def restore(self, member: Any) -> None:
        """Bring the link back; another drawn meanwhile between the same nodes is put aside in its place."""
        twins = MapLink.kept.filter(cause=self.cause_id, effect=self.effect_id).exclude(pk=self.pk)
        for twin in twins:
            twin.delete_softly(member)
        super().restore(member)


class LinkSupport(Shared):
    """Who says that a link holds: the member who wrote it, or the author told, and a source if any."""

    link = models.ForeignKey(MapLink, on_delete=models.CASCADE, related_name="supports", editable=False)
    author = models.CharField(_("selon"), max_length=160, blank=True, default="")
    source = models.CharField(_("source"), max_length=400, blank=True, default="")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.source or self.author

    def said_by(self) -> str:
        """Return the author told, else who wrote it."""
        return self.author or (str(self.created_by) if self.created_by else "")
