"""What people keep in the room: groupings of territories."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

SLUG_LENGTH = 48


def slug_of(name: str) -> str:
    """Return a readable slug with a random end, so that two groupings may bear the same name."""
    return f"{slugify(name)[:SLUG_LENGTH].strip('-') or 'groupement'}-{secrets.token_hex(3)}"


class Kept(models.Manager["Grouping"]):
    """Groupings that were not deleted."""

    def get_queryset(self) -> models.QuerySet[Grouping]:
        return super().get_queryset().filter(deleted_at=None)


class Grouping(models.Model):
    """A hand-picked set of communes or EPCI, read as one territory at ``/territoire/g:<slug>/``.

    ``owner`` is a random mark kept in the visitor's session: whoever made a grouping may delete it and
    bring it back; anyone who has its address may read it.
    """

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    members = models.JSONField(default=list)
    owner = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()
    kept = Kept()

    class Meta:
        ordering = ("name", "slug")

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """Code of the territory."""
        return f"g:{self.slug}"

    def delete_softly(self) -> None:
        """Put the grouping aside; `restore` brings it back."""
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])

    def restore(self) -> None:
        """Bring a deleted grouping back."""
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])


class LineChoice(models.Model):
    """What a visitor decided of a line of a negotiation table: kept or dropped, with a comment.

    ``owner`` is the visitor's mark, as for `Grouping`; ``a`` and ``b`` are the codes of the two territories.
    """

    KEPT, DROPPED = "kept", "dropped"

    owner = models.CharField(max_length=64, db_index=True)
    a = models.CharField(max_length=64)
    b = models.CharField(max_length=64)
    line = models.CharField(max_length=120)
    decision = models.CharField(
        max_length=8, blank=True, default="", choices=[(KEPT, KEPT), (DROPPED, DROPPED)]
    )
    comment = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("owner", "a", "b", "line"), name="one_choice_per_line"),
        )

    def __str__(self) -> str:
        return f"{self.a} {self.b} {self.line}: {self.decision}"
