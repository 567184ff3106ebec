"""Ballots: one question, one way of answering it, announced before anyone votes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.deliberate.models.session import Session
from rebonds.rooms.people.models import Shared


class Ballot(Shared):
    """A question put to a group.

    ``options`` is a list of ``{"id", "fr", "en"}``; a questionnaire's questions also hold ``"choices"``, a list of
    ``{"fr", "en"}``. ``settings`` is what the method needs: ``grades`` (list of ``{"fr", "en"}``, worst first),
    ``budget``, ``low`` and ``high``, ``costs`` (option id -> number). Once opened, none of it changes any more, but
    where participants may propose statements: those that are taken follow the others, with ``"added": True``.
    """

    class State(models.TextChoices):
        """Where a ballot stands; it only goes forward."""

        DRAFT = "draft", _("En préparation")
        OPEN = "open", _("Ouvert")
        CLOSED = "closed", _("Clos")
        REVEALED = "revealed", _("Résultat montré")

    class Proposals(models.TextChoices):
        """Whether participants may propose statements, and who lets them through."""

        NONE = "none", _("Non")
        AGREED = "agreed", _("Oui, chacune attend l’accord de la personne qui anime")
        AT_ONCE = "at-once", _("Oui, montrées aussitôt à tout le monde")

    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="ballots", editable=False
    )
    question = models.CharField(_("question"), max_length=300)
    details = models.TextField(_("précisions"), max_length=4000, blank=True, default="")
    method = models.CharField(_("méthode"), max_length=24, default="majority-judgment")
    options = models.JSONField(_("options"), default=list, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    secret = models.BooleanField(_("vote secret"), default=True)
    proposals = models.CharField(
        _("les participant·es peuvent proposer des affirmations"),
        max_length=8,
        choices=Proposals,
        default=Proposals.NONE,
    )
    kit = models.CharField(max_length=40, blank=True, default="", editable=False)
    kit_data = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    phones = models.BooleanField(default=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    revealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("session", "state"), name="deliberate_live"),)

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        """Tell whether it takes answers."""
        return self.state == self.State.OPEN

    @property
    def takes_phones(self) -> bool:
        """Tell whether it takes answers from phones (they may be closed while paper is typed in)."""
        return self.is_open and self.phones

    @property
    def asks_proposals(self) -> bool:
        """Tell whether it was announced that participants may propose statements."""
        return self.proposals != self.Proposals.NONE

    @property
    def takes_proposals(self) -> bool:
        """Tell whether it takes statements that participants propose."""
        return self.asks_proposals and self.takes_phones

    @property
    def added(self) -> list[dict[str, Any]]:
        """Return the statements that came from participants once the vote was open."""
        return [one for one in self.options if one.get("added")]

    @property
    def shown(self) -> bool:
        """Tell whether participants see it: from its opening on."""
        return self.state != self.State.DRAFT

    @property
    def revealed(self) -> bool:
        """Tell whether its result is shown."""
        return self.state == self.State.REVEALED

    @property
    def over(self) -> bool:
        """Tell whether it is closed, its ballots frozen."""
        return self.state in (self.State.CLOSED, self.State.REVEALED)

    def option(self, ident: str) -> dict[str, Any]:
        """Return an option by its identifier."""
        return next(one for one in self.options if one["id"] == ident)
