"""Reports: composed from dossiers, read on a page, taken out as files; and the register of what left."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.reporting import manuscript, manuscript_page
from rebonds.reporting.report_odt import MEDIA_TYPE
from rebonds.rooms.dossiers import publishing, reports
from rebonds.rooms.dossiers.forms import lang
from rebonds.rooms.dossiers.library_forms import ChapterForm, PublicationForm
from rebonds.rooms.dossiers.models import Chapter, Dossier, ExportLog, Publication
from rebonds.rooms.dossiers.views.dossiers import page_of
from rebonds.rooms.people import access, editing, journal, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "odt": MEDIA_TYPE,
}
PUBLICATIONS = Listing(
    columns=(
        Column("title", gettext_lazy("Titre"), sort="title", link=True),
        Column("created_by", gettext_lazy("Composé par"), value=lambda p: p.created_by or "–"),
        Column("changed_at", gettext_lazy("Modifié"), sort="changed_at", kind="day"),
    ),
    search=("title", "introduction"),
    sort="-changed_at",
    empty=gettext_lazy("Aucun retour d’enquête pour l’instant : composez-en un à partir des dossiers."),
    address=page_of,
    file="retours-d-enquete",
)
EXPORTS = Listing(
    columns=(
        Column("made_at", gettext_lazy("Sorti le"), sort="made_at", kind="moment"),
        Column("title", gettext_lazy("Document"), sort="title", link=True),
        Column("format", gettext_lazy("Format"), sort="format", kind="badge"),
        Column("made_by", gettext_lazy("Par"), value=lambda e: e.made_by or "–"),
        Column("held", gettext_lazy("Citations"), value=lambda e: len(e.quotes.all()), kind="number"),
        Column("sha256", gettext_lazy("Empreinte"), value=lambda e: e.sha256[:12]),
    ),
    filters=(Filter("format", gettext_lazy("Format"), choices=[(f, f.upper()) for f in manuscript.FORMATS]),),
    search=("title", "sha256"),
    sort="-made_at",
    empty=gettext_lazy("Aucun fichier n’est sorti pour l’instant."),
    address=lambda line, request: page_of(line.publication, request) if line.publication else "",
    file="sorties",
)


@needs("publication.see")
@require_safe
def publications(request: Any) -> HttpResponse:
    """List the reports."""
    found = Publication.kept.within(request.workspace).select_related("created_by")
    return PUBLICATIONS.answer(request, found, "dossiers/publications.html")


@needs("publication.export")
@require_safe
def exports(request: Any) -> HttpResponse:
    """Show the register of the files that left."""
    found = ExportLog.objects.filter(workspace=request.workspace).select_related("made_by", "publication")
    return EXPORTS.answer(request, found.prefetch_related("quotes"), "dossiers/exports.html")


@needs("publication.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Begin a report."""
    return editing.edit(
        request,
        PublicationForm,
        "dossiers/form.html",
        context={
            "heading": _("Composer un retour d’enquête"),
            "back": reverse("publications", args=[request.workspace.slug]),
        },
        said=_("Choisissez maintenant les dossiers."),
    )


