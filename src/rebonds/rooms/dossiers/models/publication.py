"""Reports of investigations, and the register of the files that left."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.lenses.plain import LICENCE
from rebonds.rooms.dossiers.models.dossier import Dossier
from rebonds.rooms.dossiers.models.witness import Quote
from rebonds.rooms.people.models import Member, Shared, Workspace


class Publication(Shared):
    """A report assembled from dossiers."""

    title = models.CharField(_("titre"), max_length=200)
    introduction = models.TextField(_("introduction"), max_length=20_000, blank=True, default="")
    closing = models.TextField(_("pour finir"), max_length=20_000, blank=True, default="")
    licence = models.CharField(_("licence"), max_length=80, default=LICENCE)
    with_findings = models.BooleanField(_("enseignements"), default=True)
    with_quotes = models.BooleanField(_("paroles de témoins"), default=True)
    with_controversies = models.BooleanField(_("controverses"), default=True)
    with_ideas = models.BooleanField(_("idées reçues"), default=True)
    with_inspirations = models.BooleanField(_("inspirations"), default=True)
    with_hypotheses = models.BooleanField(_("hypothèses et relecture"), default=True)
    with_readings = models.BooleanField(_("lectures"), default=True)

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.title}\n{self.introduction}\n{self.closing}"


class Chapter(Shared):
    """A dossier in a report, at its place."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="chapters", editable=False
    )
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+", editable=False)
    rank = models.PositiveIntegerField(editable=False)
    heading = models.CharField(_("titre de la partie"), max_length=200, blank=True, default="")
    introduction = models.TextField(_("quelques mots avant"), max_length=8000, blank=True, default="")

    class Meta:
        ordering = ("rank", "pk")

    def __str__(self) -> str:
        return self.heading or self.dossier.title


class ExportLog(models.Model):
    """A file that left: what, when, by whom, its hash, and whose words were in it. Never changed afterwards."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, null=True, on_delete=models.SET_NULL, related_name="exports")
    title = models.CharField(max_length=200)
    format = models.CharField(max_length=8)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    quotes = models.ManyToManyField(Quote, related_name="exports")

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.title} ({self.format})"
