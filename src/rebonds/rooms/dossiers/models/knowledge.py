"""What an investigation learns: findings, controversies, received ideas, and hypotheses that others review."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.dossiers.models.dossier import Part
from rebonds.rooms.dossiers.models.library import Reading
from rebonds.rooms.dossiers.models.witness import Quote
from rebonds.rooms.people import pins
from rebonds.rooms.people.models import Member, Pin, Shared

SIDES = (1, 2, 3, 4)
LEAST_SIDES = 2
NO_GROUND = _("Un enseignement s’appuie sur une citation, une source, une lecture ou un chiffre épinglé.")


class Finding(Part):
    """Something learnt; it rests on a quote, a source, a reading or a pinned figure, or it is not written."""

    statement = models.TextField(_("enseignement"), max_length=1000)
    detail = models.TextField(_("ce qui le montre, ses limites"), max_length=4000, blank=True, default="")
    shift = models.CharField(_("changement de paradigme"), max_length=60, blank=True, default="")
    quote = models.ForeignKey(
        Quote, verbose_name=_("citation"), null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    reading = models.ForeignKey(
        Reading, verbose_name=_("lecture"), null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    pin = models.ForeignKey(
        Pin,
        verbose_name=_("chiffre épinglé"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        editable=False,
    )
    source = models.CharField(_("source"), max_length=400, blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(quote__isnull=False)
                | Q(reading__isnull=False)
                | Q(pin__isnull=False)
                | ~Q(source=""),
                name="dossiers_finding_has_ground",
                violation_error_message=NO_GROUND,
            ),
        )

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 120 else f"{self.statement[:119].rsplit(' ', 1)[0]}…"

    #: Indicator and territory of a figure to pin while saving.
    pin_asked: tuple[str, str] | None = None

    def clean(self) -> None:
        """Refuse a finding that rests on nothing.

        Raises
        ------
        django.core.exceptions.ValidationError
            Neither quote, nor reading, nor pinned figure, nor source.
        """
        if not (self.quote_id or self.reading_id or self.pin_id or self.pin_asked or self.source.strip()):
            raise ValidationError(NO_GROUND)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Pin the figure asked for, then write: the database refuses what rests on nothing."""
        if self.pin_asked and self.pin_id is None and self.changed_by is not None:
            self.pin, self.pin_asked = pins.pin(self, *self.pin_asked, self.changed_by), None
        super().save(*args, **kwargs)

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.statement}\n{self.detail}\n{self.source}"


class Controversy(Part):
    """A disagreement: at least two positions, each with its source."""

    question = models.CharField(_("ce qui fait débat"), max_length=300)
    who_1 = models.CharField(_("position 1, tenue par"), max_length=160, blank=True, default="")
    says_1 = models.TextField(_("position 1"), max_length=2000)
    source_1 = models.CharField(_("position 1, source"), max_length=400)
    who_2 = models.CharField(_("position 2, tenue par"), max_length=160, blank=True, default="")
    says_2 = models.TextField(_("position 2"), max_length=2000)
    source_2 = models.CharField(_("position 2, source"), max_length=400)
    who_3 = models.CharField(_("position 3, tenue par"), max_length=160, blank=True, default="")
    says_3 = models.TextField(_("position 3"), max_length=2000, blank=True, default="")
    source_3 = models.CharField(_("position 3, source"), max_length=400, blank=True, default="")
    who_4 = models.CharField(_("position 4, tenue par"), max_length=160, blank=True, default="")
    says_4 = models.TextField(_("position 4"), max_length=2000, blank=True, default="")
    source_4 = models.CharField(_("position 4, source"), max_length=400, blank=True, default="")
    settled = models.TextField(_("ce qui départagerait"), max_length=2000, blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = tuple(
            models.CheckConstraint(
                condition=(~Q(**{f"says_{n}": ""}) & ~Q(**{f"source_{n}": ""}))
                if n <= LEAST_SIDES
                else (Q(**{f"says_{n}": ""}) | ~Q(**{f"source_{n}": ""})),
                name=f"dossiers_position_{n}_has_source",
                violation_error_message=_(
                    "Une controverse a deux positions au moins, chacune avec sa source."
                ),
            )
            for n in SIDES
        )

    def __str__(self) -> str:
        return self.question

    @property
    def positions(self) -> list[dict[str, str]]:
        """Positions that are written, in order."""
        return [
            {
                "who": getattr(self, f"who_{n}"),
                "says": getattr(self, f"says_{n}"),
                "source": getattr(self, f"source_{n}"),
            }
            for n in SIDES
            if getattr(self, f"says_{n}")
        ]

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return "\n".join([self.question, *(" ".join(one.values()) for one in self.positions), self.settled])


class ReceivedIdea(Part):
    """What is often said, and what the investigation answers."""

    idea = models.CharField(_("idée reçue"), max_length=300)
    answer = models.TextField(_("ce que l’enquête en dit"), max_length=2000)
    source = models.CharField(_("source"), max_length=400)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.idea

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.idea}\n{self.answer}\n{self.source}"


class Hypothesis(Part):
    """What the team holds to be true for now; each change is a new version, its review stays beside it."""

    statement = models.TextField(_("hypothèse"), max_length=2000)
    refutation = models.TextField(_("ce qui la réfuterait"), max_length=2000, blank=True, default="")
    shift = models.CharField(_("changement de paradigme"), max_length=60, blank=True, default="")

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "hypotheses"

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 120 else f"{self.statement[:119].rsplit(' ', 1)[0]}…"

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self.statement}\n{self.refutation}"


class ReviewComment(Shared):
    """A comment on a version of a hypothesis; answered, or visibly open."""

    hypothesis = models.ForeignKey(
        Hypothesis, on_delete=models.CASCADE, related_name="comments", editable=False
    )
    on_version = models.PositiveIntegerField(editable=False)
    text = models.TextField(_("commentaire"), max_length=4000)
    answer = models.TextField(
        _("réponse de l’équipe"), max_length=4000, blank=True, default="", editable=False
    )
    answered_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    led_to = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79].rsplit(' ', 1)[0]}…"

    @property
    def answered(self) -> bool:
        """Tell whether the team answered."""
        return bool(self.answer.strip())

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return f"{self}\n{self.text}\n{self.answer}"

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by: what the hypothesis is about."""
        return self.hypothesis.search_tags()
