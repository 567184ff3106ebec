"""A report as its makers order it and as it leaves: its parts, its files, the register of whose words left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction

from rebonds.reporting import manuscript
from rebonds.rooms.dossiers import reports
from rebonds.rooms.dossiers.models import Chapter, Dossier, ExportLog, Publication
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.models import Member


@transaction.atomic
def export(publication: Publication, format: str, member: Member, lang: str) -> tuple[bytes, ExportLog]:
    """Return a report as a file, and the line of the register that says whose words left in it.

    Raises
    ------
    ValueError
        A format that is none of `manuscript.FORMATS`.
    """
    found = reports.assemble(publication, lang)
    content = manuscript.rendered(found.text, format)
    line = ExportLog.objects.create(
        workspace_id=publication.workspace_id,
        publication=publication,
        title=publication.title,
        format=format,
        made_by=member,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    line.quotes.set(found.quotes.values())
    return content, line


def moved(parts: Sequence[Chapter], one: Chapter, up: bool) -> list[str]:
    """Return the order of parts (their uids) once one has moved a place up or down."""
    order = [part.uid for part in parts]
    at = order.index(one.uid)
    to = min(max(at + (-1 if up else 1), 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order


@transaction.atomic
def arrange(publication: Publication, order: Sequence[str], member: Member) -> list[str]:
    """Put the parts of a report in an order, ranks written again from 1; return the order before.

    Parameters
    ----------
    order : sequence of str
        Uids. A part that is not in it comes after those that are; one that is not seen, its dossier being put
        aside, keeps its place for when the dossier comes back.
    """
    seen = reports.chapters(publication)
    before = [one.uid for one in seen]
    wanted = {uid: rank for rank, uid in enumerate(order)}
    following = iter(sorted(seen, key=lambda one: wanted.get(one.uid, len(wanted))))
    held = list(Chapter.kept.filter(publication=publication).order_by("rank", "pk"))
    for rank, place in enumerate(held, start=1):
        one = next(following) if place.uid in before else place
        if one.rank != rank:
            one.rank = rank
            changes.save(one, member)
    return before


def add_chapters(publication: Publication, dossiers: Iterable[Dossier], member: Member) -> int:
    """Put dossiers at the end of a report, each once; return how many were added."""
    held = list(Chapter.kept.filter(publication=publication))
    there, rank = {one.dossier_id for one in held}, max((one.rank for one in held), default=0)
    added = 0
    for dossier in dossiers:
        if dossier.pk in there:
            continue
        rank += 1
        added += 1
        made = Chapter(
            publication=publication, dossier=dossier, rank=rank, workspace_id=publication.workspace_id
        )
        changes.save(made, member)
        thread.link(publication, dossier, member)
    return added
