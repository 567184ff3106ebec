"""Witnesses, hearings, quotes; and consent, which decides what of them may be read, published, or no longer heard."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.dossiers.models.dossier import KeptParts, Part


class Consent(models.TextChoices):
    """Where a witness's consent stands."""

    NONE = "none", _("Pas encore demandé")
    ASKED = "asked", _("Demandé")
    ORAL = "oral", _("Donné de vive voix")
    WRITTEN = "written", _("Donné par écrit")
    WITHDRAWN = "withdrawn", _("Repris")


class Scope(models.TextChoices):
    """What a witness consents to."""

    NAMED = "named", _("Citer avec son nom")
    ANONYMOUS = "anonymous", _("Citer sans son nom")
    INTERNAL = "internal", _("Garder pour l’équipe")


GIVEN = (Consent.ORAL, Consent.WRITTEN)
SHOWN = (Scope.NAMED, Scope.ANONYMOUS)


class Witness(Part):
    """Somebody heard for one investigation: her consent is given for it, and for no other."""

    name = models.CharField(_("nom"), max_length=160)
    role = models.CharField(_("fonction"), max_length=160, blank=True, default="")
    organisation = models.CharField(_("organisation"), max_length=160, blank=True, default="")
    contact = models.CharField(
        _("comment la joindre"),
        max_length=240,
        blank=True,
        default="",
        help_text=_("Vu de l’équipe et de l’animation seulement ; jamais cherché, jamais publié."),
    )
    unnamed_as = models.CharField(
        _("comment la désigner sans son nom"),
        max_length=160,
        blank=True,
        default="",
        help_text=_("Par exemple « une agente d’une intercommunalité de montagne »."),
    )
    consent = models.CharField(_("accord"), max_length=10, choices=Consent, default=Consent.NONE)
    scope = models.CharField(
        _("ce que l’accord permet"), max_length=10, choices=Scope, default=Scope.INTERNAL
    )
    consent_date = models.DateField(_("date de l’accord"), null=True, blank=True)
    notes = models.TextField(_("notes"), max_length=8000, blank=True, default="")

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(consent__in=[c.value for c in GIVEN])
                | models.Q(consent_date__isnull=False),
                name="dossiers_consent_is_dated",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audible(self) -> bool:
        """Tell whether she has not taken her consent back."""
        return self.consent != Consent.WITHDRAWN

    @property
    def publishable(self) -> bool:
        """Tell whether her words may leave the team."""
        return self.consent in GIVEN and self.scope in SHOWN and self.deleted_at is None

    @property
    def named(self) -> bool:
        """Tell whether she may be named."""
        return self.publishable and self.scope == Scope.NAMED

    def said_by(self) -> str:
        """Return how she is designated: with her name only where she accepts it."""
        if self.named:
            return ", ".join(part for part in (self.name, self.role, self.organisation) if part)
        return self.unnamed_as or str(_("une personne entendue"))


class KeptWords(KeptParts):
    """Hearings and quotes not put aside, with their witness: her consent is asked of each."""

    joined = ("dossier", "witness")


class Hearing(Part):
    """A hearing of a witness."""

    witness = models.ForeignKey(
        Witness, verbose_name=_("témoin"), on_delete=models.CASCADE, related_name="hearings"
    )
    date = models.DateField(_("date"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=160, blank=True, default="")
    guide = models.CharField(_("guide"), max_length=60, blank=True, default="")
    notes = models.TextField(_("notes"), max_length=40_000, blank=True, default="")
    transcript = models.TextField(
        _("transcription"),
        max_length=200_000,
        blank=True,
        default="",
        help_text=_("À coller ici. L’enregistrement se joint ensuite à la fiche."),
    )

    kept = KeptWords()

    class Meta:
        ordering = ("-date", "-pk")

    def __str__(self) -> str:
        return f"{self.witness.said_by()}, {self.date:%d/%m/%Y}" if self.date else self.witness.said_by()

    @property
    def audible(self) -> bool:
        """Tell whether its witness has not taken her consent back."""
        return self.witness.audible

    def search_text(self) -> str:
        """Return what full-text search reads: words, never contacts; nothing once consent is taken back."""
        return f"{self}\n{self.notes}\n{self.transcript}" if self.audible else ""


class Quote(Part):
    """Words of a witness, as she said them."""

    witness = models.ForeignKey(
        Witness, verbose_name=_("témoin"), on_delete=models.CASCADE, related_name="quotes", editable=False
    )
    hearing = models.ForeignKey(
        Hearing, null=True, blank=True, on_delete=models.SET_NULL, related_name="quotes", editable=False
    )
    text = models.TextField(_("citation, mot à mot"), max_length=4000)
    question = models.CharField(_("à quelle question elle répond"), max_length=300, blank=True, default="")
    shift = models.CharField(_("changement de paradigme"), max_length=60, blank=True, default="")
    note = models.CharField(_("note de l’équipe"), max_length=400, blank=True, default="")

    kept = KeptWords()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        plain = " ".join(self.text.split())
        return f"« {plain[:80].rsplit(' ', 1)[0]}… »" if len(plain) > 80 else f"« {plain} »"

    @property
    def audible(self) -> bool:
        """Tell whether its witness has not taken her consent back."""
        return self.witness.audible

    @property
    def publishable(self) -> bool:
        """Tell whether it may leave the team: with consent, and not put aside."""
        return self.deleted_at is None and self.witness.publishable

    @property
    def word_for_word(self) -> bool | None:
        """Tell whether it is in the transcript as it stands; ``None`` where there is no transcript."""
        if self.hearing is None or not self.hearing.transcript.strip():
            return None
        return plain(self.text) in plain(self.hearing.transcript)

    def search_text(self) -> str:
        """Return what full-text search reads; nothing once consent is taken back."""
        if not self.audible:
            return ""
        return f"{self}\n{self.text}\n{self.witness.said_by()}\n{self.question}\n{self.note}"


def plain(text: str) -> str:
    """Return words without the accidents of typing: spaces, kinds of apostrophes and quotation marks, case."""
    marks = str.maketrans({"’": "'", "«": '"', "»": '"', "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})
    return " ".join(text.translate(marks).casefold().split())
