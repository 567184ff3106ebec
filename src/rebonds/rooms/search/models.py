"""The index: one line per object that can be found, in the words people wrote and in those search compares."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from rebonds.rooms.people.models import Workspace


class SearchEntry(models.Model):
    """What search knows of an object. The engine's own index is kept by the database from ``folded_*``.

    ``shifts`` and ``territories`` are kept between bars, ``|a|b|``, so that one of them can be asked for.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    object_uid = models.CharField(max_length=16, unique=True)
    title = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    folded_title = models.TextField(blank=True, default="")
    folded_text = models.TextField(blank=True, default="")
    shifts = models.TextField(blank=True, default="")
    territories = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=("workspace", "kind"), name="search_workspace_kind"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_uid}"
