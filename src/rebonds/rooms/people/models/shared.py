"""What every object of a workspace has: who, when, which version, and how to come back."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from rebonds.rooms.people.models.member import Member
from rebonds.rooms.people.models.workspace import Workspace

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_uid() -> str:
    """Return a short random identifier for addresses (10 characters, about 50 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class SharedQuery(models.QuerySet[Any]):
    """Objects of workspaces."""

    def within(self, workspace: Workspace) -> Self:
        """Keep those of a workspace."""
        return self.filter(workspace=workspace)

    def deleted(self) -> Self:
        """Keep those put aside."""
        return self.exclude(deleted_at=None)


class Kept(models.Manager.from_queryset(SharedQuery)):  # type: ignore[misc]
    """Objects that were not put aside."""

    def get_queryset(self) -> SharedQuery:
        return super().get_queryset().filter(deleted_at=None)


class Shared(models.Model):
    """Base of everything that a workspace holds.

    ``objects`` gives all, ``kept`` those not put aside. Objects are written through
    `rebonds.rooms.people.changes`, which says who and refuses to crush somebody else's text; each write is
    kept in ``history``, whose lines carry ``changed_by``, ``version`` and the time.
    """

    uid = models.CharField(max_length=16, unique=True, default=new_uid, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", editable=False)
    created_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    changed_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = HistoricalRecords(inherit=True, cascade_delete_history=True)

    objects = SharedQuery.as_manager()
    kept = Kept()

    class Meta:
        abstract = True

    def owned_by(self, member: Member) -> bool:
        """Tell whether the object is a member's own: she made it. Override for teams."""
        return member.pk is not None and self.created_by_id == member.pk

    @property
    def is_open(self) -> bool:
        """Tell whether the object still takes answers. Override where a session opens and closes."""
        return True

    def delete_softly(self, member: Member | None) -> None:
        """Put the object aside; `restore` brings it back."""
        self._mark(member, timezone.now())

    def restore(self, member: Member | None) -> None:
        """Bring the object back."""
        self._mark(member, None)

    def _mark(self, member: Member | None, deleted_at: Any) -> None:
        from rebonds.rooms.people import changes

        self.deleted_at = deleted_at
        changes.save(self, member)
