"""The thread of an investigation: what each thing comes from, tied when it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rebonds.rooms.dossiers.models import Dossier, Finding, Hearing, Quote
from rebonds.rooms.people import registry, thread
from rebonds.rooms.people.models import Member, Shared


def replace(child: Shared, kind: str, wanted: Iterable[Any], member: Member | None) -> None:
    """Make an object come from these objects of a kind, and from no other of that kind."""
    wanted = list(wanted)
    kept = {one.uid for one in wanted}
    for step in thread.parents(child):
        if step.kind.kind == kind and step.obj.uid not in kept:
            thread.unlink(child, step.obj)
    for one in wanted:
        thread.link(child, one, member)


def dossier(made: Dossier, problem: str, member: Member | None) -> None:
    """Tie a dossier to the problem and the shift that it comes from."""
    for kind_name, wanted in (("problem", {"uid": problem}), ("shift", {"key": made.shift})):
        kind = registry.kinds().get(kind_name)
        if kind is None:
            continue
        value = next(iter(wanted.values()))
        found = kind.model.kept.within(made.workspace).filter(**wanted) if value else []
        replace(made, kind_name, found, member)


def part(made: Any, member: Member | None, quotes: Iterable[Quote] | None = None) -> None:
    """Tie a part to its dossier, or to what it was drawn from."""
    if isinstance(made, Quote) and made.hearing is not None:
        thread.link(made, made.hearing, member)
        return
    if isinstance(made, Finding):
        if quotes is not None:
            replace(made, "quote", quotes, member)
        if made.reading is not None:
            thread.link(made, made.reading, member)
        if made.quote is not None:
            thread.unlink(made, made.dossier)  # it comes from the dossier through what was said
            return
    if getattr(made, "dossier", None) is not None:
        thread.link(made, made.dossier, member)


def shift_key(workspace: Any, uid: str) -> str:
    """Return the key of a shift of the workspace."""
    kind = registry.kinds().get("shift")
    found: Any = kind.model.kept.within(workspace).filter(uid=uid).first() if kind is not None else None
    return found.key if found is not None else ""


def problem_of(made: Dossier) -> str:
    """Return the uid of the problem that a dossier comes from."""
    return next((step.obj.uid for step in thread.parents(made) if step.kind.kind == "problem"), "")


def hearing_of(made: Quote) -> Hearing | None:
    """Return the hearing of a quote, unless it was put aside."""
    return made.hearing if made.hearing is not None and made.hearing.deleted_at is None else None
