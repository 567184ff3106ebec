"""Workshop sessions: what is planned, what is on the wall, who is there."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models import Invitation, Member, Shared


def today() -> Any:
    """Return the day it is here."""
    return timezone.localdate()


class Session(Shared):
    """A workshop: a day, a run-sheet, a code to come in by.

    ``steps`` is a list of ``{"title", "minutes", "instruction", "kit"}``, the texts in the language of the workspace.
    """

    title = models.CharField(_("titre"), max_length=160)
    day = models.DateField(_("jour"), default=today)
    purpose = models.TextField(_("ce que l’on vient décider"), max_length=4000, blank=True, default="")
    seats = models.PositiveIntegerField(_("personnes dans la salle"), null=True, blank=True)
    steps = models.JSONField(_("déroulé"), default=list, blank=True)
    notes = models.TextField(_("ce qui s’est dit"), max_length=20_000, blank=True, default="")
    decisions = models.TextField(_("décisions"), max_length=20_000, blank=True, default="")
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether people may still come in."""
        return self.ended_at is None

    @property
    def minutes(self) -> int:
        """Return how long its steps last together."""
        return sum(int(step.get("minutes") or 0) for step in self.steps)


class Stage(models.Model):
    """What a session shows now. Not an object that people write: it changes every minute and keeps no history.

    ``tick`` grows with each change: phones ask for it, and only fetch what follows when it moved.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="stage", primary_key=True)
    tick = models.PositiveBigIntegerField(default=1)
    step = models.PositiveIntegerField(default=0)
    timer_ends_at = models.DateTimeField(null=True)
    timer_left = models.PositiveIntegerField(null=True)
    shown = models.ForeignKey("deliberate.Ballot", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.session_id}@{self.tick}"

    @property
    def seconds_left(self) -> int | None:
        """Return what the timer has left; ``None`` where it is not set."""
        if self.timer_ends_at is not None:
            return max(0, round((self.timer_ends_at - timezone.now()).total_seconds()))
        return self.timer_left

    @property
    def running(self) -> bool:
        """Tell whether the timer runs."""
        return self.timer_ends_at is not None


class Attendance(models.Model):
    """Who came to a session, and whether she agrees to be named in its minutes. No hour is kept."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attendances")
    named = models.BooleanField(_("accepte que son nom soit cité dans le compte rendu"), default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "member"), name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.member_id} < {self.session_id}"
