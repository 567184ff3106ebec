"""What is no longer needed goes: names after the retention of a workspace, drafts, closed ways in, old logs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from rebonds.rooms.people import journal, personal, registry, uploads
from rebonds.rooms.people.models import AccessEntry, Draft, Invitation, Member, Upload, Workspace
from rebonds.rooms.people.parameters import parameter

DRAFT_DAYS = "draft_days"
_expiring: list[Callable[[Any], int]] = []


def expires(purge: Callable[[Any], int]) -> None:
    """Add what a room makes expire (private maps, for instance): ``purge(now)`` returns how many went."""
    if purge not in _expiring:
        _expiring.append(purge)


def last_activity(workspace: Workspace) -> Any:
    """Return when something last changed in a workspace."""
    moments = [workspace.created_at]
    for kind in registry.kinds().values():
        latest = kind.model.objects.filter(workspace=workspace).order_by("-changed_at").first()
        if latest is not None:
            moments.append(latest.changed_at)
    joined = workspace.members.order_by("-joined_at").first()
    if joined is not None:
        moments.append(joined.joined_at)
    return max(moments)


def purge(now: Any = None) -> dict[str, int]:
    """Apply every retention, and return how many things went, by kind.

    A workspace that nobody has changed for ``retention_days`` loses the names of its people and keeps its
    results. Drafts, invitations and lines of the log go after their own time; objects put aside longer than
    the retention of their workspace are deleted for good.
    """
    now = now or timezone.now()
    out = {"people": 0, "deleted": 0, "expired": 0}
    for workspace in Workspace.objects.all():
        limit = now - timedelta(days=workspace.retention_days)
        for kind in registry.kinds().values():
            for obj in kind.model.objects.filter(workspace=workspace, deleted_at__lt=limit):
                obj.delete()
                out["deleted"] += 1
        if last_activity(workspace) < limit:
            out["people"] += _forget_people(workspace)
    out["drafts"] = Draft.objects.filter(
        saved_at__lt=now - timedelta(days=parameter("retention", DRAFT_DAYS))
    ).delete()[0]
    out["invitations"] = Invitation.objects.filter(
        Q(expires_at__lt=now - timedelta(days=1)) | Q(revoked_at__lt=now - timedelta(days=1))
    ).delete()[0]
    out["log"] = AccessEntry.objects.filter(at__lt=now - timedelta(days=parameter("log", "days"))).delete()[0]
    out["expired"] = sum(one(now) for one in _expiring)
    out["files"] = sweep_files()
    _forget_visits(now)
    return out


def _forget_visits(now: Any) -> None:
    """Delete the sessions and the counts of tries that have expired: they are of no use, and name addresses."""
    Session.objects.filter(expire_date__lt=now).delete()
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",
            [connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))],
        )


def _forget_people(workspace: Workspace) -> int:
    people = list(Member.objects.filter(workspace=workspace, erased_at=None).select_related("workspace"))
    for member in people:
        personal.erase(member)
    if people:
        journal.write(workspace, None, "purged", f"{len(people)}")
    return len(people)


def sweep_files() -> int:
    """Delete the bytes of files that no line of the database names any more, or that were taken away."""
    kept = set(Upload.kept.values_list("uid", flat=True))
    gone = [path for path in uploads.folder().iterdir() if path.is_file() and path.name not in kept]
    recent = timezone.now() - timedelta(hours=1)
    old = [path for path in gone if path.stat().st_mtime < recent.timestamp()]  # one may be arriving
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
