"""Shifts of paradigm, and where members place their territory on each."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.content.inquiring import LEVELS
from rebonds.rooms.inquire.models.bilingual import told
from rebonds.rooms.people.models import Authority, Member, Shared

LEAST, MOST = LEVELS[0], LEVELS[-1]
LEVEL = (MinValueValidator(LEAST), MaxValueValidator(MOST))


class Shift(Shared):
    """A passage from one way of doing to another, with what positions 1, 3 and 5 look like."""

    key = models.SlugField(max_length=40, editable=False)
    rank = models.PositiveSmallIntegerField(_("ordre"), default=100)
    ours = models.BooleanField(default=True, editable=False)
    question_fr = models.CharField(_("question (français)"), max_length=400, blank=True, default="")
    question_en = models.CharField(_("question (anglais)"), max_length=400, blank=True, default="")
    from_fr = models.CharField(_("de (français)"), max_length=200, blank=True, default="")
    from_en = models.CharField(_("de (anglais)"), max_length=200, blank=True, default="")
    to_fr = models.CharField(_("vers (français)"), max_length=200, blank=True, default="")
    to_en = models.CharField(_("vers (anglais)"), max_length=200, blank=True, default="")
    explanation_fr = models.TextField(_("explication (français)"), max_length=4000, blank=True, default="")
    explanation_en = models.TextField(_("explication (anglais)"), max_length=4000, blank=True, default="")
    position_1_fr = models.TextField(_("position 1 (français)"), max_length=1000, blank=True, default="")
    position_1_en = models.TextField(_("position 1 (anglais)"), max_length=1000, blank=True, default="")
    position_3_fr = models.TextField(_("position 3 (français)"), max_length=1000, blank=True, default="")
    position_3_en = models.TextField(_("position 3 (anglais)"), max_length=1000, blank=True, default="")
    position_5_fr = models.TextField(_("position 5 (français)"), max_length=1000, blank=True, default="")
    position_5_en = models.TextField(_("position 5 (anglais)"), max_length=1000, blank=True, default="")

    class Meta:
        ordering = ("rank", "pk")
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="inquire_shift_key_once"),)

    def __str__(self) -> str:
        return self.to

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a shift of one's own a key: its own identifier."""
        self.key = self.key or self.uid
        super().save(*args, **kwargs)

    @property
    def question(self) -> str:
        """Question that it puts."""
        return told(self, "question")

    @property
    def from_(self) -> str:
        """Way of doing that is left."""
        return told(self, "from")

    @property
    def to(self) -> str:
        """Way of doing that is aimed at."""
        return told(self, "to")

    @property
    def explanation(self) -> str:
        """What the passage consists in."""
        return told(self, "explanation")

    @property
    def levels(self) -> list[tuple[int, str]]:
        """Positions that are described, each with what it looks like."""
        return [(n, told(self, f"position_{n}")) for n in (1, 3, 5)]

    def search_text(self) -> str:
        """Return what full-text search reads."""
        texts = [f"{self.from_} → {self.to}"] + [
            getattr(self, f.name)
            for f in self._meta.concrete_fields
            if f.name.endswith(("_fr", "_en")) and getattr(self, f.name)
        ]
        return "\n".join(texts)

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {"type": ["shift"], "shift": [self.key], "territory": []}


class ShiftPosition(models.Model):
    """Where a member sees her territory on a shift, now and as a target; she may change her mind."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="positions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.SET_NULL, related_name="+")
    now = models.PositiveSmallIntegerField(null=True, validators=LEVEL)
    target = models.PositiveSmallIntegerField(null=True, validators=LEVEL)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shift", "member"), name="inquire_position_once"),
            models.CheckConstraint(
                condition=models.Q(now=None) | models.Q(now__range=(LEAST, MOST)), name="inquire_now_on_scale"
            ),
            models.CheckConstraint(
                condition=models.Q(target=None) | models.Q(target__range=(LEAST, MOST)),
                name="inquire_target_on_scale",
            ),
        )
        indexes = (models.Index(fields=("workspace", "authority"), name="inquire_position_of"),)

    def __str__(self) -> str:
        return f"{self.shift_id} {self.now} {self.target}"
