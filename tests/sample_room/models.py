"""Two kinds: a question, and an answer that must come from a question."""

from __future__ import annotations

from django.db import models

from rebonds.rooms.people.models import Shared


class Question(Shared):
    """A question."""

    class Theme(models.TextChoices):
        """What it is about."""

        WATER = "water", "Eau"
        WORK = "work", "Travail"

    title = models.CharField("titre", max_length=120)
    text = models.TextField("texte", blank=True, default="")
    theme = models.CharField("thème", max_length=8, choices=Theme, default=Theme.WATER)
    urgent = models.BooleanField("urgent", default=False)
    closed = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it takes answers."""
        return not self.closed


class Answer(Shared):
    """An answer, with who is quoted."""

    text = models.CharField("texte", max_length=200)
    witness = models.CharField("témoin", max_length=80, blank=True, default="")

    def __str__(self) -> str:
        return self.text
