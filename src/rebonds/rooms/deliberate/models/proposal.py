"""Statements that participants propose while a ballot is open."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.deliberate.models.ballot import Ballot
from rebonds.rooms.deliberate.models.vote import random_key
from rebonds.rooms.people.models import Member


class Proposal(models.Model):
    """A statement proposed during a ballot. ``member`` on named ballots only; no hour, no order of arrival.

    ``mark`` is a hash of the device's key and of the rank of its proposal: the device finds its own again and cannot
    propose without end, but nothing tells who holds it, nor that two proposals come from one hand. ``wording`` is how
    the facilitator took it, where she wrote it otherwise; ``option`` is the identifier under which phones saw it.
    ``seen`` and ``answered`` are how many ballots did, counted at closing.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("En attente")
        ACCEPTED = "accepted", _("Ajoutée au vote")
        REFUSED = "refused", _("Non retenue")

    id = models.BigAutoField(primary_key=True, default=random_key)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="proposed")
    mark = models.CharField(max_length=64)
    text = models.CharField(max_length=600)
    wording = models.CharField(max_length=600, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    option = models.CharField(max_length=40, blank=True, default="")
    seen = models.PositiveIntegerField(null=True)
    answered = models.PositiveIntegerField(null=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="proposals")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("ballot", "mark"), name="one_proposal_per_mark"),)

    def __str__(self) -> str:
        return self.said[:60]

    @property
    def said(self) -> str:
        """Return the statement as it is shown."""
        return self.wording or self.text

    @property
    def waits(self) -> bool:
        """Tell whether the facilitator has not decided."""
        return self.state == self.State.WAITING
