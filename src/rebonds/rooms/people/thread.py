"""The thread: what an object comes from, what came of it, and what comes from nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, registry
from rebonds.rooms.people.models import Link, Member, Shared, Workspace
from rebonds.text import Text

COMES_FROM = "comes_from"
DEEPEST = 20


class ThreadError(RebondsError):
    """Two objects that cannot be tied."""


@dataclass(frozen=True)
class Step:
    """An object of the thread, ``depth`` steps away."""

    kind: registry.Kind
    obj: Shared
    depth: int


def link(child: Shared, parent: Shared, member: Member | None, nature: str = COMES_FROM) -> Link:
    """Say that ``child`` comes from ``parent``.

    Raises
    ------
    ThreadError
        If they are of two workspaces, one and the same, or if ``parent`` already comes from ``child``.
    """
    if child.workspace_id != parent.workspace_id:
        raise ThreadError(
            Text("Ces deux objets sont de deux espaces.", "These two objects are of two workspaces.")
        )
    if child.uid == parent.uid or any(step.obj.uid == child.uid for step in ancestors(parent)):
        raise ThreadError(
            Text("Un objet ne peut pas venir de lui-même.", "An object cannot come from itself."),
            Text("Retirer d’abord le lien inverse.", "Remove the opposite link first."),
        )
    made, _ = Link.objects.get_or_create(
        child_uid=child.uid,
        parent_uid=parent.uid,
        nature=nature,
        defaults={
            "workspace_id": child.workspace_id,
            "child_kind": registry.kind_of(child).kind,
            "parent_kind": registry.kind_of(parent).kind,
            "made_by": member,
        },
    )
    return made


def unlink(child: Shared, parent: Shared, nature: str = COMES_FROM) -> None:
    """Forget that ``child`` comes from ``parent``."""
    Link.objects.filter(child_uid=child.uid, parent_uid=parent.uid, nature=nature).delete()


def parents(obj: Shared) -> list[Step]:
    """Return what an object comes from directly."""
    return ancestors(obj, deepest=1)


def children(obj: Shared) -> list[Step]:
    """Return what came of an object directly."""
    return descendants(obj, deepest=1)


def ancestors(obj: Shared, deepest: int = DEEPEST) -> list[Step]:
    """Return what an object comes from, nearest first, each object once; those put aside are left out."""
    return _walk(obj, "child", "parent", deepest)


def descendants(obj: Shared, deepest: int = DEEPEST) -> list[Step]:
    """Return what came of an object, nearest first, each object once; those put aside are left out."""
    return _walk(obj, "parent", "child", deepest)


def seen_by(member: Member | None, steps: Iterable[Step]) -> list[Step]:
    """Keep the steps whose object a member may see: every page that shows a thread asks this."""
    return [step for step in steps if access.allowed(member, step.kind.see, step.obj)]


def _walk(obj: Shared, near: str, far: str, deepest: int) -> list[Step]:
    seen, front, found = {obj.uid}, {obj.uid}, []
    for depth in range(1, deepest + 1):
        if not front:
            break
        pairs = Link.objects.filter(
            **{"workspace_id": obj.workspace_id, f"{near}_uid__in": front}
        ).values_list(f"{far}_kind", f"{far}_uid")
        fresh = {(kind, uid) for kind, uid in pairs if uid not in seen}
        seen |= {uid for _, uid in fresh}
        steps = [Step(kind, one, depth) for kind, one in load(fresh, obj.workspace_id)]
        found += sorted(steps, key=lambda step: (step.kind.kind, step.obj.created_at, step.obj.pk))
        front = {step.obj.uid for step in steps}
    return found


def load(pairs: Iterable[tuple[str, str]], workspace_id: int) -> list[tuple[registry.Kind, Shared]]:
    """Return the objects named by (kind, uid), one query per kind."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind_name, uid in pairs:
        by_kind[kind_name].append(uid)
    known, out = registry.kinds(), []
    for kind_name, uids in by_kind.items():
        if kind_name in known:
            kind = known[kind_name]
            out += [(kind, one) for one in kind.model.kept.filter(workspace_id=workspace_id, uid__in=uids)]
    return out


def orphans(workspace: Workspace) -> dict[str, list[Any]]:
    """Return, by kind, the objects that should come from something and come from nothing."""
    out = {}
    for kind in registry.kinds().values():
        if not kind.parents:
            continue
        held = Link.objects.filter(
            workspace=workspace, child_kind=kind.kind, parent_kind__in=kind.parents
        ).values("child_uid")
        alone = list(kind.model.kept.filter(workspace=workspace).exclude(uid__in=held))
        if alone:
            out[kind.kind] = alone
    return out
