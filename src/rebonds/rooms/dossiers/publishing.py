"""A report as its makers order it and as it leaves: its parts, its files, the register of whose words left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

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


def reorder(publication: Publication, moved: Chapter, up: bool, member: Member) -> None:
    """Move a part one place up or down; ranks are written again, from 1."""
    held: list[Chapter] = list(Chapter.kept.filter(publication=publication).order_by("rank", "pk"))
    at = next(i for i, one in enumerate(held) if one.pk == moved.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(held):
        return
    held[at], held[to] = held[to], held[at]
    for rank, one in enumerate(held, start=1):
        if one.rank != rank:
            one.rank = rank
            changes.save(one, member)


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
