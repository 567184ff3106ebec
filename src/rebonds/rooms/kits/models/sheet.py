"""Sheets: what people write in the frame of a kit, whatever the kit."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits.models.deck import Deck
from rebonds.rooms.people.models import Member, Shared


class Sheet(Shared):
    """A sheet in the frame of a kit: a fiction, an opinion, a position, a proposal…

    ``kind`` is one of `kinds.KINDS`, which says the fields of ``said`` (texts) and of ``numbers`` (sliders, weights);
    ``deck`` is the workspace's own deck that frames it, where it is not the shipped one.
    ``data`` is what pages add to it: a programme, compatibilities, the count of a vote.
    """

    kind = models.CharField(max_length=20, editable=False)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="children", editable=False
    )
    deck = models.ForeignKey(
        Deck, null=True, on_delete=models.SET_NULL, related_name="sheets", editable=False
    )
    title = models.CharField(_("titre"), max_length=200)
    choice = models.CharField(max_length=40, blank=True, default="")
    said = models.JSONField(_("textes"), default=dict, blank=True)
    numbers = models.JSONField(_("réglages"), default=dict, blank=True)
    day = models.DateField(_("date"), null=True, blank=True)
    agreed = models.BooleanField(_("accord de son auteur"), default=False)
    team = models.BooleanField(_("toute l’équipe peut l’écrire"), default=False)
    adopted_on = models.DateField(_("adopté le"), null=True, editable=False)
    outcome = models.CharField(_("suite"), max_length=40, blank=True, default="")
    outcome_text = models.TextField(_("ce qui est arrivé"), max_length=4000, blank=True, default="")
    outcome_on = models.DateField(_("constaté le"), null=True, blank=True)
    data = models.JSONField(default=dict, blank=True, editable=False)
    ballot = models.ForeignKey(
        Ballot, null=True, on_delete=models.SET_NULL, related_name="sheets", editable=False
    )

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("workspace", "kind"), name="kits_sheet_kind"),)

    def __str__(self) -> str:
        return self.title

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member may write it: she made it, or it is the whole team's."""
        return self.team or super().owned_by(member)

    @property
    def is_open(self) -> bool:
        """Tell whether it may still be written: an adopted sheet stays as it was adopted."""
        return self.adopted_on is None

    def search_text(self) -> str:
        """Return what search finds; nothing of a position that its author does not share yet."""
        if self.kind == "position" and not self.agreed:
            return ""
        return "\n".join([self.title, *(str(text) for text in self.said.values())])

    @property
    def frame(self) -> Any:
        """Return the kind of sheet that it is, framed by the deck that it was begun from."""
        from rebonds.rooms.kits.kinds import framed

        return framed(self.kind, self.deck)