@needs("publication.edit", Publication)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change the texts of a report, and what it holds."""
    context = {"heading": _("Modifier le retour d’enquête"), "back": page_of(request.object, request)}
    return editing.edit(request, PublicationForm, "dossiers/form.html", obj=request.object, context=context)


@needs("publication.see", Publication)
@require_safe
def publication(request: Any) -> HttpResponse:
    """Show a report as it would leave now, and how to order it."""
    held = request.object
    parts = reports.chapters(held)
    found = reports.assemble(held, lang(), parts)
    there = {one.dossier_id for one in parts}
    context = {
        "held": held,
        "text": found.text,
        "contents": mark_safe(manuscript_page.contents(found.text)),  # noqa: S308 (escaped piece by piece)
        "body": mark_safe(manuscript_page.fragment(found.text)),  # noqa: S308 (escaped piece by piece)
        "quote_count": len(found.quotes),
        "left_out": reports.left_out(found),
        "parts": parts,
        "others": [
            d
            for d in Dossier.objects.filter(workspace=request.workspace, deleted_at=None).order_by("title")
            if d.pk not in there
        ],
        "may_edit": access.allowed(request.member, "publication.edit", held),
        "may_export": access.allowed(request.member, "publication.export"),
        "formats": manuscript.FORMATS,
    }
    return render(request, "dossiers/publication.html", context)


@needs("publication.edit", Publication)
@require_POST
def add(request: Any) -> HttpResponse:
    """Put dossiers in a report."""
    asked = request.POST.getlist("dossier")
    found = Dossier.kept.within(request.workspace).filter(uid__in=asked)
    chosen = sorted(found, key=lambda one: asked.index(one.uid))
    if not publishing.add_chapters(request.object, chosen, request.member):
        messages.error(request, _("Choisissez au moins un dossier."))
    return redirect(f"{page_of(request.object, request)}#parties")


def _part(request: Any, uid: str, among: Any = Chapter.kept) -> Chapter:
    """Return a part of a report that the member may change."""
    found: Chapter | None = (
        among.within(request.workspace).filter(uid=uid).select_related("publication", "dossier").first()
    )
    if found is None or found.publication.deleted_at is not None:
        raise Http404
    access.check(request.member, "publication.edit", found.publication)
    return found


@needs("publication.see")
@require_http_methods(["GET", "HEAD", "POST"])
def chapter(request: Any, uid: str) -> HttpResponse:
    """Write the heading and the first words of a part."""
    held = _part(request, uid)
    back = page_of(held.publication, request)
    context = {"heading": _("Modifier la partie"), "back": back}
    return editing.edit(
        request,
        ChapterForm,
        "dossiers/form.html",
        obj=held,
        context=context,
        done=lambda _made: f"{back}#parties",
    )


@needs("publication.see")
@require_POST
def move(request: Any, uid: str) -> HttpResponse:
    """Move a part up or down."""
    held = _part(request, uid)
    parts = reports.chapters(held.publication)
    if held in parts:
        arranged(request, held.publication, publishing.moved(parts, held, request.POST.get("vers") == "haut"))
    return redirect(f"{page_of(held.publication, request)}#parties")


@needs("publication.edit", Publication)
@require_POST
def order(request: Any) -> HttpResponse:
    """Put parts in the order posted, or in that of the address: the button that undoes posts nothing else."""
    wanted = request.POST.getlist("part") or request.GET.getlist("part")
    arranged(request, request.object, wanted)
    return redirect(f"{page_of(request.object, request)}#parties")


def arranged(request: Any, publication: Publication, wanted: list[str]) -> None:
    """Put parts in an order, and offer to come back to the one before."""
    before = publishing.arrange(publication, wanted, request.member)
    if before == [one.uid for one in reports.chapters(publication)]:
        return
    address = reverse("chapter-order", kwargs={"workspace": request.workspace.slug, "uid": publication.uid})
    back = f"{address}?{urlencode([('part', uid) for uid in before])}"
    messages.info(request, _("L’ordre des parties est changé."), extra_tags=back)


@needs("publication.see")
@require_POST
def drop(request: Any, uid: str) -> HttpResponse:
    """Take a part out of a report; the dossier stays."""
    held = _part(request, uid)
    held.delete_softly(request.member)
    thread.unlink(held.publication, held.dossier)
    back = reverse("chapter-put-back", kwargs={"workspace": request.workspace.slug, "uid": held.uid})
    messages.info(
        request, _("« %(name)s » n’est plus dans ce retour d’enquête.") % {"name": held}, extra_tags=back
    )
    return redirect(f"{page_of(held.publication, request)}#parties")


@needs("publication.see")
@require_POST
def put_back(request: Any, uid: str) -> HttpResponse:
    """Put a part taken out back in its place, unless its dossier was put in again meanwhile."""
    held = _part(request, uid, Chapter.objects)
    there = Chapter.kept.filter(publication=held.publication, dossier=held.dossier_id)
    if held.deleted_at is not None and not there.exists():
        held.restore(request.member)
        thread.link(held.publication, held.dossier, request.member)
    return redirect(f"{page_of(held.publication, request)}#parties")


@needs("publication.see", Publication)
@require_POST
def export(request: Any, format: str) -> HttpResponse:
    """Take a report out as a file; what left is written in the register."""
    access.check(request.member, "publication.export")
    if format not in manuscript.FORMATS:
        raise Http404
    content, line = publishing.export(request.object, format, request.member, lang())
    journal.write(request.workspace, request.member, "exported", f"publication {request.object.uid} {format}")
    response = HttpResponse(content, content_type=TYPES[format])
    name = f"{slugify(request.object.title)[:60] or 'retour'}.{format}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Content-SHA256"] = line.sha256
    return response
