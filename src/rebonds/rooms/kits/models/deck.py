"""Decks of one's own: a kit that a workspace brought from a file, used as the shipped one is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models import Shared


class Deck(Shared):
    """A kit of the workspace's own.

    ``content`` never changes: a result read years later is read with the deck that was voted on. It is a text, and
    no JSON column, because PostgreSQL would order its keys anew. A deck is renamed, or retired: then it is offered
    nowhere, and what was made with it still reads it.
    """

    kind = models.CharField(max_length=20, editable=False)
    title = models.CharField(_("nom du jeu"), max_length=120)
    content = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.CharField(max_length=120, blank=True, default="", editable=False)
    retired = models.BooleanField(_("retiré"), default=False)

    class Meta:
        ordering = ("kind", "title", "pk")
        indexes = (models.Index(fields=("workspace", "kind"), name="kits_deck_kind"),)

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what search finds."""
        return self.title
