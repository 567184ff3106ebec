"""The programme: phases, meetings, decisions, and what is expected of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models import Authority, Shared


class Phase(Shared):
    """A stretch of the programme."""

    title = models.CharField(_("titre"), max_length=160)
    begins = models.DateField(_("début"))
    ends = models.DateField(_("fin"))
    about = models.TextField(_("ce qui s’y fait"), max_length=4000, blank=True, default="")

    class Meta:
        ordering = ("begins", "pk")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.title}\n{self.about}"

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["phase"], "shift": [], "territory": []}


class Meeting(Shared):
    """A meeting: when, where, from what, to what. Its run-sheet is one step a line."""

    title = models.CharField(_("titre"), max_length=160)
    phase = models.ForeignKey(
        Phase,
        verbose_name=_("phase"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings",
    )
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    place = models.CharField(_("lieu"), max_length=200, blank=True, default="")
    authority = models.ForeignKey(
        Authority,
        verbose_name=_("accueillie par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    purpose = models.TextField(_("but"), max_length=4000, blank=True, default="")
    inputs = models.TextField(_("ce qui est apporté"), max_length=4000, blank=True, default="")
    outputs = models.TextField(_("ce qui en est sorti"), max_length=4000, blank=True, default="")
    run_sheet = models.TextField(
        _("déroulé"),
        max_length=20000,
        blank=True,
        default="",
        help_text=_("Une étape par ligne : « 10 Accueil : chacun dit son nom »."),
    )

    class Meta:
        ordering = ("starts_at", "pk")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        texts = (self.title, self.place, self.purpose, self.inputs, self.outputs, self.run_sheet)
        return "\n".join(filter(None, texts))

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {
            "type": ["meeting"],
            "shift": [],
            "territory": [self.authority.name] if self.authority else [],
        }


class Decision(Shared):
    """What was decided; it comes from the meeting that decided it."""

    title = models.CharField(_("décision"), max_length=300)
    reason = models.TextField(_("pourquoi"), max_length=4000, blank=True, default="")
    who = models.CharField(_("qui s’en charge"), max_length=200, blank=True, default="")
    due = models.DateField(_("pour quand"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return "\n".join(filter(None, (self.title, self.reason, self.who)))

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["decision"], "shift": [], "territory": []}


class ExpectationGroup(Shared):
    """Expectations that say the same thing in other words."""

    title = models.CharField(_("nom du groupe"), max_length=160)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return self.title

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["expectation-group"], "shift": [], "territory": []}


class Expectation(Shared):
    """What someone expects at the start, and the verdict at the end."""

    class Scale(models.TextChoices):
        """For whom it is expected."""

        INDIVIDUAL = "individual", _("Pour moi")
        TERRITORY = "territory", _("Pour mon territoire")
        PROGRAMME = "programme", _("Pour le programme")

    class Verdict(models.TextChoices):
        """What became of it; the words are those of the kit ``expectations``."""

        MET = "met", _("Tenue")
        PARTLY = "partly", _("Tenue en partie")
        CHANGED = "changed", _("Devenue autre")
        UNMET = "unmet", _("Non tenue")
        UNKNOWN = "unknown", _("Trop tôt pour le dire")

    scale = models.CharField(_("échelle"), max_length=10, choices=Scale)
    text = models.TextField(_("ce que j’attends"), max_length=2000)
    authority = models.ForeignKey(
        Authority,
        verbose_name=_("territoire"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    group = models.ForeignKey(
        ExpectationGroup,
        verbose_name=_("groupe"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="expectations",
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True, default="")
    reason = models.TextField(_("raison du verdict"), max_length=2000, blank=True, default="")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.text}\n{self.reason}"

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {
            "type": ["expectation"],
            "shift": [],
            "territory": [self.authority.name] if self.authority else [],
        }
