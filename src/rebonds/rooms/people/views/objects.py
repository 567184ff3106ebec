"""What every shared object has: its history, its thread, putting aside and bringing back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rebonds.rooms.people import access, changes, registry, thread, undo
from rebonds.rooms.people.access import needs


def found(request: Any, kind: str, uid: str, *, deleted: bool = False) -> tuple[registry.Kind, Any]:
    """Return the object of an address, if the member may see it."""
    one, obj = registry.find(request.workspace, kind, uid, deleted=deleted)
    access.check(request.member, one.see, obj)
    return one, obj


@needs("object.history")
@require_safe
def history(request: Any, kind: str, uid: str) -> HttpResponse:
    """Who changed what, and two versions side by side."""
    one, obj = found(request, kind, uid, deleted=True)
    versions = changes.history(obj)
    by_number = {version.number: version for version in versions}
    after = by_number.get(_number(request, "b")) or versions[0]
    before = by_number.get(_number(request, "a"))
    if before is None and len(versions) > 1:
        rank = versions.index(after)
        before = versions[rank + 1] if rank + 1 < len(versions) else None
    differences = changes.compare(before.record, after.record, one.fields) if before else []
    may_restore = access.allowed(request.member, "object.restore", obj)
    context = {
        "kind": one,
        "obj": obj,
        "versions": versions,
        "before": before,
        "after": after,
        "differences": differences,
        "address": one.address(obj, request.workspace) if obj.deleted_at is None else "",
        "may_restore": may_restore,
        "may_go_back": may_restore and access.allowed(request.member, one.edit, obj),
    }
    return render(request, "people/history.html", context)


def _number(request: Any, name: str) -> int:
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


@needs("workspace.see")
@require_POST
def bring_back(request: Any, kind: str, uid: str) -> HttpResponse:
    """Go back to a version."""
    one, obj = found(request, kind, uid, deleted=True)
    access.check(request.member, "object.restore", obj)
    access.check(request.member, one.edit, obj)
    number = request.POST.get("version", "")
    record = (
        obj.history.filter(version=int(number)).order_by("history_id").last() if number.isdigit() else None
    )
    if record is None:
        raise Http404
    changes.bring_back(obj, record, request.member, one.fields)
    messages.success(request, _("La version %(n)s est rétablie, comme nouvelle version.") % {"n": number})
    return redirect(one.address(obj, request.workspace))


@needs("workspace.see")
@require_POST
def delete(request: Any, kind: str, uid: str) -> HttpResponse:
    """Put an object aside, and offer to bring it back."""
    one, obj = found(request, kind, uid)
    access.check(request.member, one.delete, obj)
    obj.delete_softly(request.member)
    undo.offer(request, one, obj)
    to = undo.safe(request, request.POST.get("next", ""))
    return redirect(to) if to else redirect("workspace", workspace=request.workspace.slug)


@needs("workspace.see")
@require_POST
def restore(request: Any, kind: str, uid: str) -> HttpResponse:
    """Bring an object back."""
    one, obj = found(request, kind, uid, deleted=True)
    if not access.allowed(request.member, one.delete, obj):
        access.check(request.member, "object.restore", obj)
    obj.restore(request.member)
    messages.success(request, _("« %(name)s » est rétabli.") % {"name": obj})
    return redirect(one.address(obj, request.workspace))


@needs("object.history")
@require_safe
def why(request: Any, kind: str, uid: str) -> HttpResponse:
    """Why are we doing this? What the object comes from, and what came of it."""
    one, obj = found(request, kind, uid)
    context = {
        "kind": one,
        "obj": obj,
        "address": one.address(obj, request.workspace),
        "up": _shown(request, thread.ancestors(obj)),
        "down": _shown(request, thread.descendants(obj)),
        "wants": [known.label for name in one.parents if (known := registry.kinds().get(name))],
    }
    return render(request, "people/why.html", context)


def _shown(request: Any, steps: list[thread.Step]) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.kind,
            "obj": step.obj,
            "depth": step.depth,
            "address": step.kind.address(step.obj, request.workspace),
        }
        for step in thread.seen_by(request.member, steps)
    ]


@needs("object.history")
@require_safe
def orphans(request: Any) -> HttpResponse:
    """List what should come from something, and comes from nothing."""
    groups = []
    for name, objects in thread.orphans(request.workspace).items():
        kind = registry.kind(name)
        seen = [
            {"obj": obj, "address": kind.address(obj, request.workspace)}
            for obj in objects
            if access.allowed(request.member, kind.see, obj)
        ]
        if seen:
            groups.append({"kind": kind, "objects": seen})
    return render(request, "people/orphans.html", {"groups": groups})
