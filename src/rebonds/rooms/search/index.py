"""Keeping the index: after each save by a signal, and in whole by a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from rebonds.rooms.people import registry
from rebonds.rooms.people.models import Shared, Workspace
from rebonds.rooms.search.folding import folded
from rebonds.rooms.search.models import SearchEntry

BAR = "|"
LONGEST = 60_000
LONGEST_TITLE = 300
BATCH = 500
FIELDS = (
    "workspace_id", "kind", "title", "text", "folded_title", "folded_text", "shifts", "territories", "changed_at",
)  # fmt: skip


def searchable(model: Any) -> bool:
    """Tell whether objects of a class can be found: a registered kind that says its text."""
    return hasattr(model, "search_text") and any(kind.model is model for kind in registry.kinds().values())


def line(obj: Any) -> SearchEntry | None:
    """Return the line of an object; none where there is nothing to find."""
    said = " ".join(str(obj.search_text()).split("\x00"))[:LONGEST].strip() if obj.deleted_at is None else ""
    if not said:
        return None
    head, _, rest = said.partition("\n")
    title = head[:LONGEST_TITLE]
    text = f"{head[LONGEST_TITLE:]}{rest}".strip()
    tags = obj.search_tags() if hasattr(obj, "search_tags") else {}
    return SearchEntry(
        workspace_id=obj.workspace_id,
        kind=registry.kind_of(obj).kind,
        object_uid=obj.uid,
        title=title,
        text=text,
        folded_title=folded(title),
        folded_text=folded(text),
        shifts=barred(tags.get("shift", ())),
        territories=barred(tags.get("territory", ())),
        changed_at=obj.changed_at,
    )


def barred(values: Iterable[str]) -> str:
    """Return values between bars."""
    kept = [value.replace(BAR, " ").strip() for value in values if value.strip()]
    return f"{BAR}{BAR.join(kept)}{BAR}" if kept else ""


def update(objects: Iterable[Any]) -> None:
    """Write the lines of objects again; those with nothing to find leave the index."""
    lines, gone = [], []
    for obj in objects:
        made = line(obj)
        if made is None:
            gone.append(obj.uid)
        else:
            lines.append(made)
    if gone:
        SearchEntry.objects.filter(object_uid__in=gone).delete()
    if lines:
        SearchEntry.objects.bulk_create(
            lines, update_conflicts=True, unique_fields=("object_uid",), update_fields=FIELDS, batch_size=100
        )


def forget(uid: str) -> None:
    """Take an object out of the index."""
    SearchEntry.objects.filter(object_uid=uid).delete()


@transaction.atomic
def rebuild(workspace: Workspace | None = None) -> int:
    """Make the index again, of one workspace or of all; return how many objects can be found."""
    entries = (
        SearchEntry.objects.all() if workspace is None else SearchEntry.objects.filter(workspace=workspace)
    )
    entries.delete()
    for kind in registry.kinds().values():
        if not hasattr(kind.model, "search_text"):
            continue
        held = kind.model.kept.all() if workspace is None else kind.model.kept.filter(workspace=workspace)
        batch: list[Shared] = []
        for obj in held.order_by("pk").iterator(BATCH):
            batch.append(obj)
            if len(batch) == BATCH:
                update(batch)
                batch = []
        update(batch)
    return entries.all().count()
