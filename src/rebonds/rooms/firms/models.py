"""What the room keeps: firms, what they offer and need, and the synergies that they talk of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rebonds.matching.moves import LABELS, Move, allowed
from rebonds.matching.waste import named
from rebonds.rooms.people.models import Member, Role, Shared

_told = lazy(lambda text: text.to(get_language() or "fr"), str)
STATE_CHOICES = [(key, _told(text)) for key, text in LABELS.items()]
#: Whoever comes without an account, or only watches, is told what is public.
OUTSIDE = (Role.OBSERVER, Role.GUEST)


class Firm(Shared):
    """A firm; ``consent`` says who may see its quantities."""

    class Consent(models.TextChoices):
        FACILITATOR = "facilitator", _("la personne qui anime, et qui l’a ajoutée")
        MEMBERS = "members", _("les membres de l’espace")
        PUBLIC = "public", _("tout le monde, observateurs et invités compris")

    name = models.CharField(_("nom"), max_length=160)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, default="")
    naf = models.CharField(_("code NAF"), max_length=6, blank=True, default="")
    commune = models.CharField(_("commune"), max_length=120, blank=True, default="")
    lon = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    lat = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    contact = models.CharField(_("à qui parler"), max_length=200, blank=True, default="")
    consent = models.CharField(
        _("qui voit ses quantités"), max_length=12, choices=Consent.choices, default=Consent.FACILITATOR
    )

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> str:
        """What can be found: never whom to talk to, nor quantities."""
        return f"{self.name}\n{self.commune} {self.naf} {self.siret}"

    def shown_to(self, member: Member) -> bool:
        """Tell whether a member may see its quantities: hers, or those that it agrees to show her."""
        if self.owned_by(member) or self.consent == self.Consent.PUBLIC:
            return True
        return self.consent == self.Consent.MEMBERS and member.role not in OUTSIDE


class FirmFlow(Shared):
    """An offer or a need of a firm. No quantity: it is not known, which is not zero."""

    class Side(models.TextChoices):
        OFFER = "offer", _("offre")
        NEED = "need", _("besoin")

    class State(models.TextChoices):
        PRESUMED = "presumed", _("présumé")
        DECLARED = "declared", _("déclaré")
        REFUSED = "refused", _("refusé")

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="flows", editable=False)
    side = models.CharField(_("sens"), max_length=5, choices=Side.choices, default=Side.OFFER)
    resource = models.CharField(_("ressource"), max_length=120)
    quantity = models.FloatField(
        _("quantité par an"), null=True, blank=True, validators=[MinValueValidator(1e-9)]
    )
    unit = models.CharField(_("unité"), max_length=20)
    value = models.FloatField(
        _("valeur d’une unité (€)"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    authorised = models.BooleanField(_("autorisé à recevoir ce déchet dangereux"), default=False)
    state = models.CharField(
        _("état"), max_length=9, choices=State.choices, default=State.DECLARED, editable=False
    )
    valid_from = models.DateField(_("vrai à partir du"), null=True, blank=True)

    class Meta:
        ordering = ("side", "resource", "pk")

    def __str__(self) -> str:
        return f"{self.get_side_display()} : {self.resource}"

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member holds the firm: its flows are hers, whoever presumed them."""
        return self.firm.owned_by(member)

    def shown_to(self, member: Member) -> bool:
        """Tell whether a member may see its quantity."""
        return self.firm.shown_to(member)


class Synergy(Shared):
    """Two firms that talk of a resource; ``moves`` holds each state that it took, with its day. No quantity here."""

    giver = models.ForeignKey(
        Firm, verbose_name=_("donne"), on_delete=models.CASCADE, related_name="given", editable=False
    )
    receiver = models.ForeignKey(
        Firm, verbose_name=_("reçoit"), on_delete=models.CASCADE, related_name="received", editable=False
    )
    resource = models.CharField(_("ressource"), max_length=120, editable=False)
    needed = models.CharField(max_length=120, blank=True, default="", editable=False)
    state = models.CharField(
        _("état"), max_length=10, choices=STATE_CHOICES, default="presumed", editable=False
    )
    moves = models.JSONField(default=list, editable=False)
    note = models.TextField(_("note"), max_length=4000, blank=True, default="")

    class Meta:
        ordering = ("resource", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("giver", "receiver", "resource"),
                condition=models.Q(deleted_at=None),
                name="one_synergy_of_two_firms",
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver} ({self.resource})"

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member opened it, or holds one of both firms."""
        return super().owned_by(member) or self.giver.owned_by(member) or self.receiver.owned_by(member)

    def search_text(self) -> str:
        """What can be found."""
        return f"{self.giver} → {self.receiver}\n{named(self.resource).fr} {self.note}"

    def restore(self, member: Any) -> None:
        """Bring the synergy back; another opened meanwhile between the same firms is put aside in its place."""
        twins = Synergy.kept.filter(giver=self.giver_id, receiver=self.receiver_id, resource=self.resource)
        for twin in twins.exclude(pk=self.pk):
            twin.delete_softly(member)
        super().restore(member)

    @property
    def steps(self) -> tuple[Move, ...]:
        """The states that it took, with their days."""
        return tuple(Move(state, dt.date.fromisoformat(day)) for state, day in self.moves)

    @property
    def following(self) -> list[tuple[str, Any]]:
        """The states that may follow, with their names."""
        return [(key, dict(STATE_CHOICES)[key]) for key in allowed(self.state)]
