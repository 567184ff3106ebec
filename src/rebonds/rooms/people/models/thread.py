"""What comes from what, and the figures that claims rest on."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from rebonds.rooms.people.models.member import Member
from rebonds.rooms.people.models.shared import Shared
from rebonds.rooms.people.models.workspace import Workspace


class Link(models.Model):
    """``child`` comes from ``parent``; both are objects of one workspace, named by kind and uid."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    child_kind = models.CharField(max_length=40)
    child_uid = models.CharField(max_length=16)
    parent_kind = models.CharField(max_length=40)
    parent_uid = models.CharField(max_length=16)
    nature = models.CharField(max_length=40, default="comes_from")
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("child_uid", "parent_uid", "nature"),
                name="one_link_each_way",
            ),
        )
        indexes = (
            models.Index(fields=("workspace", "child_uid"), name="people_link_child"),
            models.Index(fields=("workspace", "parent_uid"), name="people_link_parent"),
        )

    def __str__(self) -> str:
        return f"{self.child_kind}:{self.child_uid} < {self.parent_kind}:{self.parent_uid}"


class Pin(Shared):
    """A figure that an object rests on, as it stood when it was pinned."""

    kind = models.CharField(max_length=40, editable=False)
    object_uid = models.CharField(max_length=16, editable=False, db_index=True)
    indicator = models.CharField(max_length=80)
    territory = models.CharField(max_length=64)
    territory_name = models.CharField(max_length=160, blank=True, default="")
    vintage = models.CharField(max_length=16, blank=True, default="")
    value = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=20)
    source = models.CharField(max_length=240, blank=True, default="")
    pinned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pinned_at", "pk")

    def __str__(self) -> str:
        return f"{self.indicator} {self.territory} {self.vintage}"
