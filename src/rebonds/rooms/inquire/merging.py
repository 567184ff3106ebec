"""Two problems made one: what came of the first comes of the second; nothing is lost, and it can be undone."""

from __future__ import annotations

from django.db import transaction

from rebonds.errors import RebondsError
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.models import Merge, Problem
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.models import Link, Member
from rebonds.text import Text


class MergeError(RebondsError):
    """Two problems that cannot be merged."""


@transaction.atomic
def merge(source: Problem, target: Problem, member: Member | None) -> Merge:
    """Make ``source`` a part of ``target``.

    What came of the source now also comes of the target; the source keeps its own links, votes and history,
    leaves the game, and says where it went. Its votes count for the target, nobody twice: see `sorting.said`.

    Raises
    ------
    MergeError
        If they are one, or if the target itself was merged.
    """
    if source.pk == target.pk or source.workspace_id != target.workspace_id or target.merged_into_id:
        raise MergeError(
            Text("Ces deux problèmes ne peuvent pas être fusionnés.", "These two problems cannot be merged."),
            Text("Choisissez un autre problème, en jeu.", "Choose another problem, still in play."),
        )
    made = Merge.objects.create(
        workspace_id=source.workspace_id, source=source, target=target, was=source.state, made_by=member
    )
    held = set(Link.objects.filter(parent_uid=target.uid).values_list("child_uid", flat=True))
    new = []
    for step in thread.children(source):
        if step.obj.uid in held or step.obj.uid == target.uid:
            continue
        try:
            new.append(thread.link(step.obj, target, member))
        except thread.ThreadError:
            continue  # the target already comes from it: the link of the source still says so
    made.links.set(new)
    keys = list(dict.fromkeys([*target.shift_keys, *source.shift_keys]))
    if keys != target.shift_keys:
        target.call_for(keys)
        changes.save(target, member)
    source.state, source.merged_into = Problem.State.MERGED, target
    changes.save(source, member)
    sorting.recount([source.pk])  # and the cards that it is now a part of
    return made


@transaction.atomic
def undo(source: Problem, member: Member | None) -> None:
    """Take a merge back: the links that it made go, the problem is in play again."""
    made = Merge.objects.filter(source=source).order_by("-pk").first()
    if made is not None:
        made.links.all().delete()
        source.state = Problem.State(made.was)
        made.delete()
    else:
        source.state = Problem.State.ACTIVE
    left, source.merged_into = source.merged_into_id, None
    changes.save(source, member)
    sorting.recount([source.pk, *([left] if left else [])])
