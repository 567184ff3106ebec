"""Putting together: problems into families, expectations into groups, by hand or on a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.cosorting import Pair, together
from rebonds.rooms.inquire.likeness import Evidence, Item, Near, pair_key, suggested
from rebonds.rooms.inquire.models import Expectation, ExpectationGroup, Family, Problem, Refusal
from rebonds.rooms.maps import ties
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member, Workspace

#: What is put together, into what, by which field; the name is that of refusals.
KINDS: dict[str, tuple[Any, Any, str]] = {
    "problem": (Problem, Family, "family"),
    "expectation": (Expectation, ExpectationGroup, "group"),
}


def item(obj: Any) -> Item:
    """Return an object as what likeness compares."""
    if isinstance(obj, Problem):
        return Item(
            obj.uid, f"{obj.title} {obj.title} {obj.text}", str(obj.theme_id or ""), tuple(obj.shift_keys)
        )
    return Item(obj.uid, obj.text, obj.scale)


def suggestions(workspace: Workspace, kind: str, things: Iterable[Any]) -> list[Near]:
    """Return the pairs to suggest among things, each with the grounds it is suggested on."""
    field = KINDS[kind][2]
    held = list(things)
    groups = {one.uid: str(getattr(one, f"{field}_id")) for one in held if getattr(one, f"{field}_id")}
    refused = set(Refusal.objects.filter(workspace=workspace, kind=kind).values_list("key", flat=True))
    said = evidence(workspace, held) if kind == "problem" else None
    return suggested([item(one) for one in held], groups, refused, said)


def evidence(workspace: Workspace, problems: list[Problem]) -> Evidence:
    """Return what people say of pairs of problems: by sorting, by circling, by linking them in causal maps.

    A merged card counts as the one that it joined, for a map as for an answer.
    """
    keys = [one.pk for one in problems]
    votes = (((v.member, v.number), v.problem, v.klass, v.pressing) for v in sorting.said(keys))
    alike, circled = together(votes, keys)
    place = {one.uid: at for at, one in enumerate(problems)}
    where = sorting.merged_uids(workspace)
    maps: dict[Pair, dict[str, str]] = {}
    for tie in ties.linked(workspace, "problem"):
        i, j = sorted(place.get(where.get(uid, uid), -1) for uid in (tie.cause, tie.effect))
        if 0 <= i < j:
            maps.setdefault((i, j), {})[tie.map] = tie.title
    return Evidence(alike, circled, {pair: tuple(found.items()) for pair, found in maps.items()})


@transaction.atomic
def accept(kind: str, a: Any, b: Any, member: Member, title: str = "") -> Any:
    """Put two things in one group: that of either, else a new one named after the first."""
    _model, into, field = KINDS[kind]
    group = getattr(a, field) or getattr(b, field)
    if group is None or group.deleted_at is not None:
        group = changes.save(into(title=(title or str(a))[:160]), member)
    move([a, b], kind, group, member)
    return group


@transaction.atomic
def move(things: Iterable[Any], kind: str, group: Any, member: Member) -> int:
    """Put things in a group, or in none; return how many moved."""
    field, moved = KINDS[kind][2], 0
    for one in things:
        if getattr(one, f"{field}_id") != (group.pk if group else None):
            setattr(one, field, group)
            changes.save(one, member)
            moved += 1
    return moved


def refuse(workspace: Workspace, kind: str, a: str, b: str, member: Member) -> None:
    """Keep a refusal: the pair is not suggested again."""
    Refusal.objects.get_or_create(
        workspace=workspace, kind=kind, key=pair_key(a, b), defaults={"made_by": member}
    )


def forget_refusals(workspace: Workspace, kind: str) -> int:
    """Forget the refusals of a kind; return how many there were."""
    gone, _detail = Refusal.objects.filter(workspace=workspace, kind=kind).delete()
    return int(gone)
