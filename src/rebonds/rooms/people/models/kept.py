"""Access log, drafts and files."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from rebonds.rooms.people.models.member import Member
from rebonds.rooms.people.models.shared import Shared
from rebonds.rooms.people.models.workspace import Workspace


class AccessEntry(models.Model):
    """A line of the access log: who saw, exported, erased or changed personal data or rights, and when."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="log")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=40)
    what = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("workspace", "-at"), name="people_log"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.what}"


class Draft(models.Model):
    """What a member has typed in a long form and not yet saved."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("member", "key"), name="one_draft_per_form"),)

    def __str__(self) -> str:
        return self.key


class Upload(Shared):
    """A file attached to an object; its bytes are outside the web root, under a name of ours."""

    kind = models.CharField(max_length=40, editable=False)
    object_uid = models.CharField(max_length=16, editable=False, db_index=True)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80, editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
