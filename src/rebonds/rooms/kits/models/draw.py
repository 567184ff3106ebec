"""Draws by lot: the pool while it is needed, what was published before the draw, and what the draw gave."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.kits.models.sheet import Sheet
from rebonds.rooms.people.models import Shared


class Draw(Shared):
    """A draw of a convention.

    ``pool`` and ``secret`` are personal or secret: only those who run the draw meet them, and the pool goes at
    ``expires_on``. ``published`` is the sheet of `rebonds.deliberation.sortition.ceremony`.
    """

    convention = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="draws", editable=False)
    title = models.CharField(_("titre"), max_length=160)
    size = models.PositiveIntegerField(_("places"))
    same_address = models.CharField(_("colonne de l’adresse"), max_length=80, blank=True, default="")
    pool = models.TextField(editable=False, blank=True, default="")
    quotas = models.TextField(editable=False)
    secret = models.CharField(max_length=64, editable=False)
    published = models.JSONField(editable=False)
    chances = models.JSONField(editable=False)
    candidates = models.PositiveIntegerField(editable=False)
    drawn_at = models.DateTimeField(null=True, editable=False)
    expires_on = models.DateField(_("le vivier s’efface le"), null=True, editable=False)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether the draw is still to be done."""
        return self.drawn_at is None

    @property
    def result(self) -> dict[str, Any]:
        """Return what was drawn; empty before."""
        return self.published.get("draw", {})  # type: ignore[no-any-return]
